import Basics
import Testing

@Suite struct ReaderTests {
  private func read(_ text: String) throws(JSONError) -> JSONValue.Content {
    try JSONReader.read([UInt8](text.utf8)).content
  }

  @Test func numbers() throws {
    guard case .array(let values) = try read("[0, -7, 1e-1, 2.50E+2, 99999999999999999999]") else {
      Issue.record("no list")
      return
    }
    #expect(values.map(\.phrase) == ["0", "-7", "0.1", "250.0", "1e+20"])
  }

  @Test func words() throws {
    guard case .array(let values) = try read("[null,true,\tfalse\r\n]") else {
      Issue.record("no list")
      return
    }
    #expect(values.map(\.phrase) == ["null", "true", "false"])
  }

  @Test func escapes() throws {
    guard case .string(let string) = try read(#""\u00e9\ud83d\uDE00\n\t\/\"\\\b\f\rü""#) else {
      Issue.record("no string")
      return
    }
    #expect(string == "é😀\n\t/\"\\\u{8}\u{C}\rü")
  }

  @Test func keysAndValuesKnowTheirLines() throws {
    guard case .object(let members) = try read("{\n\"a\":\n1,\n\n\"b\": 2}") else {
      Issue.record("no object")
      return
    }
    #expect(members.map(\.key) == ["a", "b"])
    #expect(members.map(\.line) == [2, 5])
    #expect(members.map(\.value.line) == [3, 5])
  }

  @Test func nesting() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try read(nested(8))
    #expect(throws: JSONError.syntax(line: 1, problem: "the nesting is too deep")) {
      try read(nested(9))
    }
  }

  @Test(arguments: [
    ("", "line 1: the text ends where a value should stand"),
    ("nul", "line 1: no JSON value starts here"),
    ("{\"rate\": 08}", "line 1: an object needs , or } here"),
    ("{\"rate\": -}", "line 1: a number lacks a digit"),
    ("{\n\"rate\": 1e999}", "line 2: the number 1e999 is too large"),
    ("{\"rate\" 8}", "line 1: a key needs : after it"),
    ("{rate", "line 1: an object needs a key here"),
    ("{\"a\": 1,\n\"a\": 2}", "line 2: the key \"a\" stands twice in one object"),
    ("{\"name\": \"n", "line 1: a string has no end"),
    ("{\"name\": \"\n\"", "line 1: a string holds a control character or has no end"),
    ("\"\\x\"", "line 1: a string has an unknown escape"),
    ("\"\\u12g4\"", "line 1: a \\u escape needs four hexadecimal digits"),
    ("\"\\ud800\"", "line 1: a string has half of a surrogate pair"),
    ("\"\\udc00\"", "line 1: a string has half of a surrogate pair"),
    ("[1 2]", "line 1: a list needs , or ] here"),
    ("{}\nx", "line 2: something follows the value"),
    (String(repeating: "[", count: 1_000_000), "line 1: the nesting is too deep"),
    (String(repeating: "{\"a\":", count: 1_000_000), "line 1: the nesting is too deep"),
  ])
  func mistakesAreOneLineWithThePlace(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try read(text) }
    #expect(error?.description == message)
  }

  @Test func bytesThatAreNotUTF8() {
    #expect(throws: JSONError.syntax(line: 2, problem: "the text is not UTF-8")) {
      try JSONReader.read([UInt8("\n"), UInt8("\""), 0xFF, 0xC0, UInt8("\"")])
    }
  }
}

extension UInt8 {
  fileprivate init(_ character: Unicode.Scalar) { self.init(ascii: character) }
}
