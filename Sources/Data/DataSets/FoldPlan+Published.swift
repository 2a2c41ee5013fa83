extension FoldPlan {
  /// The published division: each published fold is the test once, in the order of the numbers;
  /// without folds, the one division into training, validation and test.
  ///
  /// Clips that are in no part of the published split are left out. Published splits may share
  /// subjects between their parts; the remarks of the data set say so.
  public static func published(_ set: DataSet) throws(DataSetError) -> FoldPlan {
    let numbers = Set(set.clips.compactMap(\.fold)).sorted()
    guard numbers.isEmpty else { return try folds(numbers, of: set) }
    func indices(_ partition: Partition) -> [Int] {
      set.clips.indices.filter { set.clips[$0].partition == partition }
    }
    let fold = Fold(
      name: "published split", training: indices(.training), validation: indices(.validation),
      test: indices(.test))
    guard !fold.training.isEmpty, !fold.test.isEmpty else {
      throw .noPublishedSplit(dataSet: set.name)
    }
    return FoldPlan(folds: [fold])
  }

  private static func folds(_ numbers: [Int], of set: DataSet) throws(DataSetError) -> FoldPlan {
    if let clip = set.clips.first(where: { $0.fold == nil }) { throw .noFold(clip: clip.path) }
    guard numbers.count > 1 else {
      throw .tooFew(what: "published folds", count: numbers.count, needed: 2)
    }
    return FoldPlan(
      folds: numbers.map { number in
        let test = set.clips.indices.filter { set.clips[$0].fold == number }
        return Fold(number: number, testing: test, of: set)
      })
  }
}
