import Basics

extension Operation {
  /// Every operation with its keys.
  static var cases: [KeyCase<Operation>] {
    valueCases + curveCases + windowCases + otherCases
  }

  private static var valueCases: [KeyCase<Operation>] {
    [
      KeyCase(
        "convolution1d", "A convolution along a sequence.", Convolution1D.keys(.integer()),
        make: Operation.convolution1D
      ) { if case .convolution1D(let convolution) = $0 { convolution } else { nil } },
      KeyCase(
        "convolution2d", "A convolution over a picture.", Convolution2D.keys(.size),
        make: Operation.convolution2D
      ) { if case .convolution2D(let convolution) = $0 { convolution } else { nil } },
      KeyCase(
        "batch_norm", "`(x − mean) / √(variance + epsilon) · weight + bias` for each channel.",
        KeyTable(
          1e-5,
          [.key("epsilon", \.self, .number(), "A small number that keeps the root from 0.")]),
        make: Operation.batchNorm
      ) { if case .batchNorm(let epsilon) = $0 { epsilon } else { nil } },
      KeyCase("relu", "`max(x, 0)`", .relu),
      KeyCase("relu6", "`min(max(x, 0), 6)`", .relu6),
      KeyCase(
        "leaky_relu", "`x` where it is positive, `slope · x` elsewhere.",
        KeyTable(0.01, [.key("slope", \.self, .number(), "The factor of negative values.")]),
        make: Operation.leakyReLU
      ) { if case .leakyReLU(let slope) = $0 { slope } else { nil } },
    ]
  }

  private static var curveCases: [KeyCase<Operation>] {
    Curve.allCases.map { KeyCase($0.rawValue, $0.documentation, .curve($0)) }
  }

  private static var windowCases: [KeyCase<Operation>] {
    [
      KeyCase(
        "max_pool1d", "The maximum of each window of a sequence.", Pool1D.keys(.integer()),
        make: Operation.maxPool1D
      ) { if case .maxPool1D(let pool) = $0 { pool } else { nil } },
      KeyCase(
        "max_pool2d", "The maximum of each window of a picture.", Pool2D.keys(.size),
        make: Operation.maxPool2D
      ) { if case .maxPool2D(let pool) = $0 { pool } else { nil } },
      KeyCase(
        "average_pool1d", "The mean of each window of a sequence, without its padding.",
        Pool1D.keys(.integer()), make: Operation.averagePool1D
      ) { if case .averagePool1D(let pool) = $0 { pool } else { nil } },
      KeyCase(
        "average_pool2d", "The mean of each window of a picture, without its padding.",
        Pool2D.keys(.size), make: Operation.averagePool2D
      ) { if case .averagePool2D(let pool) = $0 { pool } else { nil } },
      KeyCase(
        "global_average_pool", "The mean over all positions: a vector of the channels.",
        .globalAveragePool),
    ]
  }

  private static var otherCases: [KeyCase<Operation>] {
    [
      KeyCase(
        "fully_connected", "`weight · x + bias` on a vector.",
        KeyTable(
          (outputs: 0, bias: true),
          [
            .required("outputs", \.outputs, .integer(), "Values of the result."),
            .key("bias", \.bias, .bool, biasText),
          ]), make: { .fullyConnected(outputs: $0.outputs, bias: $0.bias) }
      ) { if case .fullyConnected(let outputs, let bias) = $0 { (outputs, bias) } else { nil } },
      KeyCase("add", "The sum of tensors of equal shape.", .add),
      KeyCase("multiply", "The product of tensors of equal shape.", .multiply),
      KeyCase("concat", "Tensors one after the other along the channels.", .concat),
      KeyCase("flatten", "All values as one vector, channels outermost.", .flatten),
      KeyCase(
        "transpose", "A sequence [channels, length] seen as a picture [1, channels, length].",
        .transpose),
      KeyCase("softmax", "`exp(x) / Σ exp(x)` on a vector.", .softmax),
      KeyCase(
        "dropout", "Zeroes values at random in training and scales up the rest.",
        KeyTable(
          0.0, [.required("rate", \.self, .number(), "The probability that a value is zeroed.")]),
        make: Operation.dropout
      ) { if case .dropout(let rate) = $0 { rate } else { nil } },
    ]
  }

  /// The names of all operations.
  package static var kinds: [String] { cases.map(\.name) }

  /// The operation's name in files, tables and errors.
  public var kind: String { Self.cases.of(self).name }

  /// Whether it reads two or more tensors.
  var joins: Bool { self == .add || self == .multiply || self == .concat }
}

extension Convolution {
  fileprivate static func keys(_ size: KeyType<Size>) -> KeyTable<Convolution> {
    KeyTable(
      Convolution(channels: 0, kernel: 0),
      [
        .required("channels", \.channels, .integer(), "Channels of the result."),
        .required("kernel", \.kernel, size, kernelText),
        .key("stride", \.stride, size, strideText), .key("padding", \.padding, size, paddingText),
        .key("groups", \.groups, .integer(), "Parts of the channels that do not mix."),
        .key("bias", \.bias, .bool, biasText),
      ])
  }
}

extension Pool {
  fileprivate static func keys(_ size: KeyType<Size>) -> KeyTable<Pool> {
    KeyTable(
      Pool(kernel: 0, stride: 0),
      [
        .required("kernel", \.kernel, size, kernelText),
        .required("stride", \.stride, size, strideText),
        .key("padding", \.padding, size, paddingText),
      ])
  }
}

private let kernelText = "The extent of the window."
private let strideText = "The step from one window to the next."
private let paddingText = "Positions on each side that count as zeros, or are left out of a pool."
private let biasText = "Whether a number is added to each channel."

extension KeyType<Size2D> {
  /// One whole number for both sides, or a list of height and width.
  fileprivate static var size: KeyType {
    KeyType(
      "whole number, or [height, width]",
      read: { fields, key throws(JSONError) in
        let value = try fields.value(key)
        switch value.content {
        case .integer(let side):
          return Size2D(side)
        case .array(let elements):
          guard elements.count == 2, case .integer(let height) = elements[0].content,
            case .integer(let width) = elements[1].content
          else { fallthrough }
          return Size2D(height: height, width: width)
        default:
          throw fields.wrongType(key, "a whole number or [height, width]", value)
        }
      },
      write: { size in
        size.height == size.width
          ? .integer(size.height) : .list([.integer(size.height), .integer(size.width)])
      })
  }
}
