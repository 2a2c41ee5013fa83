import Recipes
import Testing

@Suite struct LayerPatternTests {
  @Test(arguments: [
    ("fc", "fc", true), ("fc", "fc1", false), ("fc", "*", true), ("fc", "fc*", true),
    ("fc", "*fc", true), ("fc", "**", true), ("fc", "f*c*", true), ("fc", "*x*", false),
    ("conv1_norm", "conv1*", true), ("conv1_norm", "*_norm", true),
    ("conv1_norm", "conv*_norm", true), ("conv1_norm", "*1*norm", true),
    ("conv12", "conv1", false), ("a", "a*a", false), ("aa", "a*a", true), ("ab", "b*", false),
    ("abab", "*ab*ab", true), ("", "*", true), ("fc", "", false),
  ])
  func matching(name: String, pattern: String, matches: Bool) {
    #expect(name.matches(pattern) == matches)
  }

  @Test func theFirstGroupDecides() throws {
    let optimizer = try recipe(
      recipeText(
        optimizer: """
          {"rate": 1, "groups": [{"layers": ["fc", "head*"], "fraction": 0.9},
          {"layers": ["f*"], "fraction": 0}]}
          """)
    ).optimizer
    #expect(optimizer.fraction(ofLayer: "fc") == 0.9)
    #expect(optimizer.fraction(ofLayer: "head2") == 0.9)
    #expect(optimizer.fraction(ofLayer: "fc1") == 0)
    #expect(optimizer.fraction(ofLayer: "conv1") == 1)
  }
}
