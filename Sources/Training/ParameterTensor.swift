/// One parameter of a network under training, with its gradient.
package final class ParameterTensor: @unchecked Sendable {
  /// PyTorch's name.
  package let name: String
  /// In the layout in which the layer computes.
  package let values: FloatBuffer
  package let gradient: FloatBuffer
  /// Whether weight decay applies: to weights, not to biases and batch norms.
  let isWeight: Bool

  init(name: String, values: [Float], isWeight: Bool) {
    self.name = name
    self.values = FloatBuffer(values)
    gradient = FloatBuffer(count: values.count)
    self.isWeight = isWeight
  }

  package var count: Int { values.count }
}
