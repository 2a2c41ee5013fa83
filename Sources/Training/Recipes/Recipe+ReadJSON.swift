import DataSets
import Graph
import Basics
import Training

extension Recipe {
  /// Reads a recipe.
  ///
  /// ```
  /// {
  ///   "name": "esc10",
  ///   "architecture": {"zoo": "aemnet-dw", "width": 0.5, "llf": 2, "dropout": 0.3},
  ///   "optimizer": {"kind": "adam", "rate": 1e-3, "weight_decay": 2e-4},
  ///   "schedule": {"kind": "cosine"},
  ///   "epochs": 200
  /// }
  /// ```
  ///
  /// These keys may be there; those without a default have to be, where their object is. Where
  /// the default is none or as there, null says the same.
  ///
  /// | object | keys, with their defaults |
  /// |---|---|
  /// | the recipe | `name`, `data`, `features` waveform, `architecture`, `start` none, `loss`, `optimizer`, `schedule`, `epochs`, `batch` 32, `augmentation` none, `folds`, `validation_share` 0, `patience` none, `pruning` none, `quantisation` none, `seed` 1 |
  /// | `data` | `layout` detect, `broken` skip (or stop) |
  /// | `architecture` | `zoo` with `width`, `llf`, `embedding` as there, or `file`; `dropout` as there, `initialisation` he (or glorot) |
  /// | `start` | `checkpoint` none, `replaced` none |
  /// | `loss` | `kind` cross_entropy (or binary, for clips of several labels), `focal_gamma` 0, `class_weights` none (balanced, complement, or numbers), `label_smoothing` 0, `distillation` none |
  /// | `distillation` | `teacher` none, `temperature` 2, `share` 0.9 |
  /// | `optimizer` | `kind` adam (adamw, sgd), `rate`, `weight_decay` 0, `groups` none, for sgd `momentum` 0.9, else `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-8 |
  /// | each of `groups` | `layers`, `fraction` |
  /// | `schedule` | `kind` constant; cosine with `warmup` 0, `floor` 0; step with `every`, `factor` 0.1; plateau with `patience`, `factor` 0.1 |
  /// | `augmentation` | `shift` 0, `speed` 1, `stretch` 1, `crop` none, `gain` 0, `noise` none, `vocal_tract` 1, `mixup` none |
  /// | `crop` | `seconds`, `quietest` none |
  /// | `mixup` | `alpha`, `warmup` 0 |
  /// | `folds` | `kind` published, `seed` 1; stratified and subjects with `count` 5; draws with `count` 5, `test_share` 0.2, `keep_subjects_apart` true |
  /// | `pruning` | `keep`, `rounds` 1, `scope` network (or layer), `rewind` 0, `protected` none, `control` false |
  /// | `quantisation` | `grid` 127, `layers` none (a list of objects with `layers` and `grid`), `ranges` least-error (percentile, min-max), `standardise` clip (running), `clips` 32, `epochs`, `rate` |
  ///
  /// Unknown keys are errors, and options that the zoo's architecture does not have. Layers, paths
  /// and the data set are not looked at. Any bytes at all may be given.
  public init(json: some Sequence<UInt8>) throws(RecipeError) {
    let line: Int
    do throws(JSONError) {
      let fields = try JSONFields(JSONReader.read([UInt8](json)), place: "the recipe")
      self = try Recipe(fields)
      line = try fields.value("architecture").line
    } catch {
      throw .json(error)
    }
    guard case .zoo(let name, let options) = architecture.source else { return }
    do throws(ZooError) {
      _ = try Zoo.named(name, options: options)
    } catch {
      throw .architecture(line: line, error)
    }
  }

  private init(_ fields: JSONFields) throws(JSONError) {
    try fields.allow([
      "name", "data", "features", "architecture", "start", "loss", "optimizer", "schedule",
      "epochs", "batch", "augmentation", "folds", "validation_share", "patience", "pruning",
      "quantisation", "seed",
    ])
    name = try fields.string("name")
    data = try DataChoice(fields.fieldsOrNone("data"))
    features = try fields.choice("features", default: .waveform)
    architecture = try ArchitectureChoice(fields.fields("architecture"))
    start = fields.isGiven("start") ? try Start(fields.fields("start")) : nil
    loss = try LossChoice(fields.fieldsOrNone("loss"))
    optimizer = try OptimizerChoice(fields.fields("optimizer"))
    schedule = try Schedule(fields.fieldsOrNone("schedule"))
    epochs = try fields.integer("epochs", in: 1...Self.mostEpochs)
    batch = try fields.integer("batch", in: 1...65_536, default: 32)
    augmentation = try Augmentation(fields.fieldsOrNone("augmentation"))
    folds = try FoldChoice(fields.fieldsOrNone("folds"))
    validationShare = try fields.number(
      "validation_share", in: .atLeast(0).below(1), default: 0)
    patience =
      fields.isGiven("patience") ? try fields.integer("patience", in: 1...Self.mostEpochs) : nil
    pruning = fields.isGiven("pruning") ? try Pruning(fields.fields("pruning")) : nil
    quantisation =
      fields.isGiven("quantisation") ? try Quantisation(fields.fields("quantisation")) : nil
    seed = try fields.seed()
  }

  static let mostEpochs = 100_000
}

extension Recipe.DataChoice {
  fileprivate init(_ fields: JSONFields) throws(JSONError) {
    try fields.allow(["layout", "broken"])
    let layout = try fields.choice(
      "layout", among: ["detect"] + Layout.allCases.map(\.rawValue), default: "detect")
    self.layout = Layout(rawValue: layout)
    broken = try fields.choice("broken", default: .skip)
  }
}

extension Recipe.ArchitectureChoice {
  fileprivate init(_ fields: JSONFields) throws(JSONError) {
    if fields.isGiven("file") {
      try fields.allow(["file", "dropout", "initialisation"])
      source = .file(try fields.string("file"))
    } else {
      try fields.allow(["zoo", "width", "llf", "embedding", "file", "dropout", "initialisation"])
      source = .zoo(
        name: try fields.choice("zoo", among: Zoo.names), try ZooOptions(fields))
    }
    dropout =
      fields.isGiven("dropout") ? try fields.number("dropout", in: .atLeast(0).below(1)) : nil
    initialisation = try fields.choice("initialisation", default: .he)
  }
}

extension ZooOptions {
  fileprivate init(_ fields: JSONFields) throws(JSONError) {
    self.init()
    if fields.isGiven("width") { width = try fields.number("width", in: .above(0).atMost(64)) }
    if fields.isGiven("llf") {
      llf = try fields.integer("llf", in: 1...2) == 1 ? .configuration1 : .configuration2
    }
    if fields.isGiven("embedding") { embedding = try fields.integer("embedding", in: 1...100_000) }
  }
}

extension Recipe.Start {
  fileprivate init(_ fields: JSONFields) throws(JSONError) {
    try fields.allow(["checkpoint", "replaced"])
    checkpoint = fields.isGiven("checkpoint") ? try fields.string("checkpoint") : nil
    replaced = fields.isGiven("replaced") ? try fields.strings("replaced") : []
  }
}

extension JSONFields {
  /// A whole number that any reader of JSON keeps exactly, up to 2^53.
  func seed() throws(JSONError) -> UInt64 {
    UInt64(try integer("seed", in: 0...(1 << 53), default: 1))
  }
}
