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

  @Test func foreignNamesStayInTheirCells() {
    var table = TextTable(["class", " clips"])
    table.append(["a\nb\u{1B}[2J", "1"])
    #expect(table.text.split(separator: "\n").last == #"a\u{a}b\u{1b}[2J      1"#)
  }

  @Test func aTitleStandsOverItsNumbers() {
    var table = TextTable([" levels", "file"])
    #expect(table.text == "levels  file")
    table.append(["±127", "a"])
    #expect(table.text == "levels  file\n  ±127  a")
  }
}
