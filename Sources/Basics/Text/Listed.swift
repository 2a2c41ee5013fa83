/// Foreign names as a message can show them: the first few, and how many more there are.
package func listed(_ names: [String], upTo limit: Int) -> String {
  let first = names.prefix(limit).map { printable($0) }.joined(separator: ", ")
  return first + (names.count > limit ? " and \(names.count - limit) more" : "")
}
