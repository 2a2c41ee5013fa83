import Basics
public import Interchange

/// Why arrays are not what a network takes or gives: one line that names the file.
public enum ArrayError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Not an array for each input.
  case arrayCount(taker: String, expected: Int, given: Int)
  /// The first axis counts other clips than that of the first array, or none.
  case clipCount(path: String, shape: [Int], clips: Int)
  /// A clip is not a number of rows; `rows` is the only one that is taken.
  case values(path: String, values: Int, row: Int, rows: Int?, input: String)
  /// The axes of a clip stand in another order.
  case axes(path: String, axes: [Int], expected: [Int], input: String)
  case kind(path: String, kind: NumPyArray.Kind, expected: [NumPyArray.Kind], input: String)
  /// A tensor that does not have the same number of rows for every clip.
  case rowsDiffer(tensor: String)
  /// Writing was stopped as the watcher asked.
  case stopped
  /// Clips that one array would have to hold at two lengths.
  case lengthsDiffer(shortest: Length, longest: Length)

  /// How long a clip is as it is scored.
  public struct Length: Equatable, Sendable {
    public var clip: String
    public var seconds: Double

    public init(clip: String, seconds: Double) {
      self.clip = clip
      self.seconds = seconds
    }
  }

  public var description: String {
    switch self {
    case .arrayCount(let taker, let expected, let given):
      return "\(taker): takes \(expected) array\(expected == 1 ? "" : "s"), one for each input, "
        + "not \(given)"
    case .clipCount(let path, let shape, let clips):
      return "\(path): the first axis of \(shape) should count \(clips) clips"
    case .values(let path, let values, let row, let rows, let input):
      let rows = rows.map { "\($0) rows" } ?? "a whole number of rows"
      return "\(path): a clip has \(values) values; \(input) takes \(rows) of \(row) values"
    case .axes(let path, let axes, let expected, let input):
      return "\(path): clips have the axes \(axes); \(input) takes rows, columns, channels: "
        + "\(expected)"
    case .kind(let path, let kind, let expected, let input):
      let taken = expected.map { "\($0)" }.joined(separator: " or ")
      return "\(path): \(input) takes \(taken), not \(kind)"
    case .rowsDiffer(let tensor): return "\(tensor): clips have different numbers of rows"
    case .stopped: return "stopped; nothing is written"
    case .lengthsDiffer(let shortest, let longest):
      return "clips are scored with \(shortest.text) to \(longest.text), and an array has one "
        + "length; give it with --seconds"
    }
  }
}

extension ArrayError.Length {
  /// `0.100 s (high/7.wav)`
  fileprivate var text: String { "\(Numerals.fixed(seconds, decimals: 3)) s (\(clip))" }
}
