import Basics

/// Why bytes are no TFLite model, or why a model cannot become a program.
///
/// `byte` is a position in the file.
public enum TFLiteError: Error, Equatable, Sendable {
  // The file
  case notAModel
  /// An offset or a length leads out of the file.
  case damaged(what: String, byte: Int)
  /// A number that the field cannot have.
  case badValue(what: String, value: Int, byte: Int)
  case subgraphs(Int)
  case tooLarge(what: String, count: Int, limit: Int)

  // The graph
  /// Activations are floats.
  case isFloat
  /// Every op that cannot be imported, in the order of the ops.
  case unsupported([UnsupportedOp])
  case inputs(Int)
  case outputs(Int)
  /// A tensor that nothing computes is read.
  case notComputed(tensor: String)
  /// A tensor whose rows do not stream into an op as it wants them.
  case input(tensor: String, reason: String)
  case output(tensor: String, reason: String)
  /// An accumulator of a layer may leave its bits, or what is scaled 32.
  case accumulatorOverflow(layer: String, channel: Int, bits: Int)
}

/// An op that cannot be imported, and why.
public struct UnsupportedOp: Equatable, Sendable {
  /// Its place among the ops of the file.
  public var index: Int
  /// As TFLite calls it: CONV_2D.
  public var name: String
  public var reason: String

  fileprivate var description: String {
    "op \(index), \(printable(name, limit: 80)): \(reason)"
  }
}

extension TFLiteError: CustomStringConvertible {
  private static let mostNamed = 20

  public var description: String {
    switch self {
    case .notAModel: "not a TFLite model: TFL3 does not stand at byte 4"
    case .damaged(let what, let byte): "\(what) at byte \(byte) leads out of the file"
    case .badValue(let what, let value, let byte): "\(what) at byte \(byte) is \(value)"
    case .subgraphs(let count): "\(count) subgraphs; one can be imported"
    case .tooLarge(let what, let count, let limit):
      "\(count.grouped) \(what), more than \(limit.grouped)"
    case .isFloat:
      "is a TFLite model in floats; quantise it to int8 where you convert it, with a representative "
        + "data set"
    case .unsupported(let ops):
      ops.prefix(Self.mostNamed).map(\.description).joined(separator: "; ")
        + (ops.count > Self.mostNamed
          ? "; and \((ops.count - Self.mostNamed).grouped) more ops" : "")
    case .inputs(let count): "the graph has \(count) inputs; 1 to 16 can be imported"
    case .outputs(let count): "the graph has \(count) outputs; one can be imported"
    case .notComputed(let tensor): "\(shown(tensor)): is read, and nothing computes it"
    case .input(let tensor, let reason): "input \(shown(tensor)): \(reason)"
    case .output(let tensor, let reason): "output \(shown(tensor)): \(reason)"
    case .accumulatorOverflow(let layer, let channel, let bits):
      "\(shown(layer)): the accumulator of channel \(channel) may leave \(bits) bits"
    }
  }
}

private func shown(_ name: String) -> String {
  name.isEmpty ? "(no name)" : printable(name, limit: 80)
}
