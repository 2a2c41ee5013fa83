public import Program
public import Reference

/// The first place at which the runtime and a reference disagree.
public struct Difference: Encodable, Equatable, Sendable, CustomStringConvertible {
  /// The layer (or input) whose tensor differs.
  public var layer: String
  public var row: Int
  public var column: Int
  public var channel: Int
  /// nil where one side has no such row.
  public var runtime: Int16?
  public var reference: Int16?

  public var description: String {
    let place = "\(layer): row \(row), column \(column), channel \(channel)"
    switch (runtime, reference) {
    case (let runtime?, let reference?):
      return "\(place): the runtime has \(runtime), the float path \(reference)"
    case (nil, _): return "\(layer): the runtime has only \(row) rows, the float path more"
    default: return "\(layer): the float path has only \(row) rows, the runtime more"
    }
  }
}

extension Difference {
  /// Compares tensor by tensor, in the order in which they are computed; nil if all are equal.
  public init?(
    _ program: IntegerProgram, runtime: RuntimeTrace, reference: [Stream<Int16>]
  ) {
    for (tensor, expected) in reference.enumerated() {
      let actual = runtime.tensors[tensor]
      guard actual != expected.values else { continue }
      let index =
        zip(actual, expected.values).enumerated().first { $1.0 != $1.1 }?.offset
        ?? min(actual.count, expected.values.count)
      let row = expected.row
      self.init(
        layer: program.tensorName(tensor), row: index / row.elements,
        column: index % row.elements / row.channels, channel: index % row.channels,
        runtime: index < actual.count ? actual[index] : nil,
        reference: index < expected.values.count ? expected.values[index] : nil)
      return
    }
    return nil
  }
}
