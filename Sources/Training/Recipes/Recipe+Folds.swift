import Basics

extension Recipe {
  public struct FoldChoice: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
      case published
      case stratified(count: Int)
      /// No subject in two folds.
      case subjects(count: Int)
      /// Independent draws of a share to test with.
      case draws(count: Int, testShare: Double, keepingSubjectsApart: Bool)
      /// One fold, tested with the clips of some subjects.
      case holdOut(subjects: [String])
    }

    public var kind = Kind.published
    public var seed: UInt64 = 1

    public init() {}

    static var keys: KeyTable<FoldChoice> {
      KeyTable(
        FoldChoice(), name: "`folds`",
        [
          .cases("kind", \.kind, Kind.cases, "The division.", title: "Kinds of `folds`"),
          .key("seed", \.seed, .seed, "The division follows from it."),
        ])
    }
  }
}

extension Recipe.FoldChoice.Kind {
  fileprivate static var cases: [KeyCase<Self>] {
    [
      KeyCase("published", "As the data set's publisher has it.", .published),
      KeyCase(
        "stratified", "At random, each class evenly.", KeyTable(5, [count(\.self, least: 2)]),
        make: Self.stratified
      ) { if case .stratified(let count) = $0 { count } else { nil } },
      KeyCase(
        "subjects", "At random, no subject in two folds.", KeyTable(5, [count(\.self, least: 2)]),
        make: Self.subjects
      ) { if case .subjects(let count) = $0 { count } else { nil } },
      KeyCase(
        "draws", "Independent draws of test clips.",
        KeyTable(
          (count: 5, testShare: 0.2, keepingSubjectsApart: true),
          [
            count(\.count, least: 1),
            .key(
              "test_share", \.testShare, .number(in: .above(0).below(1)),
              "The share of the clips that is drawn."),
            .key(
              "keep_subjects_apart", \.keepingSubjectsApart, .bool,
              "Whether no subject is on both sides."),
          ]),
        make: {
          .draws(
            count: $0.count, testShare: $0.testShare, keepingSubjectsApart: $0.keepingSubjectsApart)
        }
      ) {
        if case .draws(let count, let share, let keepingApart) = $0 {
          (count, share, keepingApart)
        } else {
          nil
        }
      },
      KeyCase(
        "hold_out", "One fold that is tested with all clips of some subjects.",
        KeyTable(
          [String](),
          [.required("subjects", \.self, .strings, "The subjects, by their names in the data.")]),
        make: Self.holdOut
      ) { if case .holdOut(let subjects) = $0 { subjects } else { nil } },
    ]
  }

  private static func count<Parts>(_ path: WritableKeyPath<Parts, Int>, least: Int) -> Key<Parts> {
    .key("count", path, .integer(in: least...1_000), "How many folds there are.")
  }
}
