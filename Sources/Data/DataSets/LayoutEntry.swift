import Basics

/// What is known of a layout.
struct LayoutEntry {
  let summary: String
  /// Names in the folder by which the layout is recognised: all of one of these lists. Empty where
  /// that takes a closer look.
  let signs: [[String]]
  /// The files, one a line, and what they hold.
  let files: String
  /// Reads the data set in a folder, whose path has no slash at its end.
  let load: @Sendable (_ root: String) throws(DataSetError) -> DataSet
}

extension Layout {
  var entry: LayoutEntry {
    switch self {
    case .dcase2021: DCASE2021.entry
    case .icbhi2017: ICBHI2017.entry
    case .esc50: ESC.entry50
    case .esc10: ESC.entry10
    case .urbansound8k: UrbanSound8K.entry
    case .dcase2013: DCASE2013.entry
    case .csv: ClipList.entry
    case .folders: ClassFolders.entry
    }
  }

  /// The names by which the layout is recognised, in words.
  private var signText: String {
    switch self {
    case .csv: "one `.csv` or `.tsv` file, or the path of such a file"
    case .folders: "folders with recordings"
    default:
      entry.signs.map { $0.map { "`\($0)`" }.joined(separator: " and ") }.joined(separator: ", or ")
    }
  }

  /// The documentation of all layouts as Markdown, in the order in which they are looked for.
  package static var reference: String {
    let signs = MarkdownTable(
      ["layout", "recognised by"], allCases.map { ["`\($0.rawValue)`", $0.signText] })
    let pages = allCases.map { layout in
      let entry = layout.entry
      let columns = MarkdownTable(
        ["column", "meaning"], ClipList.columns.map { ["`\($0.name)`", $0.meaning] })
      return "### `\(layout.rawValue)`\n\n\(entry.summary)\n\n```\n\(entry.files)\n```"
        + (layout == .csv ? "\n\n\(columns.text)" : "")
    }
    return ([signs.text] + pages).joined(separator: "\n\n")
  }
}
