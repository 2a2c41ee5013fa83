/// On which grid each layer's weights are rounded: the int8 from −largest to largest.
///
/// Fewer levels make weights that take fewer bits in the file; kernels see int8 all the same.
public struct WeightGrid: Equatable, Sendable {
  public var largest: Int
  /// Where a layer has another grid than the others, by its name.
  public var layers: [String: Int]

  public init(largest: Int = 127, layers: [String: Int] = [:]) {
    self.largest = largest
    self.layers = layers
  }

  func largest(ofLayer name: String) -> Int { layers[name] ?? largest }
}
