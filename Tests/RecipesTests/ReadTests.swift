import DataSets
import Graph
import Recipes
import Testing
import Training

@Suite struct ReadTests {
  @Test func defaults() throws {
    let recipe = try recipe(recipeText())
    #expect(recipe.name == "sample")
    #expect(recipe.data.layout == nil && recipe.data.broken == .skip)
    #expect(recipe.features == .waveform)
    #expect(recipe.architecture.source == .zoo(name: "aemnet-dw", ZooOptions()))
    #expect(recipe.architecture.dropout == nil && recipe.architecture.initialisation == .he)
    #expect(recipe.start == nil)
    #expect(recipe.loss.kind == .crossEntropy)
    #expect(recipe.loss.focalGamma == 0 && recipe.loss.classWeights == .none)
    #expect(recipe.loss.labelSmoothing == 0 && recipe.loss.distillation == nil)
    #expect(recipe.optimizer.kind == .adam() && recipe.optimizer.rate == 1e-3)
    #expect(recipe.optimizer.weightDecay == 0 && recipe.optimizer.groups.isEmpty)
    #expect(recipe.schedule == .constant)
    #expect(recipe.epochs == 20 && recipe.batch == 32)
    let augmentation = recipe.augmentation
    #expect(augmentation.shift == 0 && augmentation.gain == 0)
    #expect(
      augmentation.speed == 1 && augmentation.stretch == 1 && augmentation.vocalTract == 1)
    #expect(augmentation.crop == nil && augmentation.noise == nil && augmentation.mixup == nil)
    #expect(recipe.folds.kind == .published && recipe.folds.seed == 1)
    #expect(recipe.validationShare == 0 && recipe.patience == nil && recipe.seed == 1)
    #expect(recipe.pruning == nil)
    #expect(recipe.quantisation == nil)
  }

  @Test func defaultsOfObjects() throws {
    let recipe = try recipe(
      recipeText(
        #""start": {}"#, #""loss": {"distillation": {}}"#, #""schedule": {"kind": "cosine"}"#,
        #""augmentation": {"crop": {"seconds": 2}, "mixup": {"alpha": 0.2}}"#,
        #""folds": {"kind": "draws"}"#, #""pruning": {"keep": 0.4}"#,
        #""quantisation": {"epochs": 3, "rate": 0.1}"#))
    #expect(recipe.start?.checkpoint == nil && recipe.start?.replaced == [])
    let distillation = try #require(recipe.loss.distillation)
    #expect(distillation.teacher == nil)
    #expect(distillation.temperature == 2 && distillation.share == 0.9)
    #expect(recipe.schedule == .cosine(warmup: 0, floor: 0))
    #expect(recipe.augmentation.crop?.seconds == 2 && recipe.augmentation.crop?.quietest == nil)
    #expect(recipe.augmentation.mixup?.alpha == 0.2 && recipe.augmentation.mixup?.warmup == 0)
    #expect(
      recipe.folds.kind == .draws(count: 5, testShare: 0.2, keepingSubjectsApart: true))
    let pruning = try #require(recipe.pruning)
    #expect(pruning.keep == 0.4 && pruning.rounds == 1 && pruning.scope == .network)
    #expect(pruning.rewind == 0 && pruning.protected.isEmpty && !pruning.control)
    let quantisation = try #require(recipe.quantisation)
    #expect(quantisation.grid == 127 && quantisation.layers.isEmpty && quantisation.clips == 32)
    #expect(quantisation.ranges == .leastError && quantisation.standardisation == .clip)
  }

  static let full = """
    {
      "name": "full",
      "data": {"layout": "esc10", "broken": "stop"},
      "features": "cough",
      "architecture": {"zoo": "aemnet-dw", "width": 0.5, "llf": 2, "embedding": 256,
                       "dropout": 0.3, "initialisation": "glorot"},
      "start": {"checkpoint": "audioset.safetensors", "replaced": ["fc", "conv12"]},
      "loss": {"kind": "binary", "focal_gamma": 0.5, "class_weights": [1, 0.25], "label_smoothing": 0.1,
               "distillation": {"teacher": "t.safetensors", "temperature": 4, "share": 0.75}},
      "optimizer": {"kind": "sgd", "rate": 0.01, "weight_decay": 2e-4, "momentum": 0.8,
                    "groups": [{"layers": ["conv1*", "x"], "fraction": 0.6},
                               {"layers": ["y"], "fraction": 0}]},
      "schedule": {"kind": "step", "every": 40, "factor": 0.2},
      "epochs": 200,
      "batch": 16,
      "augmentation": {"shift": 0.5, "speed": 1.1, "stretch": 1.2,
                       "crop": {"seconds": 1.5, "quietest": 13}, "gain": 6, "noise": [20, 60],
                       "vocal_tract": 1.3, "mixup": {"alpha": 0.1, "warmup": 10}},
      "folds": {"kind": "draws", "count": 3, "test_share": 0.3, "keep_subjects_apart": false,
                "seed": 7},
      "validation_share": 0.125,
      "patience": 20,
      "pruning": {"keep": 0.25, "rounds": 2, "scope": "layer", "rewind": 100,
                  "protected": ["fc*"], "control": true},
      "quantisation": {"grid": 20, "layers": [{"layers": ["conv1", "*_depthwise"], "grid": 63}],
                       "ranges": "percentile", "standardise": "running", "clips": 7, "epochs": 30,
                       "rate": 0.0004},
      "seed": 9007199254740992
    }
    """

  @Test func everyKey() throws {
    let recipe = try recipe(Self.full)
    #expect(recipe.data.layout == .esc10 && recipe.data.broken == .stop)
    #expect(recipe.features == .cough)
    #expect(
      recipe.architecture.source
        == .zoo(
          name: "aemnet-dw", ZooOptions(width: 0.5, llf: .configuration2, embedding: 256)))
    #expect(recipe.architecture.dropout == 0.3 && recipe.architecture.initialisation == .glorot)
    #expect(recipe.start?.checkpoint == "audioset.safetensors")
    #expect(recipe.start?.replaced == ["fc", "conv12"])
    #expect(recipe.loss.kind == .binary)
    #expect(recipe.loss.focalGamma == 0.5 && recipe.loss.labelSmoothing == 0.1)
    #expect(recipe.loss.classWeights == .given([1, 0.25]))
    let distillation = try #require(recipe.loss.distillation)
    #expect(distillation.teacher == "t.safetensors")
    #expect(distillation.temperature == 4 && distillation.share == 0.75)
    #expect(recipe.optimizer.kind == .sgd(momentum: 0.8))
    #expect(recipe.optimizer.rate == 0.01 && recipe.optimizer.weightDecay == 2e-4)
    #expect(recipe.optimizer.groups.map(\.layers) == [["conv1*", "x"], ["y"]])
    #expect(recipe.optimizer.groups.map(\.fraction) == [0.6, 0])
    #expect(recipe.schedule == .step(every: 40, factor: 0.2))
    #expect(recipe.epochs == 200 && recipe.batch == 16)
    let augmentation = recipe.augmentation
    #expect(augmentation.shift == 0.5 && augmentation.speed == 1.1 && augmentation.stretch == 1.2)
    #expect(augmentation.crop?.seconds == 1.5 && augmentation.crop?.quietest == 13)
    #expect(augmentation.gain == 6 && augmentation.noise == 20...60)
    #expect(augmentation.vocalTract == 1.3)
    #expect(augmentation.mixup?.alpha == 0.1 && augmentation.mixup?.warmup == 10)
    #expect(
      recipe.folds.kind == .draws(count: 3, testShare: 0.3, keepingSubjectsApart: false))
    #expect(recipe.folds.seed == 7)
    #expect(recipe.validationShare == 0.125 && recipe.patience == 20)
    let pruning = try #require(recipe.pruning)
    #expect(pruning.rounds == 2 && pruning.scope == .layer && pruning.rewind == 100)
    #expect(pruning.protected == ["fc*"] && pruning.control)
    let quantisation = try #require(recipe.quantisation)
    #expect(quantisation.ranges == .percentile && quantisation.standardisation == .running)
    #expect(quantisation.clips == 7 && quantisation.epochs == 30 && quantisation.rate == 0.0004)
    let layers = ["conv1", "conv4_depthwise", "conv4_pointwise"]
    #expect(layers.map(quantisation.grid(ofLayer:)) == [63, 63, 20])
    #expect(pruning.share(afterRound: 1) == 0.5 && pruning.share(afterRound: 2) == 0.25)
    #expect(recipe.seed == 1 << 53)
  }

  @Test(arguments: [
    (#"{"kind": "constant"}"#, Schedule.constant),
    (#"{"kind": "cosine", "warmup": 0.05, "floor": 0.1}"#, .cosine(warmup: 0.05, floor: 0.1)),
    (#"{"kind": "step", "every": 3}"#, .step(every: 3, factor: 0.1)),
    (#"{"kind": "plateau", "patience": 5, "factor": 0.5}"#, .plateau(patience: 5, factor: 0.5)),
  ])
  func schedules(text: String, schedule: Schedule) throws {
    #expect(try recipe(recipeText("\"schedule\": \(text)")).schedule == schedule)
  }

  @Test(arguments: [
    (#"{"rate": 1, "kind": "sgd"}"#, OptimizerKind.sgd(momentum: 0.9)),
    (#"{"rate": 1, "kind": "adam", "beta1": 0.8}"#, .adam(beta1: 0.8)),
    (
      #"{"rate": 1, "kind": "adamw", "beta2": 0.9, "epsilon": 1e-7}"#,
      .adamW(beta2: 0.9, epsilon: 1e-7)
    ),
  ])
  func optimizers(text: String, kind: OptimizerKind) throws {
    #expect(try recipe(recipeText(optimizer: text)).optimizer.kind == kind)
  }

  @Test(arguments: [
    (#"{"kind": "published", "seed": 4}"#, Recipe.FoldChoice.Kind.published),
    (#"{"kind": "stratified", "seed": 4}"#, .stratified(count: 5)),
    (#"{"kind": "subjects", "count": 7, "seed": 4}"#, .subjects(count: 7)),
  ])
  func folds(text: String, kind: Recipe.FoldChoice.Kind) throws {
    let folds = try recipe(recipeText("\"folds\": \(text)")).folds
    #expect(folds.kind == kind && folds.seed == 4)
  }

  @Test func classWeights() throws {
    for (text, weights) in [
      ("none", Recipe.LossChoice.ClassWeights.none), ("balanced", .balanced),
      ("complement", .complement),
    ] {
      let recipe = try recipe(recipeText("\"loss\": {\"class_weights\": \"\(text)\"}"))
      #expect(recipe.loss.classWeights == weights)
    }
  }

  @Test func architectureFiles() throws {
    let recipe = try recipe(recipeText(architecture: #"{"file": "x.json", "dropout": 0}"#))
    #expect(recipe.architecture.source == .file("x.json"))
    #expect(recipe.architecture.dropout == 0)
  }
}
