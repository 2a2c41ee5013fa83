/// How much the mean of some value over clips is worth, where clips of one subject are alike.
///
/// The variance of the mean is that of the sums over subjects:
///
///     k / (k − 1) · Σ over subjects (Σ over its clips (v − mean))² / n²
///
/// for n clips of k subjects. The effective count is of independent clips with the same variance: at
/// most n, and k where no value differs. Subjects that are not known, or one alone, say nothing about
/// likeness; then all clips count as independent.
struct EffectiveSample {
  let count: Double
  /// Standard errors that a two-sided range of 95 % confidence reaches: Student's for the subjects.
  let standardErrors: Double

  /// - Precondition: There are as many values as subjects.
  init(_ values: [Double], of subjects: [String?]) {
    precondition(values.count == subjects.count)
    let clips = Double(values.count)
    guard let subjectCount = subjects.knownCount, subjectCount > 1 else {
      count = clips
      standardErrors = Interval.standardErrors
      return
    }
    let groups = Double(subjectCount)
    let mean = values.reduce(0, +) / clips
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    var sums: [String?: Double] = [:]
    for (value, subject) in zip(values, subjects) { sums[subject, default: 0] += value - mean }
    // Sorted, because the order of a dictionary changes from run to run, and with it the rounding.
    let between = sums.values.map { $0 * $0 }.sorted().reduce(0, +)
    let likeness = groups / (groups - 1) * between
    count =
      squares == 0 ? groups : likeness > squares ? max(1, clips * squares / likeness) : clips
    standardErrors = StudentsT.quantile975(degrees: subjectCount - 1)
  }
}

extension [String?] {
  /// How many subjects there are; nil where one of them is not known, or there are no clips.
  var knownCount: Int? { isEmpty || contains(nil) ? nil : Set(self).count }
}

/// Student's distribution.
enum StudentsT {
  /// The 0.975 quantile: 12.706 for one degree of freedom, 2.571 for five, 1.960 for very many.
  ///
  /// From a table up to four degrees, then by Fisher's expansion (Abramowitz and Stegun, 26.7.5),
  /// which is right to 0.001.
  static func quantile975(degrees: Int) -> Double {
    let exact = [12.706205, 4.302653, 3.182446, 2.776445]
    if degrees <= exact.count { return exact[max(0, degrees - 1)] }
    let (x, n) = (Interval.standardErrors, Double(degrees))
    let s = x * x
    let terms = [
      x * (s + 1) / 4,
      x * ((5 * s + 16) * s + 3) / 96,
      x * (((3 * s + 19) * s + 17) * s - 15) / 384,
      x * ((((79 * s + 776) * s + 1_482) * s - 1_920) * s - 945) / 92_160,
    ]
    return x + terms.reversed().reduce(0) { ($0 + $1) / n }
  }
}
