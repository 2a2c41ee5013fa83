/// Brings segments of sound to one length without a jump at the joint.
public enum SamplePadding {
  /// The segment, followed by itself in reversed order, then forwards again, and so on until
  /// `count` samples are full; the first `count` samples of a longer one.
  ///
  /// | segment | count | result |
  /// |---|---:|---|
  /// | 1 2 3 | 8 | 1 2 3 3 2 1 1 2 |
  /// | 1 2 3 | 2 | 1 2 |
  /// | 7 | 3 | 7 7 7 |
  /// | none | 2 | 0 0 |
  ///
  /// - Precondition: the count is not negative.
  public static func fitted<Sample: Numeric>(_ segment: [Sample], to count: Int) -> [Sample] {
    precondition(count >= 0)
    guard !segment.isEmpty else { return [Sample](repeating: .zero, count: count) }
    return (0..<count).map { index in
      let position = index % (2 * segment.count)
      return position < segment.count
        ? segment[position] : segment[2 * segment.count - 1 - position]
    }
  }
}
