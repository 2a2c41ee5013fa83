import Basics
import Compiler
import Graph
import ModelFormat
import TFLite

/// Which operations can be trained, compiled, imported and exported, and where they run.
public enum SupportTable {
  /// Markdown, made from the tables of the importer, the exporter and the loader.
  public static var markdown: String {
    let table = MarkdownTable(
      ["operation", "train", "compile", "import", "export", "int16", "targets"],
      OpKind.operations.map(row) + [rowWithoutOps])
    return table.text + "\n"
  }

  /// - Parameter kinds: those that do one operation.
  private static func row(_ kinds: [OpKind]) -> [String] {
    let layers = Operation.kinds.filter { !Set(kinds).isDisjoint(with: Operation.ops(ofLayer: $0)) }
    let families = kinds.compactMap(\.family).reduce(into: [OpFamily]()) { families, family in
      if !families.contains(family) { families.append(family) }
    }
    return [
      kinds.map(\.name).joined(separator: ", "), quoted(layers), layers.isEmpty ? "" : "yes",
      quoted(all(kinds.flatMap { TFLiteOperators.imported(as: $0) })),
      quoted(all(kinds.flatMap { TFLiteOperators.exported(from: $0) })),
      kinds.contains { $0.elements != .int8 } ? "yes" : "",
      (["all"] + families.map { "`\($0.flag)`" }).joined(separator: ", "),
    ]
  }

  /// Layers and operators that only change shapes, or nothing.
  private static var rowWithoutOps: [String] {
    let layers = Operation.kinds.filter { Operation.ops(ofLayer: $0).isEmpty }
    return ["no op", quoted(layers), "yes", quoted(TFLiteOperators.withoutOps), "", "yes", "all"]
  }

  /// Each name once, in the order of the alphabet.
  private static func all(_ names: [String]) -> [String] { Set(names).sorted() }

  private static func quoted(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }
}

extension OpKind {
  private static var all: [OpKind] { (0...UInt8.max).compactMap(OpKind.init) }

  /// All kinds, those that do one operation together.
  fileprivate static var operations: [[OpKind]] {
    all.filter { $0.operation == $0 }.map { operation in
      all.filter { $0.operation == operation }
    }
  }

  /// The first kind that does the same operation, with other arithmetic.
  private var operation: OpKind {
    switch self {
    case .windowAverage, .valueAverage, .scaledSum: .globalAverage
    case .rescale, .logistic, .hyperbolicTangent: .lookup
    // "gemmlowp softmax" is a softmax.
    default: Self.all.first { name.hasSuffix(" \($0.name)") } ?? self
    }
  }
}

extension Operation {
  /// The ops that a layer is compiled to, unless it goes into the op in front of it; none of layers
  /// that change nothing when a network runs.
  fileprivate static func ops(ofLayer kind: String) -> [OpKind] {
    switch kind {
    case "convolution1d", "convolution2d", "batch_norm": [.convolution, .depthwise]
    case "fully_connected": [.convolution]
    case "relu", "relu6", "leaky_relu": [.lookup]
    case _ where Curve(rawValue: kind) != nil: [.lookup]
    case "max_pool1d", "max_pool2d": [.maxPool]
    case "average_pool1d", "average_pool2d": [.averagePool]
    case "global_average_pool": [.globalAverage, .windowAverage]
    // A layer of an op's name is that op.
    default: (0...UInt8.max).compactMap(OpKind.init).filter { $0.name == kind }
    }
  }
}
