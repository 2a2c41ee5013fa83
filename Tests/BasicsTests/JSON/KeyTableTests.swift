import Basics
import Testing

/// One table of keys reads, checks, writes and documents.
@Suite struct KeyTableTests {
  struct Lamp: Equatable {
    var name = ""
    var watts = 5.5
    var count: Int?
    var colour = Colour.white
    var shades: [Shade] = []
    var size = Size.small
  }

  struct Shade: Equatable {
    var layers: [String] = []
  }

  enum Colour: String, CaseIterable { case white, red }

  enum Size: Equatable {
    case small
    case tall(height: Int, isStable: Bool)
  }

  private static var shade: KeyTable<Shade> {
    KeyTable(
      Shade(), name: "`shades`", [.required("layers", \.layers, .strings, "Cloth.")])
  }

  private static var sizes: [KeyCase<Size>] {
    [
      KeyCase("small", "As usual.", Size.small),
      KeyCase(
        "tall", "Higher.",
        KeyTable(
          (height: 0, isStable: true),
          [
            .required("height", \.height, .integer(in: 1...3), "In metres."),
            .key("stable", \.isStable, .bool, "Whether it stands."),
          ]), make: { .tall(height: $0.height, isStable: $0.isStable) }
      ) { if case .tall(let height, let isStable) = $0 { (height, isStable) } else { nil } },
    ]
  }

  private static var lamp: KeyTable<Lamp> {
    KeyTable(
      Lamp(), name: "A lamp", text: "It shines.",
      [
        .required("name", \.name, .string, "What it is called."),
        .key("watts", \.watts, .number(in: .above(0)), "The power."),
        .key("count", \.count, .optional(.integer()), "How many there are."),
        .key("colour", \.colour, .choice, "The colour."),
        .key("shades", \.shades, .list(of: shade, place: "shade"), "What is around it."),
        .cases("size", \.size, sizes, "The size.", title: "Sizes"),
      ])
  }

  private func read(_ text: String) throws(JSONError) -> Lamp {
    try Self.lamp.read(JSONFields(JSONReader.read([UInt8](text.utf8)), place: "the lamp"))
  }

  @Test func whatIsMissingOrNullHasItsDefault() throws {
    var lamp = Lamp()
    lamp.name = "x"
    #expect(try read(#"{"name": "x"}"#) == lamp)
    #expect(
      try read(#"{"name": "x", "watts": null, "count": null, "shades": null, "size": null}"#)
        == lamp)
  }

  @Test func bothStylesAreReadBack() throws {
    let lamp = Lamp(
      name: "x", watts: 5.5, count: 2, colour: .red, shades: [Shade(layers: ["silk"])],
      size: .tall(height: 2, isStable: true))
    let every = Self.lamp.tree(lamp, .everyKey).line()
    let brief = Self.lamp.tree(lamp, .brief).line()
    #expect(
      every == #"{"name": "x", "watts": 5.5, "count": 2, "colour": "red", "#
        + #""shades": [{"layers": ["silk"]}], "size": "tall", "height": 2, "stable": true}"#)
    #expect(
      brief == #"{"name": "x", "count": 2, "colour": "red", "#
        + #""shades": [{"layers": ["silk"]}], "size": "tall", "height": 2}"#)
    #expect(try read(every) == lamp)
    #expect(try read(brief) == lamp)
  }

  @Test(arguments: [
    ("{}", #"line 1: the lamp: the key "name" is missing"#),
    (#"{"name": null}"#, "line 1: the lamp: name must be a string, not null"),
    (#"{"name": "x", "watts": 0}"#, "line 1: the lamp: watts must be above 0, not 0"),
    (
      #"{"name": "x", "colour": "rde"}"#,
      #"line 1: the lamp: "rde" is no colour; did you mean red? Choose one of white, red"#
    ),
    (
      #"{"name": "x", "height": 2}"#,
      #"line 1: the lamp: unknown key "height"; "#
        + "it may have name, watts, count, colour, shades, size"
    ),
    (
      #"{"name": "x", "size": "tall", "hight": 2}"#,
      #"line 1: the lamp: unknown key "hight"; did you mean height? "#
        + "It may have name, watts, count, colour, shades, size, height, stable"
    ),
    (#"{"name": "x", "size": "tall"}"#, #"line 1: the lamp: the key "height" is missing"#),
    (
      "{\"name\": \"x\", \"shades\": [{\"layers\": []},\n{}]}",
      #"line 2: shade 2: the key "layers" is missing"#
    ),
  ])
  func mistakes(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try read(text) }
    #expect(error?.description == message)
  }

  @Test func pages() {
    #expect(
      Self.lamp.pages.map(\.markdown).joined(separator: "\n\n") == """
        ### A lamp

        It shines.

        | key | value | default | meaning |
        | --- | --- | --- | --- |
        | `name` | string | required | What it is called. |
        | `watts` | number above 0 | `5.5` | The power. |
        | `count` | whole number | none | How many there are. |
        | `colour` | `white`, `red` | `white` | The colour. |
        | `shades` | list of objects | none | What is around it. |
        | `size` | `small`, `tall` | `small` | The size. |

        ### `shades`

        | key | value | default | meaning |
        | --- | --- | --- | --- |
        | `layers` | list of strings | required | Cloth. |

        ### Sizes

        | `size` | meaning | keys with their defaults |
        | --- | --- | --- |
        | `small` | As usual. |  |
        | `tall` | Higher. | `height`, `stable` `true` |

        | key | value | meaning |
        | --- | --- | --- |
        | `height` | whole number from 1 to 3 | In metres. |
        | `stable` | `true` or `false` | Whether it stands. |
        """)
  }
}
