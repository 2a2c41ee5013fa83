/// Why a text is not what was expected of it. Each case reads as one line with the place.
public enum JSONError: Error, Equatable, Sendable {
  /// The text is not JSON, or is nested too deep.
  case syntax(line: Int, problem: String)
  case unknownKey(place: String, key: String, line: Int, known: [String])
  case missingKey(place: String, key: String, line: Int)
  case wrongType(place: String, key: String, expected: String, actual: String, line: Int)
  case unknownValue(place: String, key: String, value: String, known: [String], line: Int)
  case outOfRange(place: String, key: String, value: String, expected: String, line: Int)
}

extension JSONError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .syntax(let line, let problem):
      "line \(line): \(problem)"
    case .unknownKey(let place, let key, let line, let known):
      "line \(line): \(place): unknown key \(key.debugDescription); "
        + question(key, among: known, "it may have \(known.joined(separator: ", "))")
    case .missingKey(let place, let key, let line):
      "line \(line): \(place): the key \(key.debugDescription) is missing"
    case .wrongType(let place, let key, let expected, let actual, let line):
      "line \(line): \(place): \(key) must be \(expected), not \(actual)"
    case .unknownValue(let place, let key, let value, let known, let line):
      "line \(line): \(place): \(value.debugDescription) is no \(key); "
        + question(value, among: known, "choose one of \(known.joined(separator: ", "))")
    case .outOfRange(let place, let key, let value, let expected, let line):
      "line \(line): \(place): \(key) must be \(expected), not \(value)"
    }
  }

  /// The remedy, with a question in front of it where a word is close to a known one.
  private func question(_ word: String, among known: [String], _ remedy: String) -> String {
    guard let nearest = nearest(to: word, among: known) else { return remedy }
    return "did you mean \(nearest)? \(remedy.prefix(1).uppercased())\(remedy.dropFirst())"
  }
}
