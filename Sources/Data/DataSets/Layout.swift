import Basics

/// How the files of a data set are arranged, in the order in which layouts are looked for.
public enum Layout: String, CaseIterable, Sendable {
  case dcase2021, icbhi2017, esc50, esc10, urbansound8k, dcase2013, csv, folders

  /// Recognises a layout by its files; published layouts come before the general ones.
  ///
  /// - Parameter root: a folder, or a list of clips.
  public static func detect(at root: String) throws(DataSetError) -> Layout {
    guard Paths.exists(root) else {
      throw .missing(path: root, remedy: "name the folder of the data set")
    }
    guard Paths.isFolder(root) else {
      guard ClipList.isList(root) else { throw .unknownLayout(root: root) }
      return .csv
    }
    func has(_ name: String) -> Bool { Paths.exists(root + "/" + name) }
    for layout in allCases where layout.entry.signs.contains(where: { $0.allSatisfy(has) }) {
      return layout
    }
    if try !ClipList.lists(in: root).isEmpty { return .csv }
    if try !ClassFolders.classes(in: root).isEmpty { return .folders }
    throw .unknownLayout(root: root)
  }
}

extension DataSet {
  /// Reads the lists of a data set and checks that its recordings are there; their contents are
  /// left to `ClipReader`.
  ///
  /// - Parameters:
  ///   - root: the folder of the data set; for `csv`, a list or the folder of the only one.
  ///   - pattern: for `folders` only: a regular expression that is searched in the path of a
  ///     recording below the folder of its class; its first group is the subject, or all of it
  ///     where it has none.
  public static func load(
    layout: Layout, at root: String, subjectPattern pattern: String? = nil
  ) throws(DataSetError) -> DataSet {
    let root = Files.withoutTrailingSlashes(root)
    guard let pattern else { return try layout.entry.load(root) }
    guard layout == .folders else { throw .patternUnused(root: root, layout: layout.rawValue) }
    return try ClassFolders.load(root, subjectPattern: pattern)
  }
}
