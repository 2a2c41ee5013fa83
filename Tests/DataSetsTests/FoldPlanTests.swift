import DataSets
import Testing

@Suite struct FoldPlanTests {
  /// 200 clips of four labels in the proportion 10 : 6 : 3 : 1, of 40 subjects with 1 to 9 clips.
  static let lungs: DataSet = {
    var clips: [Clip] = []
    var subject = 0
    while clips.count < 200 {
      for _ in 0..<min(1 + subject * 7 % 9, 200 - clips.count) {
        let label = [0, 1, 0, 2, 0, 1, 0, 1, 0, 3, 0, 1, 0, 2, 0, 1, 0, 2, 0, 1][clips.count % 20]
        clips.append(Clip(path: "\(clips.count).wav", label: label, subject: "s\(subject)"))
      }
      subject += 1
    }
    return DataSet(name: "lungs", root: "/", labels: ["n", "c", "w", "b"], clips: clips)
  }()

  private static func counts(_ indices: [Int], _ set: DataSet = lungs) -> [Int] {
    set.labels.indices.map { label in indices.count { set.clips[$0].label == label } }
  }

  /// Every clip is tested once, and trained on wherever it is not tested.
  private static func checkCrossValidation(_ plan: FoldPlan, of set: DataSet = lungs) {
    let all = Array(set.clips.indices)
    #expect(plan.folds.flatMap(\.test).sorted() == all)
    for fold in plan.folds {
      #expect(!fold.test.isEmpty)
      #expect((fold.training + fold.test).sorted() == all)
      #expect(fold.test == fold.test.sorted() && fold.training == fold.training.sorted())
      #expect(fold.validation.isEmpty)
    }
  }

  @Test(arguments: [2, 3, 5, 7, 10], [0, 1, .max] as [UInt64])
  func stratified(folds: Int, seed: UInt64) throws {
    let plan = try FoldPlan.stratified(Self.lungs, folds: folds, seed: seed)
    #expect(plan.folds.count == folds)
    Self.checkCrossValidation(plan)
    let counts = plan.folds.map { Self.counts($0.test) }
    for label in Self.lungs.labels.indices {
      let spread = counts.map { $0[label] }
      #expect((spread.max() ?? 0) - (spread.min() ?? 0) <= 1)
    }
    #expect(try FoldPlan.stratified(Self.lungs, folds: folds, seed: seed) == plan)
    #expect(try FoldPlan.stratified(Self.lungs, folds: folds, seed: seed ^ 5) != plan)
  }

