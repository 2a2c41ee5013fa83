import Basics

extension Zoo {
  /// The documentation of all entries as Markdown.
  package static func reference() throws(ZooError) -> String {
    var rows: [[String]] = []
    for entry in entries {
      let network = try entry.network()
      let options = entry.options.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      let parameters = try Result { () throws(NetworkError) in try network.summary().parameters }
        .mapError(ZooError.invalid).get()
      rows.append(
        ["`\(entry.name)`", entry.summary, options, "\(entry.classes)", parameters.grouped])
    }
    let networks = MarkdownTable(
      ["name", "network", "options", "classes by default", "parameters"], rows)
    let options = MarkdownTable(
      ["option", "meaning"], ZooOption.allCases.map { ["`\($0.rawValue)`", "\($0.summary)."] })
    return networks.text + "\n\n" + options.text
  }
}
