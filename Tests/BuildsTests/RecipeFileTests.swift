import Builds
import Compiler
import Graph
import Interchange
import Program
import Recipes
import Testing

/// Recipes, and what lies beside them.
@Suite struct RecipeFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func recipe(_ others: String = "", architecture: String = #"{"file": "small.json"}"#)
    throws -> Recipe
  {
    let text = """
      {"name": "r", "architecture": \(architecture), "optimizer": {"rate": 0.1}, "epochs": 1,
       "batch": 2, "folds": {"kind": "stratified", "count": 2}\(others)}
      """
    return try RecipeFile.read(folder.write(text, to: "recipe.json"))
  }

  @Test func mistakesNameTheFile() throws {
    let path = try folder.write("{}", to: "bad.json")
    #expect(complaint { _ = try RecipeFile.read(path) }.hasPrefix(path + ": "))
    _ = try folder.recordClips()
    try folder.write("{", to: "small.json")
    let recipe = try recipe()
    let text = complaint {
      _ = try RecipeData(recipe, data: folder("clips"), beside: folder("recipe.json"))
    }
    #expect(text.hasPrefix(folder("small.json") + ": "))
  }

  @Test func theNetworkHasTheDataSetsClasses() throws {
    _ = try folder.recordClips()
    let zoo = try recipe(architecture: #"{"zoo": "lung-dw"}"#)
    let data = try RecipeData(zoo, data: folder("clips"), beside: folder("recipe.json"))
    #expect(data.network.labels == ["cat", "dog"] && data.store.readable.count == 8)
    var three = try smallNetwork()
    three.labels = []
    try folder.write(
      three.jsonString(compact: true).replacing("\"outputs\":2", with: "\"outputs\":3"),
      to: "small.json")
    let other = try recipe()
    let text = complaint {
      _ = try RecipeData(other, data: folder("clips"), beside: folder("recipe.json"))
    }
    #expect(text.hasPrefix("r: "), "\(text)")
  }

  @Test func checkpointsLieBesideTheRecipe() throws {
    let checkpoints = try [1, 2].map { try smallNetwork().checkpoint(seed: $0) }
    try folder.write("", to: "nets/x")
    try checkpoints[0].write(to: folder("nets/start.safetensors"))
    try checkpoints[1].write(to: folder("other.safetensors"))
    let recipe = try recipe(#", "start": {"checkpoint": "nets/start.safetensors"}"#)
    let found = try RecipeCheckpoints(of: recipe, at: folder("recipe.json"))
    #expect(found.start?.checkpoint == checkpoints[0] && found.teacher == nil)
    #expect(found.start?.path == folder("nets/start.safetensors"))
    let given = try RecipeCheckpoints(
      of: recipe, at: folder("recipe.json"), start: folder("other.safetensors"),
      teacher: folder("other.safetensors"))
    #expect(given.start?.checkpoint == checkpoints[1] && given.teacher == checkpoints[1])
    #expect(throws: CheckpointError.self) {
      try RecipeCheckpoints(of: recipe, at: "elsewhere/recipe.json")
    }
  }

  @Test func importsNameTheirFile() throws {
    let path = try folder.write("no model at all", to: "text.tflite")
    #expect(
      complaint { _ = try IntegerProgram(importing: path, rounding: .tflm) }
        == "\(path): not a TFLite model: TFL3 does not stand at byte 4")
  }
}