  /// Ten clips of 100 have a rare label beside the first.
  @Test func furtherLabelsAreSpreadToo() throws {
    let clips = (0..<100).map { index in
      Clip(
        path: "\(index).wav", label: 0, furtherLabels: index % 10 == 0 ? [1] : [],
        subject: "s\(index / 2)")
    }
    let set = DataSet(name: "rare", root: "/", labels: ["n", "rare"], clips: clips)
    for fold in try FoldPlan.stratified(set, folds: 5, seed: 3).folds {
      #expect(set.labelCounts(fold.test)[1] == 2)
    }
    for fold in try FoldPlan.subjectDisjoint(set, folds: 5, seed: 3).folds {
      #expect(set.labelCounts(fold.test)[1] == 2)
    }
    let draws = try FoldPlan.repeated(
      set, times: 5, testShare: 0.2, keepingSubjectsApart: true, seed: 3)
    for fold in draws.folds { #expect(set.labelCounts(fold.test) == [20, 2]) }
  }

  @Test(arguments: [2, 3, 5, 7], [0, 1, .max] as [UInt64])
  func subjectDisjoint(folds: Int, seed: UInt64) throws {
    let plan = try FoldPlan.subjectDisjoint(Self.lungs, folds: folds, seed: seed)
    #expect(plan.folds.count == folds)
    Self.checkCrossValidation(plan)
    #expect(plan.folds.allSatisfy { $0.sharedSubjects(in: Self.lungs).isEmpty })
    // Each of the larger labels comes within a few clips, less than a subject, of its share.
    for fold in plan.folds {
      for (label, total) in Self.counts(Array(Self.lungs.clips.indices)).enumerated() {
        let share = Double(total) / Double(folds)
        #expect(abs(Double(Self.counts(fold.test)[label]) - share) <= 4)
      }
    }
    #expect(try FoldPlan.subjectDisjoint(Self.lungs, folds: folds, seed: seed) == plan)
    #expect(try FoldPlan.subjectDisjoint(Self.lungs, folds: folds, seed: seed ^ 5) != plan)
  }

  @Test func asManyFoldsAsSubjects() throws {
    let subjects = Set(Self.lungs.clips.map(\.subject)).count
    let plan = try FoldPlan.subjectDisjoint(Self.lungs, folds: subjects, seed: 3)
    Self.checkCrossValidation(plan)
    #expect(
      throws: DataSetError.tooFew(what: "subjects", count: subjects, needed: subjects + 1)
    ) {
      try FoldPlan.subjectDisjoint(Self.lungs, folds: subjects + 1, seed: 3)
    }
    #expect(throws: DataSetError.tooFew(what: "clips", count: 200, needed: 201)) {
      try FoldPlan.stratified(Self.lungs, folds: 201, seed: 3)
    }
  }

  @Test(arguments: [false, true])
  func fiveTimesTwentyPerCent(apart: Bool) throws {
    let set = Self.lungs
    let plan = try FoldPlan.repeated(set, keepingSubjectsApart: apart, seed: 11)
    #expect(plan.folds.map(\.name) == ["draw 1", "draw 2", "draw 3", "draw 4", "draw 5"])
    #expect(Set(plan.folds.map(\.test)).count == 5)
    for fold in plan.folds {
      #expect((fold.training + fold.test).sorted() == Array(set.clips.indices))
      #expect(fold.sharedSubjects(in: set).isEmpty == apart)
      #expect(abs(fold.test.count - 40) <= (apart ? 2 : 0))
      for (count, wanted) in zip(Self.counts(fold.test), [20, 12, 6, 2]) {
        #expect(abs(count - wanted) <= (apart ? 3 : 1))
      }
    }
    #expect(try FoldPlan.repeated(set, keepingSubjectsApart: apart, seed: 11) == plan)
  }

  /// Subjects of every size are drawn about as often as the share says.
  @Test func drawsAreFair() throws {
    let plan = try FoldPlan.repeated(Self.lungs, times: 200, keepingSubjectsApart: true, seed: 1)
    var drawn = [Int](repeating: 0, count: Self.lungs.clips.count)
    for index in plan.folds.flatMap(\.test) { drawn[index] += 1 }
    #expect(drawn.allSatisfy { (8...90).contains($0) })
  }

  @Test(arguments: [0.1, 0.25, 0.5])
  func validation(share: Double) throws {
    var withoutSubjects = Self.lungs
    for index in withoutSubjects.clips.indices { withoutSubjects.clips[index].subject = nil }
    for set in [Self.lungs, withoutSubjects] {
      for fold in try FoldPlan.stratified(set, folds: 4, seed: 9).folds {
        let inner = try fold.withValidation(share: share, of: set, seed: 5)
        #expect(inner.name == fold.name && inner.test == fold.test)
        #expect((inner.training + inner.validation).sorted() == fold.training)
        #expect(abs(Double(inner.validation.count) - 150 * share) <= 3)
        #expect(try fold.withValidation(share: share, of: set, seed: 5) == inner)
        let trained = Set(inner.training.compactMap { set.clips[$0].subject })
        #expect(inner.validation.allSatisfy { !trained.contains(set.clips[$0].subject ?? "") })
      }
    }
  }

  @Test func smallestSplits() throws {
    func set(_ subjects: [String?]) -> DataSet {
      DataSet(
        name: "few", root: "/", labels: ["a"],
        clips: subjects.enumerated().map { Clip(path: "\($0)", label: 0, subject: $1) })
    }
    for share in [0.001, 0.999] {
      for apart in [false, true] {
        let fold = try FoldPlan.repeated(
          set(["x", "y"]), times: 1, testShare: share, keepingSubjectsApart: apart, seed: 0
        ).folds[0]
        #expect(fold.test.count == 1 && fold.training.count == 1)
      }
    }
    #expect(throws: DataSetError.tooFew(what: "subjects", count: 1, needed: 2)) {
      try FoldPlan.repeated(set(["x", "x"]), keepingSubjectsApart: true, seed: 0)
    }
    #expect(throws: DataSetError.tooFew(what: "clips", count: 1, needed: 2)) {
      try FoldPlan.repeated(set(["x"]), keepingSubjectsApart: false, seed: 0)
    }
    #expect(throws: DataSetError.noSubject(clip: "1")) {
      try FoldPlan.subjectDisjoint(set(["x", nil]), folds: 2, seed: 0)
    }
  }

  @Test func publishedFolds() throws {
    var set = Self.lungs
    #expect(throws: DataSetError.noPublishedSplit(dataSet: "lungs")) { try FoldPlan.published(set) }
    for index in set.clips.indices { set.clips[index].fold = [1, 2, 4][index % 3] }
    let plan = try FoldPlan.published(set)
    #expect(plan.folds.map(\.name) == ["fold 1", "fold 2", "fold 4"])
    Self.checkCrossValidation(plan, of: set)
    #expect(plan.folds[2].test.prefix(3) == [2, 5, 8])
    set.clips[7].fold = nil
    #expect(throws: DataSetError.noFold(clip: "7.wav")) { try FoldPlan.published(set) }
    for index in set.clips.indices { set.clips[index].fold = 1 }
    #expect(throws: DataSetError.tooFew(what: "published folds", count: 1, needed: 2)) {
      try FoldPlan.published(set)
    }
  }

  /// A fold that is called 0 by the data is called so on the command line.
  @Test func foldsHaveTheNumbersOfTheData() throws {
    var set = Self.lungs
    for index in set.clips.indices { set.clips[index].fold = [0, 3, 7][index % 3] }
    let plan = try FoldPlan.published(set)
    #expect(plan.folds.map(\.key) == ["0", "3", "7"])
    for (name, number) in [("0", 0), ("3", 3), ("fold 7", 7)] {
      let fold = try plan.fold(name, of: set)
      #expect(fold.test.allSatisfy { set.clips[$0].fold == number })
    }
    #expect(throws: DataSetError.noSuchFold(dataSet: "lungs", name: "1", folds: ["0", "3", "7"])) {
      try plan.fold("1", of: set)
    }
    #expect(
      DataSetError.noSuchFold(dataSet: "x", name: "1", folds: ["0", "3"]).description
        == "x: there is no fold 1; there are 0, 3")
    let draws = try FoldPlan.repeated(set, times: 2, keepingSubjectsApart: true, seed: 1)
    #expect(draws.folds.map(\.key) == ["1", "2"])
  }

  @Test func subjectsAreHeldOutByName() throws {
    let plan = try FoldPlan.holdingOut(["s7", "s3"], of: Self.lungs)
    let fold = plan.folds[0]
    #expect(plan.folds.count == 1 && fold.name == "without s3, s7")
    #expect(fold.key == "without-s3-s7")
    for (index, clip) in Self.lungs.clips.enumerated() {
      let isHeldOut = ["s3", "s7"].contains(clip.subject)
      #expect(fold.test.contains(index) == isHeldOut)
      #expect(fold.training.contains(index) == !isHeldOut)
    }
    #expect(fold.heldOutSubjects(in: Self.lungs) == ["s3", "s7"])
    // A subject that is trained on as well is not held out.
    let mixed = try FoldPlan.stratified(Self.lungs, folds: 2, seed: 1).folds[0]
    let trained = Set(mixed.training.compactMap { Self.lungs.clips[$0].subject })
    #expect(trained.isDisjoint(with: mixed.heldOutSubjects(in: Self.lungs)))
  }

  @Test func subjectsThatCannotBeHeldOut() throws {
    func complaint(_ subjects: [String], of set: DataSet = Self.lungs) -> String {
      do throws(DataSetError) {
        _ = try FoldPlan.holdingOut(subjects, of: set)
        return "none"
      } catch {
        return error.description
      }
    }
    #expect(complaint(["s_1"]) == "lungs: no clip is of the subject s_1; did you mean s1?")
    #expect(
      complaint(["theodora"]).hasPrefix("lungs: no clip is of the subject theodora; there are"))
    #expect(complaint([]).hasSuffix(" subjects are held out; hold out some, but not all"))
    var set = Self.lungs
    set.clips[3].subject = nil
    #expect(complaint(["s1"], of: set).hasPrefix("3.wav: has no subject; "))
  }

  @Test func foldersOfFoldsAreNamesInTheirFolder() {
    #expect(Fold.folder(ofFold: "fold 1") == "fold-1")
    #expect(Fold.folder(ofFold: "published split") == "published-split")
    #expect(Fold.folder(ofFold: "without ../../etc, a b") == "without-..-..-etc-a-b")
  }

  @Test func publishedPartitions() throws {
    var set = Self.lungs
    set.clips = Array(set.clips.prefix(5))
    for (index, partition) in [Partition.test, .training, nil, .validation, .training].enumerated()
    {
      set.clips[index].partition = partition
    }
    let fold = try FoldPlan.published(set).folds[0]
    #expect(fold.training == [1, 4] && fold.validation == [3] && fold.test == [0])
  }

  /// The same everywhere: these numbers must not change.
  @Test func golden() throws {
    var set = Self.lungs
    set.clips = Array(set.clips.prefix(20))
    #expect(
      try FoldPlan.stratified(set, folds: 4, seed: 1).folds.map(\.test) == [
        [0, 4, 7, 9, 19], [1, 2, 8, 16, 17], [6, 13, 14, 15, 18], [3, 5, 10, 11, 12],
      ])
    #expect(
      try FoldPlan.subjectDisjoint(set, folds: 3, seed: 1).folds.map(\.test) == [
        [1, 2, 3, 4, 5, 6, 7, 8], [9, 10, 11, 12, 13, 14], [0, 15, 16, 17, 18, 19],
      ])
    #expect(
      try FoldPlan.repeated(set, times: 2, keepingSubjectsApart: false, seed: 1).folds.map(\.test)
        == [[0, 3, 4, 15], [0, 6, 13, 19]])
    #expect(
      try FoldPlan.repeated(set, times: 2, keepingSubjectsApart: true, seed: 1).folds.map(\.test)
        == [[15, 16, 17, 18], [15, 16, 17, 18]])
  }

  @Test func splitMessages() {
    #expect(
      DataSetError.noPublishedSplit(dataSet: "x").description
        == "x: has no published folds or partitions; use random or subject-disjoint folds")
    #expect(
      DataSetError.noFold(clip: "a.wav").description
        == "a.wav: has no fold, but other clips have; complete the list or use random folds")
    #expect(
      DataSetError.tooFew(what: "subjects", count: 3, needed: 5).description
        == "3 subjects are too few for a split that needs 5; ask for fewer parts")
  }
}
