extension HTMLReport.Section {
  /// How something was made, to make it again: the last section of a report.
  ///
  /// - Parameters:
  ///   - facts: a row a fact.
  ///   - recipe: the text of the recipe; nil where there is none.
  ///   - command: a command line to copy; nil where there is none.
  public static func origin(
    facts: [(name: String, value: Table.Cell)] = [], recipe: String?, command: String?
  ) -> HTMLReport.Section {
    let table = Table(columns: ["", "value"], rows: facts.map { [.text($0.name), $0.value] })
    return HTMLReport.Section(
      "How it was made",
      (facts.isEmpty ? [] : [.table(table, caption: "What was trained.")])
        + (command.map { [.paragraph("The command:"), .code($0)] } ?? [])
        + (recipe.map { [.paragraph("The recipe, with every key:"), .code($0)] } ?? []))
  }
}
