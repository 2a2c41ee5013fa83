/// A table in Markdown.
package struct MarkdownTable {
  package let text: String

  package init(_ head: [String], _ rows: [[String]]) {
    let rule = head.map { _ in "---" }
    text = ([head, rule] + rows).map { "| \($0.joined(separator: " | ")) |" }
      .joined(separator: "\n")
  }
}
