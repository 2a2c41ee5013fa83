/// A list whose first line names the columns, or one without names whose columns are counted.
struct Table {
  let rows: [Row]
  /// In the order of the file; lowercase.
  let columns: [String]

  struct Row {
    let file: String
    let line: Int
    fileprivate let fields: [String: String]

    /// Empty where the list does not have the column.
    subscript(column: String) -> String { fields[column] ?? "" }
  }

  /// Reads a list with a line of names.
  ///
  /// Names are compared in lowercase. Every line has a field for each name; a surplus of empty
  /// fields at its end is ignored.
  init(
    _ file: String, separator: Separator? = nil, requiring required: [String]
  ) throws(DataSetError) {
    let bytes = try Files.bytes(of: file)
    var lines = try DelimitedText.rows(
      bytes, separator: separator ?? Separator(guessedFrom: bytes), file: file)
    guard !lines.isEmpty else { throw .noClips(path: file) }
    let header = lines.removeFirst()
    var names = header.fields.map { $0.lowercased() }
    while names.last == "" { names.removeLast() }
    for column in required where !names.contains(column) {
      throw .missingColumn(file: file, line: header.line, column: column, found: names)
    }
    try self.init(lines, names: names, headerLine: header.line, file: file)
  }

  /// Reads a list without a line of names.
  init(_ file: String, separator: Separator, columns: [String]) throws(DataSetError) {
    let lines = try DelimitedText.rows(Files.bytes(of: file), separator: separator, file: file)
    try self.init(lines, names: columns, headerLine: 1, file: file)
  }

  private init(
    _ lines: [DelimitedRow], names: [String], headerLine: Int, file: String
  ) throws(DataSetError) {
    var seen: Set<String> = []
    for name in names where !name.isEmpty && !seen.insert(name).inserted {
      throw .repeatedColumn(file: file, line: headerLine, column: name)
    }
    var rows: [Row] = []
    for line in lines {
      var fields = line.fields
      while fields.count > names.count, fields.last == "" { fields.removeLast() }
      guard fields.count == names.count else {
        throw .fieldCount(file: file, line: line.line, expected: names.count, actual: fields.count)
      }
      rows.append(
        Row(
          file: file, line: line.line,
          fields: Dictionary(zip(names, fields), uniquingKeysWith: { first, _ in first })))
    }
    self.rows = rows
    columns = names.filter { !$0.isEmpty }
  }
}

extension Table.Row {
  func text(_ column: String) throws(DataSetError) -> String {
    let value = self[column]
    guard !value.isEmpty else { throw badValue(column, expected: "given") }
    return value
  }

  func integer(_ column: String, in range: ClosedRange<Int>) throws(DataSetError) -> Int {
    guard let value = Int(self[column]), range.contains(value) else {
      let limits =
        range.upperBound == .max
        ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
      throw badValue(column, expected: "a whole number \(limits)")
    }
    return value
  }

  /// A time from 0 on.
  func seconds(_ column: String) throws(DataSetError) -> Double {
    guard let value = Double(self[column]), value.isFinite, value >= 0 else {
      throw badValue(column, expected: "a time in seconds from 0 on, with a decimal point")
    }
    return value
  }

  /// A yes or no in one of two spellings.
  func choice(_ column: String, yes: String, no: String) throws(DataSetError) -> Bool {
    switch self[column] {
    case yes: true
    case no: false
    default: throw badValue(column, expected: "\(yes) or \(no)")
    }
  }

  /// The index of a label among the known ones.
  func label(_ column: String, among known: [String]) throws(DataSetError) -> Int {
    guard let label = known.firstIndex(of: self[column]) else {
      throw .unknownLabel(file: file, line: line, label: self[column], known: known)
    }
    return label
  }

  func badValue(_ column: String, expected: String) -> DataSetError {
    .badValue(file: file, line: line, column: column, value: self[column], expected: expected)
  }
}
