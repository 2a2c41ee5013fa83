import Foundation
import Basics
import Recipes
import Testing

/// The documentation of recipes.
@Suite struct KeyPageTests {
  @Test func everyKeyThatIsWrittenIsDocumented() throws {
    let pages = Recipe.keyPages.map(\.markdown).joined(separator: "\n")
    var keys: Set<String> = []
    for text in [
      ReadTests.full, recipeText(architecture: #"{"file": "x"}"#),
      recipeText(#""schedule": {"kind": "cosine"}"#),
      recipeText(#""schedule": {"kind": "plateau", "patience": 3}"#),
    ] {
      let written = try recipe(text).json()
      collect(try JSONSerialization.jsonObject(with: Data(written.utf8)), &keys)
    }
    #expect(keys.count > 60)
    for key in keys { #expect(pages.contains("`\(key)`"), "\(key)") }
  }

  private func collect(_ value: Any, _ keys: inout Set<String>) {
    if let object = value as? [String: Any] {
      keys.formUnion(object.keys)
      for value in object.values { collect(value, &keys) }
    }
    for element in value as? [Any] ?? [] { collect(element, &keys) }
  }
}
