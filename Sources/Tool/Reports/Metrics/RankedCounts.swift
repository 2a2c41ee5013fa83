/// The clips of one class and all others, counted from the highest score downwards.
///
/// Clips with the same score cannot be told apart by any threshold, so they are counted together.
struct RankedCounts {
  /// How many clips score at least the threshold, of the class and not of it.
  struct Step: Equatable {
    let threshold: Double
    let positives: Int
    let negatives: Int
  }

  /// One step for each score that occurs, the highest first.
  private(set) var steps: [Step] = []

  init<Truth>(_ predictions: ScoredClips<Truth>, label: Int) {
    let scores = predictions.scores.map { $0[label] }
    let isPositive = predictions.truth.map { $0.classes.contains(label) }
    var positives = 0
    var negatives = 0
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    for (rank, clip) in order.enumerated() {
      if isPositive[clip] { positives += 1 } else { negatives += 1 }
      if rank + 1 == order.count || scores[order[rank + 1]] != scores[clip] {
        steps.append(Step(threshold: scores[clip], positives: positives, negatives: negatives))
      }
    }
  }

  var positives: Int { steps.last?.positives ?? 0 }
  var negatives: Int { steps.last?.negatives ?? 0 }

  /// The mean of the precisions, each weighted with the recall it adds; nil without positives.
  var averagePrecision: Double? {
    guard positives > 0 else { return nil }
    var average = 0.0
    var found = 0
    for step in steps {
      average +=
        ratio(step.positives - found, positives)
        * ratio(step.positives, step.positives + step.negatives)
      found = step.positives
    }
    return average
  }

  /// The area under the receiver operating characteristic; nil without positives or negatives.
  var area: Double? {
    guard positives > 0, negatives > 0 else { return nil }
    // Twice the area in counts: whole numbers, so the sum is exact.
    var doubleArea = 0
    var last = Step(threshold: .infinity, positives: 0, negatives: 0)
    for step in steps {
      doubleArea += (step.negatives - last.negatives) * (step.positives + last.positives)
      last = step
    }
    return Double(doubleArea) / (2 * Double(positives) * Double(negatives))
  }
}
