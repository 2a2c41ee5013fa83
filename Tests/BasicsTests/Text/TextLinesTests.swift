import Basics
import Testing

@Suite struct TextLinesTests {
  @Test func aTextIsALine() {
    let file = TextLines.file(["rain", "a\nb\r\nc", "", "Löwe, zahm"])
    #expect(String(decoding: file, as: UTF8.self) == "rain\na b c\n\nLöwe, zahm\n")
  }
}
