import Recipes
import Testing

/// Each mistake is one line with the place, the key and its line.
@Suite struct MistakeTests {
  private func expect(_ text: String, _ message: String) {
    let error = #expect(throws: RecipeError.self) { try recipe(text) }
    #expect(error?.description == message)
  }

  @Test func texts() {
    expect("", "line 1: the text ends where a value should stand")
    expect("[]", "line 1: the recipe: it must be an object, not a list")
    expect("{}", "line 1: the recipe: the key \"name\" is missing")
    expect(recipeText() + "{}", "line 7: something follows the value")
  }

  @Test(arguments: [
    (
      "name",
      "\"architecture\": {\"zoo\": \"crackle\"}, \"optimizer\": {\"rate\": 1}, \"epochs\": 1"
    ),
    ("architecture", "\"name\": \"x\", \"optimizer\": {\"rate\": 1}, \"epochs\": 1"),
    ("optimizer", "\"name\": \"x\", \"architecture\": {\"zoo\": \"crackle\"}, \"epochs\": 1"),
    (
      "epochs",
      "\"name\": \"x\", \"architecture\": {\"zoo\": \"crackle\"}, \"optimizer\": {\"rate\": 1}"
    ),
  ])
  func requiredKeys(key: String, others: String) {
    expect("{\(others)}", "line 1: the recipe: the key \"\(key)\" is missing")
  }

