import Basics
import Testing

@Suite struct FieldsTests {
  private enum Colour {
    case red, green

    static let named = [("red", red), ("green", green)]
  }

  private func fields(_ text: String) throws(JSONError) -> JSONFields {
    try JSONFields(try JSONReader.read([UInt8](text.utf8)), place: "the test")
  }

  @Test func values() throws {
    let fields = try fields(
      """
      {"i": 3, "n": 0.5, "b": true, "s": "x", "c": "green", "l": ["y", "z"], "m": [1, 2.5],
       "o": {"k": 1}, "none": null}
      """)
    try fields.allow(["i", "n", "b", "s", "c", "l", "m", "o", "none"])
    #expect(try fields.integer("i", in: 3...3) == 3)
    #expect(try fields.number("i") == 3)
    #expect(try fields.number("n", in: .above(0).below(1)) == 0.5)
    #expect(try fields.bool("b"))
    #expect(try fields.string("s") == "x")
    #expect(try fields.choice("s", among: [("x", "x")]) == "x")
    #expect(try fields.choice("c", among: Colour.named) == .green)
    #expect(try fields.strings("l") == ["y", "z"])
    #expect(try fields.numbers("m", in: .atLeast(1)) == [1, 2.5])
    #expect(try fields.fields("o").integer("k") == 1)
    #expect(fields.has("none") && !fields.isGiven("none") && fields.isGiven("i"))
  }

  @Test func defaults() throws {
    let fields = try fields("{}")
    #expect(try fields.number("n", in: .above(0), default: 2) == 2)
    #expect(try !fields.fieldsOrNone("o").has("k"))
    #expect(!fields.has("i") && !fields.isGiven("i"))
  }

  struct Mistake: Sendable {
    var value: String
    var message: String
    var read: @Sendable (JSONFields) throws -> Void
  }

  private static let mistakes = [
    Mistake(value: "3", message: "k must be from 4 to 5, not 3") {
      _ = try $0.integer("k", in: 4...5)
    },
    Mistake(value: "0", message: "k must be above 0, not 0") {
      _ = try $0.number("k", in: .above(0))
    },
    Mistake(value: "1.5", message: "k must be at least 0 and at most 1, not 1.5") {
      _ = try $0.number("k", in: .atLeast(0).atMost(1))
    },
    Mistake(value: "0.5", message: "k must be above 0 and below 0.5, not 0.5") {
      _ = try $0.number("k", in: .above(0).below(0.5))
    },
    Mistake(value: "[1, -1]", message: "k must be at least 0, not -1") {
      _ = try $0.numbers("k", in: .atLeast(0))
    },
    Mistake(value: "[true]", message: "k must be a list of numbers, not true") {
      _ = try $0.numbers("k", in: .atLeast(0))
    },
    Mistake(value: "null", message: "k must be a number, not null") {
      _ = try $0.number("k", default: 1)
    },
    Mistake(value: "\"red\"", message: "k must be a whole number, not a string") {
      _ = try $0.integer("k")
    },
    Mistake(value: "\"blue\"", message: "\"blue\" is no k; choose one of red, green") {
      _ = try $0.choice("k", among: Colour.named)
    },
    Mistake(
      value: "\"gren\"", message: "\"gren\" is no k; did you mean green? Choose one of red, green"
    ) {
      _ = try $0.choice("k", among: Colour.named)
    },
    Mistake(value: "0", message: "unknown key \"k\"; it may have a, b") {
      try $0.allow(["a", "b"])
    },
  ]

  @Test(arguments: mistakes)
  func mistakesNameTheKeyAndItsLine(mistake: Mistake) throws {
    let fields = try fields("{\n\"k\": \(mistake.value)}")
    let error = #expect(throws: JSONError.self) { try mistake.read(fields) }
    #expect(error?.description == "line 2: the test: \(mistake.message)")
  }

  @Test func missingKeys() throws {
    let fields = try fields("\n{\n\"o\": {}}")
    #expect(throws: JSONError.missingKey(place: "the test", key: "k", line: 2)) {
      try fields.string("k")
    }
    #expect(throws: JSONError.missingKey(place: "o", key: "k", line: 3)) {
      try fields.fieldsOrNone("o").string("k")
    }
    #expect(throws: JSONError.missingKey(place: "p", key: "k", line: 2)) {
      try fields.fieldsOrNone("p").string("k")
    }
  }
}
