import Graph

/// One parameter of a network under training, with its gradient.
package final class ParameterTensor: @unchecked Sendable {
  /// PyTorch's name.
  package let name: String
  /// In the layout in which the layer computes.
  package let values: FloatBuffer
  package let gradient: FloatBuffer
  /// Where values are held at 0; nil where all may move.
  private var isHeld: [Bool]?

  private let shape: [Int]
  /// For each value in the layer, its place in PyTorch's order; nil where both are the same.
  private let places: [Int]?

  /// - Parameter tensor: as PyTorch has it.
  init(_ name: String, _ tensor: Tensor, places: [Int]? = nil) {
    self.name = name
    self.places = places
    shape = tensor.shape
    values = FloatBuffer(tensor.values.inOrder(places))
    gradient = FloatBuffer(count: tensor.values.count)
  }

  /// Takes over values in PyTorch's order.
  func assign(_ tensor: Tensor) { values.assign(tensor.values.inOrder(places)) }

  /// Values or gradients as PyTorch has them.
  func tensor(_ buffer: FloatBuffer) -> Tensor {
    var tensor = Tensor(shape: shape, values: buffer.values)
    for (index, place) in (places ?? []).enumerated() { tensor.values[place] = buffer[index] }
    return tensor
  }

  /// Holds values at 0 from now on, but for those that stay, in PyTorch's order.
  func keep(_ stays: [Bool]?) {
    isHeld = stays.map { $0.inOrder(places).map { !$0 } }
    holdZeros()
  }

  /// Puts back to 0 what a step has moved.
  func holdZeros() {
    guard let isHeld else { return }
    var span = values.mutableSpan(0..<count)
    for index in span.indices where isHeld[index] { span[index] = 0 }
  }

  package var count: Int { values.count }
}

extension Array {
  /// The elements at some places; all of them, as they are, for nil.
  fileprivate func inOrder(_ places: [Int]?) -> [Element] {
    places.map { $0.map { self[$0] } } ?? self
  }
}
