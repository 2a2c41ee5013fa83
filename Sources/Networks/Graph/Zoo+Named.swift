/// The choices that some of the named architectures leave open; nil is the architecture's default.
public struct ZooOptions: Equatable, Sendable {
  public var width: Double?
  public var classes: Int?
  public var llf: Zoo.LLF?
  public var embedding: Int?

  public init(
    width: Double? = nil, classes: Int? = nil, llf: Zoo.LLF? = nil, embedding: Int? = nil
  ) {
    self.width = width
    self.classes = classes
    self.llf = llf
    self.embedding = embedding
  }
}

/// Why the zoo has no such network.
public enum ZooError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownName(String)
  case noSuchOption(architecture: String, option: String, options: [String])
  /// A width outside (0, 64].
  case badWidth(Double)
  /// The options give a network that cannot be computed.
  case invalid(NetworkError)

  public var description: String {
    switch self {
    case .unknownName(let name):
      "there is no architecture \(name.debugDescription); "
        + "choose one of \(Zoo.names.joined(separator: ", "))"
    case .noSuchOption(let architecture, let option, let options):
      "\(architecture) has no option \(option); it has \(options.joined(separator: ", "))"
    case .badWidth(let width):
      "the width must be above 0 and at most 64, not \(width)"
    case .invalid(let error):
      error.description
    }
  }
}

extension Zoo {
  /// The names that `named(_:options:)` knows.
  public static let names = [
    "aemnet", "aemnet-dw", "aemresnet", "cough-cnn", "chest-xray", "crackle",
    "lung-dw",
  ]

  /// The architecture of this name, checked.
  ///
  /// An unknown name is an error that lists the known ones; so is an option that the architecture
  /// does not have: all have classes, the AemNet family the front end and the width, AemNet-DW and
  /// AemResNet the embedding.
  public static func named(
    _ name: String, options: ZooOptions = ZooOptions()
  ) throws(ZooError) -> Network {
    let width = options.width ?? 1
    guard isWidth(width) else { throw .badWidth(width) }
    let llf = options.llf ?? .configuration1
    let embedding = options.embedding ?? 512
    let network: Network
    switch name {
    case "aemnet":
      try options.require(only: ["width", "classes", "llf"], for: name)
      network = aemNet(width: width, classes: options.classes ?? 10, llf: llf)
    case "aemnet-dw":
      network = aemNetDW(
        width: width, classes: options.classes ?? 10, llf: llf, embedding: embedding)
    case "aemresnet":
      network = aemResNet(
        width: width, classes: options.classes ?? 10, llf: llf, embedding: embedding)
    case "cough-cnn":
      try options.require(only: ["classes"], for: name)
      network = coughCNN(classes: options.classes ?? 3)
    case "chest-xray":
      try options.require(only: ["classes"], for: name)
      network = chestXRay(classes: options.classes ?? 3)
    case "crackle":
      try options.require(only: ["classes"], for: name)
      network = crackle(classes: options.classes ?? 4)
    case "lung-dw":
      try options.require(only: ["classes"], for: name)
      network = lungDW(classes: options.classes ?? 4)
    default:
      throw .unknownName(name)
    }
    do throws(NetworkError) {
      try network.validate()
    } catch {
      throw .invalid(error)
    }
    return network
  }
}

extension ZooOptions {
  fileprivate func require(only options: [String], for name: String) throws(ZooError) {
    let given = [
      ("width", width != nil), ("classes", classes != nil), ("llf", llf != nil),
      ("embedding", embedding != nil),
    ]
    for (option, isGiven) in given where isGiven && !options.contains(option) {
      throw .noSuchOption(architecture: name, option: option, options: options)
    }
  }
}
