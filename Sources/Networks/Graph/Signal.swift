import Basics

/// What inference knows of one tensor.
struct Signal {
  var shape: Shape
  var time: TimeAxis
  /// Whether the extent along time is the clip's choice and not the network's.
  var isAnyLength: Bool
}

extension Shape {
  /// The same shape with other channels.
  func with(channels: Int) -> Shape {
    switch self {
    case .vector: .vector(channels)
    case .sequence(_, let length): .sequence(channels: channels, length: length)
    case .picture(_, let height, let width):
      .picture(channels: channels, height: height, width: width)
    }
  }

  /// Throws unless the number of values is so far from what an Int holds that sums of it fit.
  func requireBounded(_ what: String, of layer: String) throws(NetworkError) {
    _ = try boundedProduct(
      dimensions, "number of values of the \(what)", of: layer, limit: 1 << 40)
  }
}

/// The product; throws where it is above a limit.
func boundedProduct(
  _ factors: [Int], _ quantity: String, of layer: String, limit: Int
) throws(NetworkError) -> Int {
  let product = factors.product
  guard let product, product <= limit else {
    throw .tooLarge(layer: layer, quantity: quantity, value: product, limit: limit)
  }
  return product
}
