public import FixedPoint

/// What a `.stapes` file computes, as data: a graph in integers.
///
/// The compiler makes one from a float graph and calibrated ranges and writes it; reading a file
/// gives one back. The oracles of the Reference module interpret it.
public typealias IntegerProgram = TensorGraph<Integers>

/// Integers stand for real values: each tensor says how.
public enum Integers: GraphKind {
  public typealias Operation = IntegerOperation

  public struct InputForm: Equatable, Sendable {
    public var quantisation: Quantisation
    /// Whether elements are int16.
    public var isInt16: Bool
    public var minimumRows: Int
    public var standardisation: Standardisation
  }

  public struct EdgeForm: Equatable, Sendable {
    /// To the op's common scale; used by sums and concatenations.
    public var factor: ScaleFactor
  }

  public struct OutputForm: Equatable, Sendable {
    public var quantisation: Quantisation
    /// Whether elements of the output are int16, with zero point 0; else int8.
    public var isInt16: Bool
    /// The clamp behind the op.
    public var lowest: Int16
    public var highest: Int16
  }

  public struct Rules: Equatable, Sendable {
    public var rounding: Rounding
  }
}

/// real = (q − zeroPoint) · scale.
public struct Quantisation: Equatable, Sendable {
  public var scale: Float
  public var zeroPoint: Int32

  public init(scale: Float, zeroPoint: Int32) {
    self.scale = scale
    self.zeroPoint = zeroPoint
  }
}

extension TensorGraph<Integers> {
  public init(
    name: String, rounding: Rounding, inputs: [Input], ops: [Op], labels: [String]
  ) {
    self.init(
      name: name, inputs: inputs, ops: ops, labels: labels,
      rules: Integers.Rules(rounding: rounding))
  }

  public var rounding: Rounding { rules.rounding }

  /// How tensor `index` stands for real values.
  public func quantisation(_ index: Int) -> Quantisation {
    index < inputs.count
      ? inputs[index].form.quantisation : ops[index - inputs.count].form.quantisation
  }

  /// Of every tensor.
  public var quantisations: [Quantisation] { (0..<tensorCount).map(quantisation) }

  /// Whether elements of tensor `index` are int16.
  public func isInt16(_ index: Int) -> Bool {
    index < inputs.count ? inputs[index].form.isInt16 : ops[index - inputs.count].form.isInt16
  }

  /// Bytes of one element of tensor `index`.
  public func elementBytes(_ index: Int) -> Int { isInt16(index) ? 2 : 1 }

  /// The rows that op `index` reads first, as it sees them.
  public func inputShape(ofOp index: Int) -> RowShape { rowShape(ops[index].edges[0]) }

  /// Whether anything but samples is int16.
  public var hasInt16: Bool { ops.contains(where: \.isInt16) }
}

extension TensorGraph<Integers>.Input {
  public init(
    name: String, row: RowShape, isInt16: Bool, samplesPerSecond: Int?, fixedRows: Int?,
    minimumRows: Int, standardisation: Standardisation, quantisation: Quantisation
  ) {
    self.init(
      name: name, row: row, samplesPerSecond: samplesPerSecond, fixedRows: fixedRows,
      form: Integers.InputForm(
        quantisation: quantisation, isInt16: isInt16, minimumRows: minimumRows,
        standardisation: standardisation))
  }

  public var isInt16: Bool { form.isInt16 }
  /// Samples a second where what is pushed is sound; nil for features, of int8 or int16.
  public var audioRate: Int? { isInt16 ? samplesPerSecond : nil }
  public var minimumRows: Int { form.minimumRows }
  public var standardisation: Standardisation { form.standardisation }
}

extension TensorGraph<Integers>.Edge {
  public init(tensor: Int, isTransposed: Bool = false, factor: ScaleFactor = .one) {
    self.init(
      tensor: tensor, isTransposed: isTransposed, form: Integers.EdgeForm(factor: factor))
  }

  public var factor: ScaleFactor {
    get { form.factor }
    set { form.factor = newValue }
  }
}

extension TensorGraph<Integers>.Op {
  /// - Parameters:
  ///   - lowest: as `highest`, the end of the element's range if nil.
  public init(
    name: String, operation: IntegerOperation, edges: [IntegerProgram.Edge], row: RowShape,
    quantisation: Quantisation, isInt16: Bool = false, lowest: Int16? = nil,
    highest: Int16? = nil
  ) {
    let range = Self.range(isInt16: isInt16)
    self.init(
      name: name, operation: operation, edges: edges, row: row,
      form: Integers.OutputForm(
        quantisation: quantisation, isInt16: isInt16, lowest: lowest ?? range.lowerBound,
        highest: highest ?? range.upperBound))
  }

  public var isInt16: Bool { form.isInt16 }
  public var lowest: Int16 { form.lowest }
  public var highest: Int16 { form.highest }

  /// Whether the clamp lets all values through.
  public var isUnclamped: Bool { lowest...highest == Self.range(isInt16: isInt16) }

  private static func range(isInt16: Bool) -> ClosedRange<Int16> {
    isInt16 ? .min ... .max : -128...127
  }
}
