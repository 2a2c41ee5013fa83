public import Graph

/// Which weights of a network stay under pruning; the others are and remain 0.
///
/// Weights are those of convolutions and fully connected layers; biases and batch norms always stay.
public struct WeightMask: Equatable, Sendable {
  /// What weights compete with.
  public enum Scope: String, CaseIterable, Equatable, Sendable {
    /// With all weights of the network, so that layers thin out as their weights are small.
    case network
    /// With those of their layer, so that every layer keeps the same share.
    case layer
  }

  /// By parameter, in PyTorch's order; parameters without an entry keep all.
  private let stays: [String: [Bool]]

  /// Keeps the weights of largest magnitude, and of equal ones the first.
  ///
  /// - Parameters:
  ///   - share: of the weights that are not protected, rounded to the nearest count.
  ///   - protected: whether a layer keeps all its weights, by its name.
  ///   - earlier: a mask outside which nothing comes back.
  public init(
    keeping share: Double, of parameters: Parameters, in network: Network, scope: Scope,
    protected: (String) -> Bool, within earlier: WeightMask? = nil
  ) throws(NetworkError) {
    let names = try network.weightNames.filter { !protected($0.layerName) }
    func magnitudes(_ name: String) -> [Float] {
      let values = parameters[name]?.values ?? []
      guard let stays = earlier?.stays[name] else { return values.map(abs) }
      return zip(values, stays).map { $1 ? abs($0) : -1 }
    }
    var stays: [String: [Bool]] = [:]
    for rivals in scope == .network ? [names] : names.map({ [$0] }) {
      let magnitudes = rivals.map(magnitudes)
      var largest = Self.largest(share, of: magnitudes.flatMap { $0 })[...]
      for (name, values) in zip(rivals, magnitudes) {
        stays[name] = Array(largest.prefix(values.count))
        largest = largest.dropFirst(values.count)
      }
    }
    self.stays = stays
  }

  private static func largest(_ share: Double, of magnitudes: [Float]) -> [Bool] {
    let count = Int((Double(magnitudes.count) * share).rounded())
    let order = magnitudes.indices.sorted { (magnitudes[$1], $0) < (magnitudes[$0], $1) }
    var stays = [Bool](repeating: false, count: magnitudes.count)
    for index in order.prefix(count) where magnitudes[index] >= 0 { stays[index] = true }
    return stays
  }

  /// The weights of one parameter, in PyTorch's order; nil where all stay.
  package func stays(_ name: String) -> [Bool]? { stays[name] }

  /// The parameters with zeros where the mask has none.
  public func applied(to parameters: Parameters) -> Parameters {
    var masked = parameters
    for (name, stays) in stays {
      guard let tensor = parameters[name] else { continue }
      masked[name] = Tensor(
        shape: tensor.shape, values: zip(tensor.values, stays).map { $1 ? $0 : 0 })
    }
    return masked
  }
}

extension Parameters {
  /// How many weights of a network are not 0.
  public func weightsNotZero(in network: Network) throws(NetworkError) -> Int {
    try network.weightNames.reduce(0) { $0 + (self[$1]?.values.count { $0 != 0 } ?? 0) }
  }
}

extension Network {
  /// The parameters that pruning may thin out.
  var weightNames: [String] {
    get throws(NetworkError) { try parameterShapes().filter { $0.shape.count > 1 }.map(\.name) }
  }
}
