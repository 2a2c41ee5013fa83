import Basics

/// How people and files call folds: by the numbers and the subjects of the data, never by places.
extension Fold {
  /// What command lines call the fold: `3` for "fold 3" and "draw 3", else its folder.
  public var key: String {
    let words = name.split(separator: " ")
    let isNumbered = words.count == 2 && ["fold", "draw"].contains(words[0])
    return isNumbered ? String(words[1]) : Self.folder(ofFold: name)
  }

  /// A fold's name as the name of a folder: whatever is no letter or digit becomes a dash, but for
  /// `.` and `_`.
  public static func folder(ofFold name: String) -> String {
    let plain = name.map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" ? $0 : " " }
    return String(String(plain).split(separator: " ").joined(separator: "-").prefix(60))
  }

  /// The subjects that are tested and neither trained nor validated on, sorted.
  public func heldOutSubjects(in set: DataSet) -> [String] {
    func subjects(_ clips: [Int]) -> Set<String> { Set(clips.compactMap { set.clips[$0].subject }) }
    return subjects(test).subtracting(subjects(training + validation)).sorted()
  }
}

extension Fold {
  /// `fold 0 (anna, theo)`: the name, and the subjects that are held out where these are few and the
  /// name does not say them.
  public func title(in set: DataSet) -> String {
    let heldOut = heldOutSubjects(in: set)
    guard 1...3 ~= heldOut.count, !name.contains(heldOut[0]) else { return name }
    return "\(name) (\(listed(heldOut, upTo: 3)))"
  }
}

extension FoldPlan {
  /// The fold of a key or a name.
  public func fold(_ name: String, of set: DataSet) throws(DataSetError) -> Fold {
    guard let fold = folds.first(where: { $0.key == name || $0.name == name }) else {
      throw .noSuchFold(dataSet: set.name, name: name, folds: folds.map(\.key))
    }
    return fold
  }
}
