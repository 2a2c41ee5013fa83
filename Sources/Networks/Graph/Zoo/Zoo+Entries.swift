extension Zoo {
  /// A network of the zoo, as commands, recipes and documentation know it.
  public struct Entry: Sendable {
    public let name: String
    /// One sentence, with its full stop.
    public let summary: String
    /// The options that it takes.
    public let options: [ZooOption]
    /// The number of classes by default.
    public let classes: Int
    fileprivate let build: @Sendable (Choices) -> Network
  }

  /// Options with every default filled in.
  fileprivate struct Choices {
    var width: Double
    var classes: Int
    var llf: LLF
    var embedding: Int
  }

  public static let entries = [
    Entry(
      name: "aemnet", summary: "Nine 3×3 convolutions over learned bands; 16 kHz, any length.",
      options: [.width, .classes, .llf], classes: 10
    ) { aemNet(width: $0.width, classes: $0.classes, llf: $0.llf) },
    Entry(
      name: "aemnet-dw",
      summary: "The same with depthwise separable blocks and an embedding; 16 kHz, any length.",
      options: ZooOption.allCases, classes: 10
    ) { aemNetDW(width: $0.width, classes: $0.classes, llf: $0.llf, embedding: $0.embedding) },
    Entry(
      name: "aemresnet", summary: "A ResNet-18 over learned bands; 16 kHz, any length.",
      options: ZooOption.allCases, classes: 10
    ) { aemResNet(width: $0.width, classes: $0.classes, llf: $0.llf, embedding: $0.embedding) },
    Entry(
      name: "cough-cnn", summary: "Four 5×5 blocks over the log-mel picture of 2 s at 48 kHz.",
      options: [.classes], classes: 3
    ) { coughCNN(classes: $0.classes) },
    Entry(
      name: "chest-xray", summary: "Four blocks of two 3×3 convolutions over a picture.",
      options: [.classes], classes: 3
    ) { chestXRay(classes: $0.classes) },
    Entry(
      name: "crackle", summary: "Seven 3×3 blocks over the log-mel picture of a breathing cycle.",
      options: [.classes], classes: 4
    ) { crackle(classes: $0.classes) },
    Entry(
      name: "lung-dw", summary: "Depthwise separable blocks for lung sounds; 4 kHz, any length.",
      options: [.classes], classes: 4
    ) { lungDW(classes: $0.classes) },
  ]

  /// The names that `named(_:options:)` knows.
  public static var names: [String] { entries.map(\.name) }

  /// The architecture of this name, checked.
  ///
  /// An unknown name is an error that lists the known ones; so is an option that the architecture
  /// does not have.
  public static func named(
    _ name: String, options: ZooOptions = ZooOptions()
  ) throws(ZooError) -> Network {
    guard let entry = entries.first(where: { $0.name == name }) else { throw .unknownName(name) }
    return try entry.network(options)
  }
}

extension Zoo.Entry {
  /// The architecture, checked.
  public func network(_ options: ZooOptions = ZooOptions()) throws(ZooError) -> Network {
    let choices = Zoo.Choices(
      width: options.width ?? 1, classes: options.classes ?? classes,
      llf: options.llf ?? .configuration1, embedding: options.embedding ?? 512)
    guard Zoo.isWidth(choices.width) else { throw .badWidth(choices.width) }
    for option in options.given where !self.options.contains(option) {
      throw .noSuchOption(
        architecture: name, option: option.rawValue, options: self.options.map(\.rawValue))
    }
    let network = build(choices)
    try Result { () throws(NetworkError) in try network.validate() }
      .mapError(ZooError.invalid).get()
    return network
  }
}
