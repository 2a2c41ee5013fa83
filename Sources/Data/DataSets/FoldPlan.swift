/// How the clips of a data set are divided for training and testing, once or several times.
///
/// A plan depends on the clips, their order and the seed, and on nothing else: it is the same on
/// every platform.
public struct FoldPlan: Equatable, Sendable {
  public let folds: [Fold]
}

/// One division of a data set. The parts hold indices of clips, in ascending order; no clip is in
/// two of them, and a clip may be in none.
public struct Fold: Equatable, Sendable {
  public let name: String
  public let training: [Int]
  public let validation: [Int]
  public let test: [Int]

  init(name: String, training: [Int], validation: [Int] = [], test: [Int]) {
    self.name = name
    self.training = training.sorted()
    self.validation = validation.sorted()
    self.test = test.sorted()
  }

  /// A fold of a cross-validation, which trains on all that it does not test.
  init(number: Int, testing test: [Int], of set: DataSet) {
    let training = Set(set.clips.indices).subtracting(test)
    self.init(name: "fold \(number)", training: Array(training), test: test)
  }

  /// The fold without the clips that are not among these.
  public func keeping(_ clips: Set<Int>) -> Fold {
    Fold(
      name: name, training: training.filter(clips.contains),
      validation: validation.filter(clips.contains), test: test.filter(clips.contains))
  }

  /// The subjects that are in more than one part, sorted: none in a split that keeps them apart.
  public func sharedSubjects(in set: DataSet) -> [String] {
    let subjects = [training, validation, test].flatMap { part in
      Set(part.compactMap { set.clips[$0].subject })
    }
    return Dictionary(grouping: subjects) { $0 }.filter { $1.count > 1 }.keys.sorted()
  }
}
