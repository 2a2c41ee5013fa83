/// The kernel, stride and padding of a convolution or pool along one axis.
struct Window {
  var axis: String
  var kernel: Int
  var stride: Int
  var padding: Int

  /// The number of positions along an axis of this size; the numbers are checked first.
  func positions(along size: Int, of layer: String) throws(NetworkError) -> Int {
    try requirePositive(kernel, "kernel's \(axis)", of: layer)
    try requirePositive(stride, "stride's \(axis)", of: layer)
    try requireNotNegative(padding, "padding's \(axis)", of: layer)
    let padded = size + 2 * padding
    guard kernel <= padded else {
      throw .kernelTooLarge(layer: layer, axis: axis, kernel: kernel, paddedInput: padded)
    }
    return (padded - kernel) / stride + 1
  }

  /// Throws where a pool's window could lie in the padding alone.
  func requirePoolPadding(of layer: String) throws(NetworkError) {
    guard padding <= kernel / 2 else {
      throw .paddingTooLarge(layer: layer, padding: padding, kernel: kernel)
    }
  }
}

extension Convolution1D {
  var windows: [Window] {
    [Window(axis: "length", kernel: kernel, stride: stride, padding: padding)]
  }
}

extension Convolution2D {
  var windows: [Window] { Window.pair(kernel: kernel, stride: stride, padding: padding) }
}

extension Pool1D {
  var windows: [Window] {
    [Window(axis: "length", kernel: kernel, stride: stride, padding: padding)]
  }
}

extension Pool2D {
  var windows: [Window] { Window.pair(kernel: kernel, stride: stride, padding: padding) }
}

extension Window {
  fileprivate static func pair(kernel: Size2D, stride: Size2D, padding: Size2D) -> [Window] {
    [
      Window(
        axis: "height", kernel: kernel.height, stride: stride.height, padding: padding.height),
      Window(axis: "width", kernel: kernel.width, stride: stride.width, padding: padding.width),
    ]
  }
}
