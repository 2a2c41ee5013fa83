public import Graph
import Basics
public import Training

extension Recipe {
  public struct ArchitectureChoice: Equatable, Sendable {
    public enum Source: Equatable, Sendable {
      case zoo(name: String, ZooOptions)
      /// A file of JSON, relative to the recipe.
      case file(String)
    }

    public var source = Source.file("")
    public var dropout: Double?
    public var initialisation = Initialisation.he

    static var keys: KeyTable<ArchitectureChoice> {
      KeyTable(
        ArchitectureChoice(), name: "`architecture`",
        text: "Either `zoo` with the options of that architecture, or `file`.",
        [
          source,
          .key(
            "dropout", \.dropout, .optional(.number(in: .atLeast(0).below(1))),
            "The rate of every dropout layer, in place of the architecture's."),
          .key("initialisation", \.initialisation, .choice, "What weights are drawn from."),
        ])
    }
  }
}

extension Recipe.ArchitectureChoice {
  private typealias ZooChoice = (name: String, options: ZooOptions)

  private static var zoo: KeyTable<ZooChoice> {
    KeyTable(
      ("", ZooOptions()),
      [.required("zoo", \.name, .oneOf(Zoo.names.map { ($0, $0) }), "The name of an architecture.")]
        + ZooOptions.keys.map { $0.nested(in: \.options) })
  }

  private static var file: KeyTable<String> {
    KeyTable(
      "", [.required("file", \.self, .string, "An architecture as JSON, in place of `zoo`.")])
  }

  /// A name with options, or a file: told apart by the key `file`.
  private static var source: Key<Recipe.ArchitectureChoice> {
    Key(
      names: { fields, _ throws(JSONError) in
        let fileNames = try file.names(fields)
        return fields.isGiven("file") ? fileNames : try zoo.names(fields) + fileNames
      },
      read: { fields, architecture throws(JSONError) in
        if fields.isGiven("file") {
          architecture.source = .file(try file.values(fields))
        } else {
          let (name, options) = try zoo.values(fields)
          architecture.source = .zoo(name: name, options)
        }
      },
      members: { architecture, _, style in
        switch architecture.source {
        case .zoo(let name, let options): zoo.members((name, options), style)
        case .file(let path): file.members(path, style)
        }
      },
      rows: { _ in zoo.rows + file.rows }, pages: { [] })
  }
}
