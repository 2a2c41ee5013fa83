import Foundation

enum Repository {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// All Markdown pages but those in hidden folders.
  static let pages: [Page] = {
    let files = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
    let paths = (files?.compactMap { $0 as? URL } ?? [])
      .filter { $0.pathExtension == "md" }.map { $0.path() }.sorted()
    return paths.map { path in
      Page(
        path: String(path.dropFirst(root.path().count)),
        text: (try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
    }
  }()

  static var readmes: [Page] { pages.filter { !$0.isCard && !$0.commands.isEmpty } }

  static func page(_ path: String) -> Page? { pages.first { $0.path == path } }

  /// Folders of Sources and of its floors.
  static func sourceFolders() throws -> [String] {
    func folders(in url: URL) throws -> [URL] {
      try FileManager.default.contentsOfDirectory(
        at: url, includingPropertiesForKeys: [.isDirectoryKey], options: .skipsHiddenFiles
      ).filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
    }
    return try folders(in: root.appending(path: "Sources")).flatMap { floor in
      try [floor] + folders(in: floor)
    }.map(\.lastPathComponent)
  }
}