  /// The key stands on line 6.
  @Test(arguments: [
    (
      #""learningrate": 1"#,
      "the recipe: unknown key \"learningrate\"; it may have name, data, features, architecture, "
        + "start, loss, optimizer, schedule, epochs, batch, augmentation, folds, "
        + "validation_share, patience, pruning, quantisation, seed"
    ),
    (
      #""data": {"path": "x"}"#,
      "data: unknown key \"path\"; it may have layout, broken, subjects, classes"
    ),
    (
      #""data": {"layout": "esc11"}"#,
      "data: \"esc11\" is no layout; did you mean esc10? Choose one of detect, dcase2021, icbhi2017, esc50, esc10, "
        + "urbansound8k, dcase2013, csv, folders"
    ),
    (#""data": {"broken": "keep"}"#, "data: \"keep\" is no broken; choose one of stop, skip"),
    (
      #""features": "mfcc""#,
      "the recipe: \"mfcc\" is no features; choose one of waveform, cough, crackle"
    ),
    (#""start": {"from": "x"}"#, "start: unknown key \"from\"; it may have checkpoint, replaced"),
    (#""start": {"checkpoint": 1}"#, "start: checkpoint must be a string, not 1"),
    (#""start": {"replaced": "fc"}"#, "start: replaced must be a list, not a string"),
    (
      #""loss": {"gamma": 1}"#,
      "loss: unknown key \"gamma\"; it may have kind, focal_gamma, class_weights, "
        + "label_smoothing, distillation"
    ),
    (
      #""loss": {"kind": "bce"}"#,
      "loss: \"bce\" is no kind; choose one of cross_entropy, binary"
    ),
    (
      #""loss": {"focal_gamma": -1}"#,
      "loss: focal_gamma must be at least 0 and at most 10, not -1"
    ),
    (
      #""loss": {"class_weights": "even"}"#,
      "loss: \"even\" is no class_weights; choose one of none, balanced, complement"
    ),
    (#""loss": {"class_weights": [1, -1]}"#, "loss: class_weights must be at least 0, not -1"),
    (
      #""loss": {"class_weights": []}"#,
      "loss: class_weights must be a number for each class, not a list"
    ),
    (
      #""loss": {"label_smoothing": 1.5}"#,
      "loss: label_smoothing must be at least 0 and at most 1, not 1.5"
    ),
    (
      #""loss": {"distillation": {"alpha": 1}}"#,
      "distillation: unknown key \"alpha\"; it may have teacher, temperature, share"
    ),
    (#""loss": {"distillation": {"teacher": 1}}"#, "distillation: teacher must be a string, not 1"),
    (
      #""loss": {"distillation": {"temperature": 0}}"#,
      "distillation: temperature must be above 0 and at most 100, not 0"
    ),
    (
      #""loss": {"distillation": {"share": 2}}"#,
      "distillation: share must be at least 0 and at most 1, not 2"
    ),
    (
      #""schedule": {"kind": "linear"}"#,
      "schedule: \"linear\" is no kind; choose one of constant, cosine, step, plateau"
    ),
    (#""schedule": {"warmup": 0.1}"#, "schedule: unknown key \"warmup\"; it may have kind"),
    (
      #""schedule": {"kind": "cosine", "warmup": 1}"#,
      "schedule: warmup must be at least 0 and below 1, not 1"
    ),
    (
      #""schedule": {"kind": "cosine", "floor": -0.5}"#,
      "schedule: floor must be at least 0 and at most 1, not -0.5"
    ),
    (#""schedule": {"kind": "step"}"#, "schedule: the key \"every\" is missing"),
    (
      #""schedule": {"kind": "step", "every": 0}"#,
      "schedule: every must be from 1 to 100000, not 0"
    ),
    (
      #""schedule": {"kind": "plateau", "patience": 0}"#,
      "schedule: patience must be from 1 to 100000, not 0"
    ),
    (
      #""schedule": {"kind": "plateau", "patience": 5, "factor": 2}"#,
      "schedule: factor must be above 0 and at most 1, not 2"
    ),
    (#""batch": 0"#, "the recipe: batch must be from 1 to 65536, not 0"),
    (#""batch": 1.5"#, "the recipe: batch must be a whole number, not 1.5"),
    (
      #""augmentation": {"pitch": 1}"#,
      "augmentation: unknown key \"pitch\"; it may have shift, speed, stretch, crop, gain, noise, "
        + "vocal_tract, mixup"
    ),
    (
      #""augmentation": {"shift": -1}"#,
      "augmentation: shift must be at least 0 and at most 3600, not -1"
    ),
    (
      #""augmentation": {"speed": 0.9}"#,
      "augmentation: speed must be at least 1 and at most 4, not 0.9"
    ),
    (
      #""augmentation": {"stretch": 5}"#,
      "augmentation: stretch must be at least 1 and at most 4, not 5"
    ),
    (#""augmentation": {"crop": {}}"#, "crop: the key \"seconds\" is missing"),
    (
      #""augmentation": {"crop": {"seconds": 0}}"#,
      "crop: seconds must be above 0 and at most 3600, not 0"
    ),
    (
      #""augmentation": {"crop": {"seconds": 1, "quietest": -3}}"#,
      "crop: quietest must be at least 0 and at most 120, not -3"
    ),
    (
      #""augmentation": {"crop": {"s": 1}}"#,
      "crop: unknown key \"s\"; did you mean seconds? It may have seconds, quietest"
    ),
    (
      #""augmentation": {"gain": -6}"#,
      "augmentation: gain must be at least 0 and at most 120, not -6"
    ),
    (
      #""augmentation": {"noise": [60, 20]}"#,
      "augmentation: noise must be [lower, upper] with lower at most upper, not a list"
    ),
    (
      #""augmentation": {"noise": [20]}"#,
      "augmentation: noise must be [lower, upper] with lower at most upper, not a list"
    ),
    (
      #""augmentation": {"noise": [20, 600]}"#,
      "augmentation: noise must be at least 0 and at most 120, not 600"
    ),
    (
      #""augmentation": {"vocal_tract": 3}"#,
      "augmentation: vocal_tract must be at least 1 and at most 2, not 3"
    ),
    (
      #""augmentation": {"mixup": {"alpha": 0}}"#,
      "mixup: alpha must be above 0 and at most 100, not 0"
    ),
    (
      #""augmentation": {"mixup": {"alpha": 1, "warmup": -1}}"#,
      "mixup: warmup must be from 0 to 100000, not -1"
    ),
    (
      #""augmentation": {"mixup": {"a": 1}}"#,
      "mixup: unknown key \"a\"; did you mean alpha? It may have alpha, warmup"
    ),
    (
      #""folds": {"kind": "random"}"#,
      "folds: \"random\" is no kind; choose one of published, stratified, subjects, draws, hold_out"
    ),
    (#""folds": {"count": 5}"#, "folds: unknown key \"count\"; it may have kind, seed"),
    (
      #""folds": {"kind": "stratified", "count": 1}"#,
      "folds: count must be from 2 to 1000, not 1"
    ),
    (#""folds": {"kind": "subjects", "count": 1}"#, "folds: count must be from 2 to 1000, not 1"),
    (#""folds": {"kind": "draws", "count": 0}"#, "folds: count must be from 1 to 1000, not 0"),
    (
      #""folds": {"kind": "draws", "test_share": 1}"#,
      "folds: test_share must be above 0 and below 1, not 1"
    ),
    (
      #""folds": {"kind": "draws", "keep_subjects_apart": 1}"#,
      "folds: keep_subjects_apart must be true or false, not 1"
    ),
    (
      #""folds": {"seed": -1}"#, "folds: seed must be from 0 to 9007199254740992, not -1"
    ),
    (
      #""validation_share": 1"#,
      "the recipe: validation_share must be at least 0 and below 1, not 1"
    ),
    (
      #""quantisation": {"epochs": 1, "rate": 1, "grid": 128}"#,
      "quantisation: grid must be from 1 to 127, not 128"
    ),
    (
      #""quantisation": {"epochs": 1, "rate": 1, "standardise": "fixed"}"#,
      "quantisation: \"fixed\" is no standardise; choose one of clip, running"
    ),
    (#""quantisation": {"rate": 1}"#, "quantisation: the key \"epochs\" is missing"),
    (
      #""quantisation": {"epochs": 1, "rate": 1, "layers": [{"grid": 3}]}"#,
      "quantisation.layers 1: the key \"layers\" is missing"
    ),
    (#""pruning": {}"#, "pruning: the key \"keep\" is missing"),
    (#""pruning": {"keep": 1}"#, "pruning: keep must be above 0 and below 1, not 1"),
    (
      #""pruning": {"keep": 0.5, "scope": "all"}"#,
      "pruning: \"all\" is no scope; choose one of network, layer"
    ),
    (#""patience": 0"#, "the recipe: patience must be from 1 to 100000, not 0"),
    (#""seed": -1"#, "the recipe: seed must be from 0 to 9007199254740992, not -1"),
  ])
  func othersThanTheRequired(member: String, message: String) {
    expect(recipeText(member), "line 6: \(message)")
  }

  @Test(arguments: ["0", "100001"])
  func epochs(value: String) {
    expect(
      recipeText(epochs: value), "line 5: the recipe: epochs must be from 1 to 100000, not \(value)"
    )
  }

  @Test(arguments: [
    ("{}", "architecture: the key \"zoo\" is missing"),
    ("null", "architecture: it must be an object, not null"),
    (
      #"{"zoo": "vgg"}"#,
      "architecture: \"vgg\" is no zoo; choose one of aemnet, aemnet-dw, aemresnet, cough-cnn, "
        + "chest-xray, crackle, lung-dw"
    ),
    (
      #"{"zoo": "aemnet", "classes": 3}"#,
      "architecture: unknown key \"classes\"; it may have zoo, width, llf, embedding, file, "
        + "dropout, initialisation"
    ),
    (
      #"{"file": "x.json", "width": 2}"#,
      "architecture: unknown key \"width\"; it may have file, dropout, initialisation"
    ),
    (
      #"{"zoo": "aemnet", "width": 0}"#,
      "architecture: width must be above 0 and at most 64, not 0"
    ),
    (#"{"zoo": "aemnet", "llf": 3}"#, "architecture: llf must be from 1 to 2, not 3"),
    (
      #"{"zoo": "aemnet-dw", "embedding": 0}"#,
      "architecture: embedding must be from 1 to 100000, not 0"
    ),
    (
      #"{"zoo": "aemnet", "embedding": 9}"#,
      "architecture: aemnet has no option embedding; it has width, classes, llf"
    ),
    (
      #"{"zoo": "aemnet", "dropout": 1}"#,
      "architecture: dropout must be at least 0 and below 1, not 1"
    ),
    (
      #"{"zoo": "aemnet", "initialisation": "zeros"}"#,
      "architecture: \"zeros\" is no initialisation; choose one of he, glorot"
    ),
  ])
  func architectures(value: String, message: String) {
    expect(recipeText(architecture: value), "line 3: \(message)")
  }

  @Test(arguments: [
    ("{}", "optimizer: the key \"rate\" is missing"),
    (#"{"rate": 0}"#, "optimizer: rate must be above 0, not 0"),
    (
      #"{"rate": 1, "learningrate": 1}"#,
      "optimizer: unknown key \"learningrate\"; it may have kind, beta1, beta2, epsilon, rate, "
        + "weight_decay, groups"
    ),
    (
      #"{"rate": 1, "kind": "sgd", "beta1": 0}"#,
      "optimizer: unknown key \"beta1\"; it may have kind, momentum, rate, weight_decay, groups"
    ),
    (
      #"{"rate": 1, "kind": "lion"}"#,
      "optimizer: \"lion\" is no kind; choose one of adam, adamw, sgd"
    ),
    (#"{"rate": 1, "weight_decay": -1}"#, "optimizer: weight_decay must be at least 0, not -1"),
    (
      #"{"rate": 1, "kind": "sgd", "momentum": 1}"#,
      "optimizer: momentum must be at least 0 and below 1, not 1"
    ),
    (#"{"rate": 1, "beta1": 1}"#, "optimizer: beta1 must be at least 0 and below 1, not 1"),
    (#"{"rate": 1, "beta2": 1}"#, "optimizer: beta2 must be at least 0 and below 1, not 1"),
    (#"{"rate": 1, "epsilon": 0}"#, "optimizer: epsilon must be above 0, not 0"),
    (
      #"{"rate": 1, "groups": [{"layers": ["a"], "fraction": 1}, {"layers": ["b"]}]}"#,
      "optimizer group 2: the key \"fraction\" is missing"
    ),
    (
      #"{"rate": 1, "groups": [{"layers": "a", "fraction": 1}]}"#,
      "optimizer group 1: layers must be a list, not a string"
    ),
    (
      #"{"rate": 1, "groups": [{"layers": ["a"], "fraction": 1.5}]}"#,
      "optimizer group 1: fraction must be at least 0 and at most 1, not 1.5"
    ),
    (
      #"{"rate": 1, "groups": [{"layer": "a"}]}"#,
      "optimizer group 1: unknown key \"layer\"; did you mean layers? It may have layers, fraction"
    ),
  ])
  func optimizers(value: String, message: String) {
    expect(recipeText(optimizer: value), "line 4: \(message)")
  }
}
