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

extension Sliding {
  var windows: [Window] {
    Size.axes.indices.map {
      Window(
        axis: Size.axes[$0], kernel: kernel.sizes[$0], stride: stride.sizes[$0],
        padding: padding.sizes[$0])
    }
  }
}
