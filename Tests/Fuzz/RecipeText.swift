import Recipes

/// A recipe: what is read is written to the same recipe.
@c(LLVMFuzzerTestOneInput)
public func readRecipe(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    let recipe = try Recipe(json: UnsafeBufferPointer(start: data, count: count))
    let again = try Recipe(json: recipe.json().utf8)
    precondition(again == recipe)
  } catch {
    precondition(!"\(error)".contains("\n"))
  }
  return 0
}
