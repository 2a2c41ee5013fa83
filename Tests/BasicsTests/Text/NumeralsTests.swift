import Basics
import Testing

@Suite struct NumeralsTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1_000, "1,000"), (319_093, "319,093"), (-1_234_567, "−1,234,567"),
    (Int.min, "−9,223,372,036,854,775,808"),
  ])
  func thousandsStandApart(number: Int, text: String) {
    #expect(number.grouped == text)
  }
}
