/// The order in which layers want a convolution's weights: [group][window value][output of the
/// group], or [window value][channel] where every channel sees itself alone.
struct LayerOrder {
  /// For each weight in the layer's order, its place in [output][window value].
  let places: [Int]

  init(outputs: Int, valuesPerOutput: Int, groups: Int, isDepthwise: Bool) {
    let blocks = isDepthwise ? 1 : groups
    let columns = outputs / blocks
    var places: [Int] = []
    places.reserveCapacity(outputs * valuesPerOutput)
    for block in 0..<blocks {
      for value in 0..<valuesPerOutput {
        for column in 0..<columns {
          places.append((block * columns + column) * valuesPerOutput + value)
        }
      }
    }
    self.places = places
  }
}
