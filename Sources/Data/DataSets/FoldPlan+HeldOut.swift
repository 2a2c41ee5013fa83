import Basics

extension FoldPlan {
  /// One fold, which tests the clips of some subjects and trains on those of all others.
  public static func holdingOut(
    _ subjects: [String], of set: DataSet
  ) throws(DataSetError) -> FoldPlan {
    let groups = try subjectGroups(Array(set.clips.indices), of: set)
    let known = Set(groups.compactMap { set.clips[$0[0]].subject })
    if let unknown = subjects.first(where: { !known.contains($0) }) {
      throw .noSuchSubject(dataSet: set.name, name: unknown, subjects: known.sorted())
    }
    let heldOut = Set(subjects)
    guard !heldOut.isEmpty, heldOut.count < known.count else {
      throw .everySubject(dataSet: set.name, heldOut: heldOut.count, subjects: known.count)
    }
    let sides = Dictionary(grouping: set.clips.indices) {
      heldOut.contains(set.clips[$0].subject ?? "")
    }
    let names = listed(heldOut.sorted(), upTo: 3)
    return FoldPlan(
      folds: [Fold(name: "without \(names)", training: sides[false] ?? [], test: sides[true] ?? [])]
    )
  }
}
