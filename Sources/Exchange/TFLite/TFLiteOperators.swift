package import ModelFormat

/// TFLite's operators, by the ops of a program that stand for them.
package enum TFLiteOperators {
  /// Names of the operators that the importer turns into ops of a kind.
  package static func imported(as kind: OpKind) -> [String] {
    names { $0.imported.contains(kind) }
  }

  /// Names of the operators that the exporter writes for ops of a kind.
  package static func exported(from kind: OpKind) -> [String] {
    names { $0.exported.contains(kind) }
  }

  /// Names of the operators that the importer takes without an op of their own.
  package static var withoutOps: [String] { names { $0.imported.isEmpty } }

  private static func names(_ isIncluded: (TFLiteKind) -> Bool) -> [String] {
    TFLiteKind.allCases.filter(isIncluded).map { TFLiteModel.opName($0.rawValue) }
  }
}

extension TFLiteModel {
  /// What TFLite calls the model's ops, in their order.
  package var operators: [String] { ops.map(\.name) }
}
