import Basics
import Testing

@Suite struct PrintableTests {
  @Test(arguments: [
    ("caf\u{E9}.wav".utf8.map { $0 }, "caf\u{E9}.wav"),
    ([0x63, 0xE9, 0x2E], #"c\xe9."#), ([0xFF, 0xFE], #"\xff\xfe"#), ([], ""),
    // A sequence that is cut off, an overlong one and half of a surrogate pair.
    ([0xE2, 0x82], #"\xe2\x82"#), ([0xC0, 0xAF], #"\xc0\xaf"#),
    ([0xED, 0xA0, 0x80, 0x61], #"\xed\xa0\x80a"#),
    ([0xF0, 0x9F, 0x98, 0x80, 0x0A], "\u{1F600}\\u{a}"),
  ])
  func bytes(bytes: [UInt8], text: String) {
    #expect(printable(bytes: bytes) == text)
  }
}
