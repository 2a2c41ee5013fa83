import Basics
import Testing

@Suite struct TextTableTests {
  @Test func numbersStandToTheRight() {
    var table = TextTable(["layer", " bytes"])
    table.append(["convolution", "7"])
    table.append(["fc", ""])
    table.append(["all", "1,234"])
    #expect(
      table.text == """
        layer        bytes
        convolution      7
        fc
        all          1,234
        """)
    #expect(
      table.ruledText == """
        layer        bytes
        ──────────────────
        convolution      7
        fc
        ──────────────────
        all          1,234
        """)
  }

  /// A row that is shown before the others are known stands under the head.
  @Test func columnsKeepTheirLeastWidth() {
    var table = TextTable([" levels", "file"], leastWidths: [9, 6])
    #expect(table.lastLine == "   levels  file")
    table.append(["±127", "a"])
    #expect(table.lastLine == "     ±127  a")
  }
}
