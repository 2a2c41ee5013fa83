import Basics

/// Options as numbers, sizes, lists and choices. Each is nil when the option was not given and
/// has no default; each error shows the value and what is accepted in its place.
extension ParsedArguments {
  public func integer(
    _ name: String, in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(UsageError) -> Int? {
    guard let text = string(name) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw UsageError(
        "\(name): '\(text)' is not a whole number\(bounds(range, Int.min...Int.max))")
    }
    return value
  }

  /// A finite number.
  public func number(
    _ name: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) throws(UsageError) -> Double? {
    guard let text = string(name) else { return nil }
    guard let value = Double(text), value.isFinite, range.contains(value) else {
      throw UsageError(
        "\(name): '\(text)' is not a number\(bounds(range, -Double.infinity...Double.infinity))")
    }
    return value
  }

  /// A number of bytes: `131072`, `128KiB`, `128kB`, `1MiB`; see `byteCount(_:)`.
  public func byteSize(_ name: String) throws(UsageError) -> Int? {
    guard let text = string(name) else { return nil }
    guard let bytes = byteCount(text) else {
      throw UsageError(
        "\(name): '\(text)' is not a size; write bytes or a unit, as in 131072, 128KiB or 131kB")
    }
    return bytes
  }

  /// Texts separated by commas, none of them empty.
  public func list(_ name: String) throws(UsageError) -> [String]? {
    guard let text = string(name) else { return nil }
    let items = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard items.allSatisfy({ !$0.isEmpty }) else {
      throw UsageError("\(name): '\(text)' has an empty item; write \(name) a,b,c")
    }
    return items
  }

  /// One of the cases of an enumeration of texts.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) throws(UsageError) -> Choice? where Choice.RawValue == String {
    guard let text = string(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let accepted = Choice.allCases.map(\.rawValue)
      let hint = nearest(to: text, among: accepted).map { "did you mean \($0)?" }
      throw UsageError(
        "\(name): unknown value '\(text)'; "
          + (hint ?? "write one of \(accepted.joined(separator: ", "))"))
    }
    return choice
  }

  /// A file to write, whose name ends in one of the cases of an enumeration, as in `scores.csv`.
  public func file<Form: RawRepresentable & CaseIterable>(
    _ name: String, of type: Form.Type
  ) throws(UsageError) -> (path: String, form: Form)? where Form.RawValue == String {
    guard let path = string(name) else { return nil }
    guard let form = Form.allCases.first(where: { path.lowercased().hasSuffix(".\($0.rawValue)") })
    else {
      let endings = Form.allCases.map { ".\($0.rawValue)" }.joined(separator: " or ")
      throw UsageError("\(name): '\(path)' must end in \(endings)")
    }
    return (path, form)
  }
}

/// ` between 1 and 8`, ` of at least 1`, ` of at most 8`, or nothing where a side is open.
private func bounds<Value>(_ range: ClosedRange<Value>, _ everything: ClosedRange<Value>) -> String
{
  let low = range.lowerBound != everything.lowerBound
  let high = range.upperBound != everything.upperBound
  return switch (low, high) {
  case (true, true): " between \(range.lowerBound) and \(range.upperBound)"
  case (true, false): " of at least \(range.lowerBound)"
  case (false, true): " of at most \(range.upperBound)"
  case (false, false): ""
  }
}
