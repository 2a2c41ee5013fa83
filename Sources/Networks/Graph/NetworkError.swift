import Basics

/// Why a network cannot be computed. Each case reads as one line that names the layer.
public enum NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  case noInputs
  case noLayers
  /// A name that is empty or holds control characters.
  case invalidName(String)
  case duplicateName(String)
  /// A layer reads something that is neither an input nor an earlier layer.
  case unknownInput(layer: String, input: String)
  case wrongInputCount(layer: String, operation: String, expected: String, actual: Int)
  /// Neither the network's output nor read by any layer.
  case unused(String)
  /// The operation takes another kind of tensor; the remedy is a sentence, or empty.
  case wrongKind(layer: String, operation: String, expected: String, actual: Shape, remedy: String)
  /// Tensors that an addition or a concatenation cannot join.
  case shapeMismatch(layer: String, first: Shape, other: Shape)
  case timeAxisMismatch(layer: String, first: TimeAxis, other: TimeAxis)
  /// A tensor of any length is joined with one of a fixed length.
  case lengthMismatch(layer: String)
  case kernelTooLarge(layer: String, axis: String, kernel: Int, paddedInput: Int)
  /// A pool's padding is more than half its kernel.
  case paddingTooLarge(layer: String, padding: Int, kernel: Int)
  case groupMismatch(layer: String, groups: Int, inputs: Int, outputs: Int)
  case notPositive(layer: String, quantity: String, value: Int)
  case negative(layer: String, quantity: String, value: Int)
  case outOfRange(layer: String, quantity: String, range: String, value: Double)
  /// A size or a count above a limit; the value is nil where no Int holds it.
  case tooLarge(layer: String, quantity: String, value: Int?, limit: Int)
  /// A tensor of any length has no fixed number of values to flatten.
  case flattenNeedsFixedLength(layer: String, shape: Shape)
  /// The multiplications of the network, or of a layer alone, are beyond an `Int`.
  case tooManyMACs(layer: String)
  case labelCount(layer: String, labels: Int, output: Shape)
  case labelTooLong(number: Int, bytes: Int, limit: Int)

  public var description: String {
    switch self {
    case .noInputs:
      "the network has no inputs"
    case .noLayers:
      "the network has no layers"
    case .invalidName(let name):
      "\(name.debugDescription) cannot be a name: use at least one character and no control ones"
    case .duplicateName(let name):
      "\(name): two inputs or layers have this name"
    case .unknownInput(let layer, let input):
      "\(layer): reads \(input.debugDescription), which is no input and no earlier layer"
    case .wrongInputCount(let layer, let operation, let expected, let actual):
      "\(layer): \(operation) takes \(expected), but \(actual) are given"
    case .unused(let name):
      "\(name): nothing reads it, and only the last layer is the output"
    case .wrongKind(let layer, let operation, let expected, let actual, let remedy):
      "\(layer): \(operation) takes \(expected), but its input is \(actual)"
        + (remedy.isEmpty ? "" : "; \(remedy)")
    case .shapeMismatch(let layer, let first, let other):
      "\(layer): cannot join \(first) and \(other)"
    case .timeAxisMismatch(let layer, let first, let other):
      "\(layer): joins tensors whose time runs along different axes: \(first) and \(other)"
    case .lengthMismatch(let layer):
      "\(layer): joins a tensor of any length with one of a fixed length"
    case .kernelTooLarge(let layer, let axis, let kernel, let paddedInput):
      "\(layer): the kernel's \(axis) is \(kernel), but its padded input has only \(paddedInput)"
    case .paddingTooLarge(let layer, let padding, let kernel):
      "\(layer): a pool's padding is at most half its kernel, not \(padding) for \(kernel)"
    case .groupMismatch(let layer, let groups, let inputs, let outputs):
      "\(layer): \(groups) groups do not divide \(inputs) input and \(outputs) output channels"
    case .notPositive(let layer, let quantity, let value):
      "\(layer): the \(quantity) must be at least 1, not \(value)"
    case .negative(let layer, let quantity, let value):
      "\(layer): the \(quantity) must be at least 0, not \(value)"
    case .outOfRange(let layer, let quantity, let range, let value):
      "\(layer): the \(quantity) must be \(range), not \(value)"
    case .tooLarge(let layer, let quantity, let value, let limit):
      "\(layer): the \(quantity) is \(value.map { "\($0.grouped), " } ?? "")beyond the limit of "
        + limit.grouped
    case .tooManyMACs(let layer): "\(layer): the number of MACs is too large"
    case .flattenNeedsFixedLength(let layer, let shape):
      "\(layer): flatten needs a fixed length, but its input \(shape) grows with the clip; "
        + "put globalAveragePool before"
    case .labelCount(let layer, let labels, let output):
      "\(layer): \(labels) labels cannot name the output \(output)"
    case .labelTooLong(let number, let bytes, let limit):
      "label \(number) has \(bytes.grouped) bytes; a label has at most \(limit.grouped)"
    }
  }
}
