/// Appends layers, each reading the one before it unless told otherwise.
struct NetworkBuilder {
  private(set) var layers: [Layer] = []
  /// The tensor that the next layer reads.
  var last: String

  init(from input: String) {
    last = input
  }

  mutating func add(_ name: String, _ operation: Operation, from inputs: [String]? = nil) {
    layers.append(Layer(name: name, operation: operation, inputs: inputs ?? [last]))
    last = name
  }

  /// `name`, `name_norm` and, unless left out, `name_relu`.
  mutating func addNormalised(_ name: String, _ operation: Operation, relu: Bool = true) {
    add(name, operation)
    add("\(name)_norm", .batchNorm())
    if relu { add("\(name)_relu", .relu) }
  }

  /// Depthwise 3×3 and pointwise 1×1, each with batch norm and ReLU.
  mutating func addSeparable(_ name: String, from inputs: Int, to outputs: Int) {
    addNormalised("\(name)_depthwise", .squareConvolution(3, to: inputs, groups: inputs))
    addNormalised("\(name)_pointwise", .squareConvolution(1, to: outputs))
  }

  /// conv3 and pool3, then pairs of convolutions with a pool behind each: conv4, conv5, pool5 …
  ///
  /// - Parameters:
  ///   - channels: Of each stage.
  ///   - add: Adds a convolution of this name, from so many channels and to so many.
  mutating func addStages(
    _ channels: [Int], add: (inout NetworkBuilder, String, _ from: Int, _ to: Int) -> Void
  ) {
    var (inputs, number) = (1, 3)
    for (stage, outputs) in channels.enumerated() {
      for _ in 0..<min(stage + 1, 2) {
        add(&self, "conv\(number)", inputs, outputs)
        (inputs, number) = (outputs, number + 1)
      }
      addMaxPool2D("pool\(number - 1)")
    }
  }

  mutating func addMaxPool2D(_ name: String) {
    add(name, .maxPool2D(Pool2D(kernel: 2, stride: 2)))
  }
}

extension Operation {
  /// A convolution over a picture with an odd kernel; padding keeps the size at a stride of 1.
  static func squareConvolution(
    _ side: Int, to channels: Int, stride: Size2D = 1, groups: Int = 1, bias: Bool = false
  ) -> Operation {
    .convolution2D(
      Convolution2D(
        channels: channels, kernel: Size2D(side), stride: stride, padding: Size2D(side / 2),
        groups: groups, bias: bias))
  }
}
