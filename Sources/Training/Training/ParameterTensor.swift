/// One parameter of a network under training, with its gradient.
package final class ParameterTensor: @unchecked Sendable {
  /// PyTorch's name.
  package let name: String
  /// In the layout in which the layer computes.
  package let values: FloatBuffer
  package let gradient: FloatBuffer
  /// Where values are held at 0; nil where all may move.
  private var isHeld: [Bool]?

  init(name: String, values: [Float]) {
    self.name = name
    self.values = FloatBuffer(values)
    gradient = FloatBuffer(count: values.count)
  }

  /// Holds values at 0 from now on, but for those that stay, in the layout of `values`.
  func keep(_ stays: [Bool]?) {
    isHeld = stays.map { $0.map { !$0 } }
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
