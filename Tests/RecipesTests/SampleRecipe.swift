import Recipes

/// The keys that every recipe needs, with others put beside them or in their place.
///
/// One key a line, in this order: name, architecture, optimizer, epochs, then the others.
func recipeText(
  architecture: String = #"{"zoo": "aemnet-dw"}"#, optimizer: String = #"{"rate": 1e-3}"#,
  epochs: String = "20", _ others: String...
) -> String {
  let members =
    [
      #""name": "sample""#, "\"architecture\": \(architecture)", "\"optimizer\": \(optimizer)",
      "\"epochs\": \(epochs)",
    ] + others
  return "{\n" + members.joined(separator: ",\n") + "\n}\n"
}

func recipe(_ text: String) throws(RecipeError) -> Recipe { try Recipe(json: text.utf8) }
