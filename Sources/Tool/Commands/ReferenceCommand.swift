import Arguments
import Runs

/// `stapes reference`: the page that documents recipes, architectures and data sets.
enum ReferenceCommand: Command {
  static let specification = CommandSpecification(
    name: "reference",
    abstract: "Print the reference of recipes, architectures and data sets as Markdown.",
    examples: [
      Example(
        "stapes reference > Models/README.md", purpose: "Write the page of the repository anew")
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    print(try ReferencePage.markdown(), terminator: "")
    return .success
  }
}
