/// The values of a network's parameters, by PyTorch's names.
public struct Parameters: Equatable, Sendable {
  public var tensors: [String: Tensor]

  public init(tensors: [String: Tensor] = [:]) {
    self.tensors = tensors
  }

  public subscript(name: String) -> Tensor? {
    get { tensors[name] }
    set { tensors[name] = newValue }
  }
}

/// The name and shape that a network asks of one parameter.
public struct ParameterShape: Equatable, Sendable {
  public var name: String
  public var shape: [Int]
  /// Whether training changes it by its gradient; running statistics are not trainable.
  public var isTrainable: Bool

  public init(name: String, shape: [Int], isTrainable: Bool) {
    self.name = name
    self.shape = shape
    self.isTrainable = isTrainable
  }
}

extension String {
  /// The layer of a parameter's name.
  package var layerName: String {
    lastIndex(of: ".").map { String(self[..<$0]) } ?? self
  }
}
