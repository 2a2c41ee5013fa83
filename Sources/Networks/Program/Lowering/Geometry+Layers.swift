public import Graph

/// How the layers of a network slide over streams. Time runs along a sequence, or along a
/// picture's height or width; the picture's other axis lies across the rows.
extension Geometry {
  public init(_ convolution: Convolution1D) {
    self.init(
      along: convolution.kernel, stride: convolution.stride, padding: convolution.padding)
  }

  public init(_ pool: Pool1D) {
    self.init(along: pool.kernel, stride: pool.stride, padding: pool.padding)
  }

  public init(_ convolution: Convolution2D, isTimeAcross: Bool) {
    self.init(
      convolution.kernel, convolution.stride, convolution.padding, isTimeAcross: isTimeAcross)
  }

  public init(_ pool: Pool2D, isTimeAcross: Bool) {
    self.init(pool.kernel, pool.stride, pool.padding, isTimeAcross: isTimeAcross)
  }

  private init(along kernel: Int, stride: Int, padding: Int) {
    self.init(
      kernelRows: kernel, kernelAcross: 1, strideRows: stride, strideAcross: 1,
      padBefore: padding, padAfter: padding, padLeft: 0, padRight: 0)
  }

  /// - Parameter isTimeAcross: whether time is the picture's width.
  private init(_ kernel: Size2D, _ stride: Size2D, _ padding: Size2D, isTimeAcross: Bool) {
    func time(_ size: Size2D) -> Int { isTimeAcross ? size.width : size.height }
    func across(_ size: Size2D) -> Int { isTimeAcross ? size.height : size.width }
    self.init(
      kernelRows: time(kernel), kernelAcross: across(kernel), strideRows: time(stride),
      strideAcross: across(stride), padBefore: time(padding), padAfter: time(padding),
      padLeft: across(padding), padRight: across(padding))
  }
}

/// The order of a convolution's weights: PyTorch's [output][input][height][width] (or
/// [output][input][position]) and the stream's [output][kernel row][tap][input].
public struct WeightOrder: Equatable, Sendable {
  private let geometry: Geometry
  private let inputs: Int
  private let isTimeAcross: Bool

  /// - Parameters:
  ///   - inputs: Input channels of a group.
  ///   - isTimeAcross: Whether time is the picture's width; of no matter in one dimension.
  public init(_ geometry: Geometry, inputs: Int, isTimeAcross: Bool = false) {
    self.geometry = geometry
    self.inputs = inputs
    self.isTimeAcross = isTimeAcross
  }

  public func stream<Value>(fromPyTorch weights: [Value]) -> [Value] {
    places(count: weights.count).map { weights[$0] }
  }

  public func pyTorch<Value>(fromStream weights: [Value]) -> [Value] {
    var result = weights
    for (index, place) in places(count: weights.count).enumerated() {
      result[place] = weights[index]
    }
    return result
  }

  /// For each weight of the stream, its place in PyTorch's order.
  private func places(count: Int) -> [Int] {
    let positions = geometry.kernelRows * geometry.kernelAcross
    let rowStride = isTimeAcross ? 1 : geometry.kernelAcross
    let tapStride = isTimeAcross ? geometry.kernelRows : 1
    var places: [Int] = []
    places.reserveCapacity(count)
    for output in 0..<count / (inputs * positions) {
      for row in 0..<geometry.kernelRows {
        for tap in 0..<geometry.kernelAcross {
          for input in 0..<inputs {
            places.append(
              (output * inputs + input) * positions + row * rowStride + tap * tapStride)
          }
        }
      }
    }
    return places
  }
}
