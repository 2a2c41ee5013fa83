import Basics
import Testing

@Suite struct TextTests {
  @Test(arguments: [
    (0, "0"), (-3, "-3"), (0.1, "0.1"), (1e-11, "1e-11"), (200, "200"),
    (0x1p53, "9007199254740992"),
    (1e300, "1e+300"), (-0.0, "-0.0"),
  ])
  func numbers(number: Double, text: String) {
    #expect(number.jsonText == text)
    #expect(Double(text)?.bitPattern == number.bitPattern)
  }

  @Test func strings() {
    #expect("a\"b\\c\n\u{1F}ü".jsonQuoted == #""a\"b\\c\n\u001fü""#)
  }

  @Test func treesBreakWhereALineIsTooLong() {
    let long = JSONTree.string(String(repeating: "x", count: 60))
    let tree = JSONTree.object([
      ("short", .object([("a", .null), ("b", .list([.bool(true), .integer(1)]))])),
      ("numbers", .numbers([1, 0.5])),
      ("strings", .strings([])),
      ("long", .list([long, long])),
    ])
    #expect(
      tree.text() == """
        {
          "short": {"a": null, "b": [true, 1]},
          "numbers": [1, 0.5],
          "strings": [],
          "long": [
            "\(String(repeating: "x", count: 60))",
            "\(String(repeating: "x", count: 60))"
          ]
        }

        """)
  }

  @Test func oneLineWithSpacesOrWithout() {
    let tree = JSONTree.object([("a", .integers([1, -2])), ("b", .object([("c", .bool(false))]))])
    #expect(tree.line() == #"{"a": [1, -2], "b": {"c": false}}"#)
    #expect(tree.line(spaced: false) == #"{"a":[1,-2],"b":{"c":false}}"#)
  }

  @Test func whatIsNoNumberIsAText() throws {
    let values = ["a": Double.infinity, "b": -.infinity, "c": .nan, "d": 1]
    #expect(
      try jsonText(values, isPretty: false) == #"{"a":"Infinity","b":"-Infinity","c":"NaN","d":1}"#)
  }

  /// The comma behind an element counts.
  @Test(arguments: [(88, 1), (89, 4), (93, 4), (94, 6)])
  func aLineHasAtMost100Columns(length: Int, lines: Int) {
    let tree = JSONTree.list([.list([.string(String(repeating: "x", count: length))]), .null])
    let text = tree.text()
    #expect(text.split(separator: "\n").count == lines)
  }
}
