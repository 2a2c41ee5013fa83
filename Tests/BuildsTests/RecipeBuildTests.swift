import Builds
import DataSets
import Compiler
import Graph
import Recipes
import Runs
import Testing

/// What a build of a recipe keeps and refuses, without any training.
@Suite struct RecipeBuildTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    _ = try folder.recordClips()
    try folder.write(smallNetwork().jsonString(compact: true), to: "small.json")
  }

  /// - Parameter trainer: carries out the trainings.
  private func build(
    epochs: Int = 1, fold: String? = nil, _ trainer: @escaping RecipeBuild.Trainer
  ) throws -> RecipeBuild {
    let path = try folder.write(
      """
      {"name": "r", "architecture": {"file": "small.json"}, "optimizer": {"rate": 0.1},
       "epochs": \(epochs), "batch": 2, "pruning": {"keep": 0.5},
       "folds": {"kind": "stratified", "count": 2}}
      """, to: "recipe.json")
    let recipe = try RecipeFile.read(path)
    return RecipeBuild(
      recipe, try RecipeData(recipe, data: folder("clips"), beside: path),
      try RecipeCheckpoints(of: recipe, at: path), fold: fold, budget: Budget(), grids: [127],
      work: folder("work"), threads: 1, trainer: trainer)
  }

  @Test func aStoppedTrainingEndsTheBuild() throws {
    var runs = 0
    let build = try build { _ in
      runs += 1
      return nil
    }
    #expect(try build.run() == nil)
    #expect(runs == 1)
    #expect(RunFolder(folder("work/dense")).holdsRun)
    // The same build goes on with what is there.
    #expect(try build.run() == nil)
    #expect(runs == 2)
  }

  @Test func otherTrainingsAreNotMixed() throws {
    #expect(try build { _ in nil }.run() == nil)
    let error = BuildError.otherTrainings(folder: folder("work"))
    for other in [try build(epochs: 2) { _ in nil }, try build(fold: "2") { _ in nil }] {
      #expect(throws: error) { _ = try other.run() }
    }
    #expect(throws: DataSetError.self) { _ = try build(fold: "3") { _ in nil }.run() }
  }
}
