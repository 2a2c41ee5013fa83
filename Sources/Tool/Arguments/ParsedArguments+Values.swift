import Basics

/// Options as numbers, sizes, lists and choices. Each is nil when the option was not given and
/// has no default; each error shows the value and what is accepted in its place.
extension ParsedArguments {
  public func integer(
    _ name: String, in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(UsageError) -> Int? {
    try value(name, "is not a whole number\(bounds(range, Int.min...Int.max))") {
      Int($0).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A finite number.
  public func number(
    _ name: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) throws(UsageError) -> Double? {
    try value(name, "is not a number\(bounds(range, -Double.infinity...Double.infinity))") {
      Double($0).flatMap { $0.isFinite && range.contains($0) ? $0 : nil }
    }
  }

  /// A number of bytes: `131072`, `128KiB`, `128kB`, `1MiB`; see `byteCount(_:)`.
  public func byteSize(_ name: String) throws(UsageError) -> Int? {
    try value(
      name, "is not a size; write bytes or a unit, as in 131072, 128KiB or 131kB", byteCount)
  }

  /// Cycles a second: `160MHz`, `1.2 GHz`, `80000000`; see `frequency(_:)`.
  public func frequency(_ name: String) throws(UsageError) -> Int? {
    try value(name, "is not a frequency; write one as 160MHz") { Arguments.frequency($0) }
  }

  /// A share in per cent, with its sign or without: `50%`, `50`.
  public func percent(
    _ name: String, in range: ClosedRange<Double>
  ) throws(UsageError) -> Double? {
    try value(name, "is not a share in per cent; write one as 50%") { text in
      Double(text.hasSuffix("%") ? text.dropLast() : Substring(text))
        .flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// Texts separated by commas, none of them empty.
  public func list(_ name: String) throws(UsageError) -> [String]? {
    try value(name, "has an empty item; write \(name) a,b,c") { text in
      let items = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return items.contains("") ? nil : items
    }
  }

  /// What texts separated by commas mean.
  ///
  /// - Parameter problem: what is said of a text that means nothing, behind the text.
  public func list<Item>(
    _ name: String, _ problem: String, _ item: (String) -> Item?
  ) throws(UsageError) -> [Item]? {
    try list(name)?.map { text throws(UsageError) in
      guard let item = item(text) else { throw UsageError("\(name): '\(text)' \(problem)") }
      return item
    }
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
    let endings = Form.allCases.map { ".\($0.rawValue)" }.joined(separator: " or ")
    return try value(name, "must end in \(endings)") { path in
      Form.allCases.first { path.lowercased().hasSuffix(".\($0.rawValue)") }.map { (path, $0) }
    }
  }

  private func value<Value>(
    _ name: String, _ problem: String, _ value: (String) -> Value?
  ) throws(UsageError) -> Value? {
    guard let text = string(name) else { return nil }
    guard let value = value(text) else { throw UsageError("\(name): '\(text)' \(problem)") }
    return value
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
