import Foundation
import Testing

/// A Markdown page of the repository.
struct Page: Sendable, CustomTestStringConvertible {
  /// From the root of the repository.
  let path: String
  let text: String

  /// Lines between two fences.
  struct Block {
    /// What stands behind the first fence.
    let language: String
    let lines: [String]

    /// The lines without comments of their own; lines that end on a backslash are one.
    var commands: [String] {
      lines.joined(separator: "\n").replacing("\\\n", with: "").split(separator: "\n")
        .map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }
  }

  var testDescription: String { path }

  var folder: URL { Repository.root.appending(path: path).deletingLastPathComponent() }

  var blocks: [Block] {
    text.matches(of: /(?m)^```([a-z]*)\n((?:(?!```).*\n)*)```$/).map { match in
      Block(
        language: String(match.1),
        lines: match.2.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }
  }

  /// The commands that a reader is to type.
  var commands: [String] { blocks.filter { $0.language == "sh" }.flatMap(\.commands) }

  /// Paths beside the page that links lead to.
  var links: [String] {
    text.matches(of: /\]\(([^)\s#]+)[^)]*\)/).map { String($0.1) }
      .filter { !$0.contains("://") }
  }

  /// Whether the page's commands take hours, or recordings that are not in the repository: a card
  /// says how its network was made.
  var isCard: Bool {
    path.hasPrefix("Models/") && !["Models/README.md", "Models/recipes/README.md"].contains(path)
  }
}
