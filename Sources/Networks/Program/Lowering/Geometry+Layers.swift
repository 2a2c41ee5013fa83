public import Graph
import ModelFormat

/// How the layers of a network slide over streams. Time runs along a sequence, or along a
/// picture's height or width; the picture's other axis lies across the rows.
extension Geometry {
  /// - Parameters:
  ///   - name: of the layer.
  ///   - isTimeAcross: whether time is a picture's width.
  init<Layer: Sliding>(
    _ layer: Layer, of name: String, isTimeAcross: Bool
  ) throws(LoweringError) {
    let sizes = layer.kernel.sizes + layer.stride.sizes + layer.padding.sizes
    if let size = sizes.max(), size > Layout.longestDimension {
      throw .tooLong(layer: name, size: size, limit: Layout.longestDimension)
    }
    self.init(layer, isTimeAcross: isTimeAcross)
  }

  /// - Parameter isTimeAcross: whether time is a picture's width.
  public init<Layer: Sliding>(_ layer: Layer, isTimeAcross: Bool = false) {
    /// A sequence has one column.
    func sides(_ size: Layer.Size, column: Int) -> (time: Int, across: Int) {
      let sides = size.sizes + [column]
      return isTimeAcross ? (sides[1], sides[0]) : (sides[0], sides[1])
    }
    let kernel = sides(layer.kernel, column: 1)
    let stride = sides(layer.stride, column: 1)
    let padding = sides(layer.padding, column: 0)
    self.init(
      kernelRows: kernel.time, kernelAcross: kernel.across, strideRows: stride.time,
      strideAcross: stride.across, padBefore: padding.time, padAfter: padding.time,
      padLeft: padding.across, padRight: padding.across)
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
    let positions = geometry.kernelRows * geometry.kernelAcross
    let rowStride = isTimeAcross ? 1 : geometry.kernelAcross
    let tapStride = isTimeAcross ? geometry.kernelRows : 1
    var result: [Value] = []
    result.reserveCapacity(weights.count)
    for output in 0..<weights.count / (inputs * positions) {
      for row in 0..<geometry.kernelRows {
        for tap in 0..<geometry.kernelAcross {
          for input in 0..<inputs {
            let place = (output * inputs + input) * positions + row * rowStride + tap * tapStride
            result.append(weights[place])
          }
        }
      }
    }
    return result
  }
}
