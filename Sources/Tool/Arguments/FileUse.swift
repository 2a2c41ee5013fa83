import Basics

/// What a command does with the files that a value names.
public enum FileUse: Sendable {
  case reads
  /// A data set, whose folder is read as a whole.
  case readsDataSet
  /// A file or folder that is written.
  case writes
}

extension ParsedArguments {
  private struct Named {
    /// The option, or the positional in angle brackets.
    var name: String
    var path: String
    var use: FileUse
    var place: Place
  }

  /// Throws where a command would write over what it reads, write two things to one place, or write
  /// into a data set, where the next run would read it.
  func checkFiles() throws(UsageError) {
    let named = named
    for (index, output) in named.enumerated() where output.use == .writes {
      let path = printable(output.path)
      for (other, input) in named.enumerated() where other != index {
        guard output.place != input.place else {
          throw UsageError("\(output.name): \(path) is \(input.name) as well; name another file")
        }
        if input.use == .readsDataSet, input.place.contains(output.place) {
          throw UsageError(
            "\(output.name): \(path) lies in the data set of \(input.name); write elsewhere")
        }
        if output.place.contains(input.place), !Paths.isFolder(input.path) {
          throw UsageError(
            "\(output.name): \(path) holds \(input.name); write into another folder")
        }
      }
    }
  }

  /// The first file that the command reads; errors begin with its name.
  public var subject: String? { named.first { $0.use == .reads }?.path }

  /// Every path that the command line has, but for inputs that do not exist.
  private var named: [Named] {
    var texts = command.positionals.flatMap { positional in
      repeatedPositional(positional.name).map { ("<\(positional.name)>", $0, positional.use) }
    }
    texts += command.options.compactMap { option in
      string(option.name).map { (option.name, $0, option.use) }
    }
    return texts.flatMap { name, text, use -> [Named] in
      guard let use else { return [] }
      // Some inputs are lists; a file whose name has a comma counts too.
      let paths =
        use == .writes ? [text] : Set([text] + text.split(separator: ",").map(String.init))
      return paths.compactMap { path in
        guard let place = Place(path), use == .writes || place.exists else { return nil }
        return Named(name: name, path: path, use: use, place: place)
      }
    }
  }
}
