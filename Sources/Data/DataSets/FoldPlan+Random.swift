import Basics

extension FoldPlan {
  /// Random folds in which each label is spread as evenly as possible: the counts of a label
  /// differ by at most one between folds where every clip has one label. Subjects are ignored.
  ///
  /// - Precondition: there are at least two folds.
  public static func stratified(
    _ set: DataSet, folds count: Int, seed: UInt64
  ) throws(DataSetError) -> FoldPlan {
    try crossValidation(
      of: set, dealing: set.clips.indices.map { [$0] }, called: "clips", into: count, seed: seed)
  }

  /// Random folds that keep each subject in one, with labels spread as evenly as that allows.
  ///
  /// - Precondition: there are at least two folds.
  public static func subjectDisjoint(
    _ set: DataSet, folds count: Int, seed: UInt64
  ) throws(DataSetError) -> FoldPlan {
    let plan = try crossValidation(
      of: set, dealing: subjectGroups(Array(set.clips.indices), of: set), called: "subjects",
      into: count, seed: seed)
    precondition(plan.folds.allSatisfy { $0.sharedSubjects(in: set).isEmpty })
    return plan
  }

  /// Independent random divisions into training and test, such as five of 80 to 20 per cent, with
  /// labels spread as evenly as possible.
  ///
  /// - Parameters:
  ///   - testShare: the part of the clips that is tested, above 0 and below 1.
  ///   - keepingSubjectsApart: whether a subject is on one side only; the share is then met as
  ///     closely as the sizes of the subjects allow.
  /// - Precondition: there is at least one division, and the share is between 0 and 1.
  public static func repeated(
    _ set: DataSet, times: Int = 5, testShare: Double = 0.2, keepingSubjectsApart: Bool,
    seed: UInt64
  ) throws(DataSetError) -> FoldPlan {
    precondition(times > 0)
    var random = SplitMix64(seed: seed)
    let folds = try (1...times).map { number throws(DataSetError) in
      let (training, test) = try drawn(
        share: testShare, of: Array(set.clips.indices), in: set,
        keepingSubjectsApart: keepingSubjectsApart, with: &random)
      let fold = Fold(name: "draw \(number)", training: training, test: test)
      precondition(!keepingSubjectsApart || fold.sharedSubjects(in: set).isEmpty)
      return fold
    }
    return FoldPlan(folds: folds)
  }

  private static func crossValidation(
    of set: DataSet, dealing groups: [[Int]], called what: String, into count: Int, seed: UInt64
  ) throws(DataSetError) -> FoldPlan {
    precondition(count > 1)
    guard groups.count >= count else {
      throw .tooFew(what: what, count: groups.count, needed: count)
    }
    // Large groups first, while there is room to balance them; equal ones stay shuffled.
    var random = SplitMix64(seed: seed)
    let ordered = random.shuffled(groups).enumerated()
      .sorted { (-$0.element.count, $0.offset) < (-$1.element.count, $1.offset) }
      .map(\.element)
    return FoldPlan(
      folds: dealt(ordered, into: count, of: set).enumerated().map {
        Fold(number: $0 + 1, testing: $1, of: set)
      })
  }
}

extension Fold {
  /// The fold with a part of its training clips taken out for validation, with labels spread as
  /// evenly as possible, and subjects kept apart if the training clips have any.
  ///
  /// - Parameter share: the part of the training clips, above 0 and below 1.
  /// - Precondition: the share is between 0 and 1, and there is no validation part yet.
  public func withValidation(
    share: Double, of set: DataSet, seed: UInt64
  ) throws(DataSetError) -> Fold {
    precondition(validation.isEmpty)
    var random = SplitMix64(seed: seed)
    let hasSubjects = training.contains { set.clips[$0].subject != nil }
    let (rest, chosen) = try drawn(
      share: share, of: training, in: set, keepingSubjectsApart: hasSubjects, with: &random)
    return Fold(name: name, training: rest, validation: chosen, test: test)
  }
}
