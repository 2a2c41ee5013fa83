package import Basics

/// The choices that some architectures of the zoo leave open; nil is the architecture's default.
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

/// The name of an option.
public enum ZooOption: String, CaseIterable, Sendable {
  case width, classes, llf, embedding

  /// What its value is called in help.
  public var valueName: String {
    switch self {
    case .width: "factor"
    case .classes: "count"
    case .llf: "1|2"
    case .embedding: "size"
    }
  }

  /// One line, without a full stop.
  public var summary: String {
    switch self {
    case .width: "Factor of the channels"
    case .classes: "Number of classes"
    case .llf: "Front end: 1 has a kernel of 33 and a stride of 16, 2 has 9 and 4"
    case .embedding: "Values of the embedding"
    }
  }
}

extension ZooOptions {
  /// The options that are set.
  var given: [ZooOption] {
    let all: [(ZooOption, isGiven: Bool)] = [
      (.width, width != nil), (.classes, classes != nil), (.llf, llf != nil),
      (.embedding, embedding != nil),
    ]
    return all.filter(\.isGiven).map(\.0)
  }

  /// The options of a recipe, where the data set gives the number of classes.
  package static var keys: [Key<ZooOptions>] {
    [
      .key(
        "width", \.width, .optional(.number(in: .above(0).atMost(64))),
        ZooOption.width.summary + "."),
      .key("llf", \.llf, .optional(.llf), ZooOption.llf.summary + "."),
      .key(
        "embedding", \.embedding, .optional(.integer(in: 1...100_000)),
        ZooOption.embedding.summary + "."),
    ]
  }
}

extension KeyType<Zoo.LLF> {
  fileprivate static var llf: KeyType {
    KeyType<Int>.integer(in: 1...2).mapped(
      { $0 == 1 ? .configuration1 : .configuration2 },
      back: { $0 == .configuration1 ? 1 : 2 })
  }
}
