import Basics

/// A clip that a data set holds and that is not used.
public struct DroppedClip: Codable, Equatable, Sendable {
  /// What the data set calls it.
  public var clip: String
  /// One line that names the place.
  public var problem: String

  public init(clip: String, problem: String) {
    self.clip = clip
    self.problem = problem
  }
}

extension [DroppedClip] {
  /// `4 of 8 clips are dropped: cat/1.wav, cat/2.wav, …`; nil where none is.
  ///
  /// - Parameter total: how many clips there are, dropped ones included.
  public func sentence(of total: Int) -> String? {
    guard !isEmpty else { return nil }
    return "\(count) of \(total) clips \(count == 1 ? "is" : "are") dropped: "
      + listed(map(\.clip), upTo: 5)
  }
}
