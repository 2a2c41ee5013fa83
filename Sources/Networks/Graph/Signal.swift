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

  /// Whether every dimension is within `Network.largestSize` and the number of values fits an Int.
  var isRepresentable: Bool {
    dimensions.allSatisfy { $0 <= Network.largestSize } && checkedProduct(dimensions) != nil
  }
}

/// The product, or nil where it does not fit an Int.
func checkedProduct(_ factors: [Int]) -> Int? {
  var product = 1
  for factor in factors {
    let (partial, overflow) = product.multipliedReportingOverflow(by: factor)
    if overflow { return nil }
    product = partial
  }
  return product
}
