import Recipes
import Testing

@Suite struct WriteTests {
  @Test func everyKeyIsWritten() throws {
    #expect(
      try recipe(recipeText()).json() == """
        {
          "name": "sample",
          "data": {"layout": "detect", "broken": "skip", "subjects": null, "classes": []},
          "features": "waveform",
          "architecture": {
            "zoo": "aemnet-dw",
            "width": null,
            "llf": null,
            "embedding": null,
            "dropout": null,
            "initialisation": "he"
          },
          "start": null,
          "loss": {
            "kind": "cross_entropy",
            "focal_gamma": 0,
            "class_weights": "none",
            "label_smoothing": 0,
            "distillation": null
          },
          "optimizer": {
            "kind": "adam",
            "beta1": 0.9,
            "beta2": 0.999,
            "epsilon": 1e-08,
            "rate": 0.001,
            "weight_decay": 0,
            "groups": []
          },
          "schedule": {"kind": "constant"},
          "epochs": 20,
          "batch": 32,
          "augmentation": {
            "shift": 0,
            "speed": 1,
            "stretch": 1,
            "crop": null,
            "gain": 0,
            "noise": null,
            "vocal_tract": 1,
            "mixup": null
          },
          "folds": {"kind": "published", "seed": 1},
          "validation_share": 0,
          "patience": null,
          "pruning": null,
          "quantisation": null,
          "seed": 1
        }

        """)
  }

  @Test(arguments: [
    recipeText(), ReadTests.full,
    recipeText(architecture: #"{"file": "models/x \"y\".json"}"#),
    recipeText(#""loss": {"class_weights": "balanced", "distillation": {}}"#),
    recipeText(#""loss": {"kind": "binary"}"#),
    recipeText(#""start": {}"#, #""schedule": {"kind": "plateau", "patience": 5}"#),
    recipeText(#""schedule": {"kind": "cosine", "warmup": 0.05, "floor": 1e-3}"#),
    recipeText(optimizer: #"{"rate": 1e-6, "kind": "adamw", "weight_decay": 1e-11}"#),
    recipeText(#""folds": {"kind": "stratified", "count": 3}"#),
    recipeText(#""pruning": {"keep": 0.5}"#),
    recipeText(
      #""quantisation": {"epochs": 3, "rate": 0.1, "layers": [{"layers": ["fc"], "grid": 3}]}"#),
    recipeText(#""folds": {"kind": "subjects", "count": 4, "seed": 0}"#),
    recipeText(#""augmentation": {"crop": {"seconds": 0.1}, "mixup": {"alpha": 0.3}}"#),
  ])
  func whatIsWrittenIsReadBack(text: String) throws {
    let read = try recipe(text)
    #expect(try recipe(read.json()) == read)
  }
}
