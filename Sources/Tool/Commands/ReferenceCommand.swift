import Arguments
import Builds
import Runs

/// `stapes reference`: pages that the tool writes about itself.
enum ReferenceCommand: Command {
  static let specification = CommandSpecification(
    name: "reference",
    abstract: "Print the reference of recipes, architectures and data sets as Markdown.",
    flags: [Flag("--ops", help: "Print the table of supported operations instead.")],
    examples: [
      Example(
        "stapes reference > Models/README.md", purpose: "Write the page of the repository again")
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let page = arguments.flag("--ops") ? SupportTable.markdown : try ReferencePage.markdown()
    print(page, terminator: "")
    return .success
  }
}
