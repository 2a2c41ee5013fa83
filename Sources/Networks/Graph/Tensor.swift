/// A dense tensor of floats in row-major order: the last axis is contiguous.
public struct Tensor: Equatable, Sendable {
  public var shape: [Int]
  public var values: [Float]

  public init(shape: [Int], values: [Float]) {
    self.shape = shape
    self.values = values
  }
}
