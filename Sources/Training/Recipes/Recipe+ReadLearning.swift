import Basics
import Training

extension Recipe.LossChoice {
  init(_ fields: JSONFields) throws(JSONError) {
    try fields.allow(["kind", "focal_gamma", "class_weights", "label_smoothing", "distillation"])
    kind = try fields.choice("kind", default: .crossEntropy)
    focalGamma = try fields.number("focal_gamma", in: .atLeast(0).atMost(10), default: 0)
    classWeights = try ClassWeights(fields, key: "class_weights")
    labelSmoothing = try fields.number("label_smoothing", in: .atLeast(0).atMost(1), default: 0)
    distillation =
      fields.isGiven("distillation")
      ? try Recipe.Distillation(fields.fields("distillation")) : nil
  }
}

extension Recipe.LossChoice.ClassWeights {
  fileprivate init(_ fields: JSONFields, key: String) throws(JSONError) {
    if fields.isGiven(key), case let value = try fields.value(key), case .array = value.content {
      self = .given(try fields.numbers(key, in: .atLeast(0)))
      if self == .given([]) { throw fields.outOfRange(key, "a number for each class", value) }
      return
    }
    switch try fields.choice(key, among: ["none", "balanced", "complement"], default: "none") {
    case "balanced": self = .balanced
    case "complement": self = .complement
    default: self = .none
    }
  }
}

extension Recipe.Distillation {
  fileprivate init(_ fields: JSONFields) throws(JSONError) {
    try fields.allow(["teacher", "temperature", "share"])
    teacher = fields.isGiven("teacher") ? try fields.string("teacher") : nil
    temperature = try fields.number("temperature", in: .above(0).atMost(100), default: 2)
    share = try fields.number("share", in: .atLeast(0).atMost(1), default: 0.9)
  }
}

extension Recipe.OptimizerChoice {
  init(_ fields: JSONFields) throws(JSONError) {
    kind = try OptimizerKind(fields, beside: ["rate", "weight_decay", "groups"])
    rate = try fields.number("rate", in: .above(0))
    weightDecay = try fields.number("weight_decay", in: .atLeast(0), default: 0)
    groups = []
    guard fields.isGiven("groups") else { return }
    for (index, value) in try fields.list("groups").enumerated() {
      groups.append(
        try Recipe.Group(JSONFields(value, place: "optimizer group \(index + 1)")))
    }
  }
}

extension OptimizerKind {
  fileprivate init(_ fields: JSONFields, beside others: [String]) throws(JSONError) {
    let kind = try fields.choice("kind", among: ["adam", "adamw", "sgd"], default: "adam")
    if kind == "sgd" {
      try fields.allow(["kind"] + others + ["momentum"])
      self = .sgd(momentum: try fields.number("momentum", in: .atLeast(0).below(1), default: 0.9))
      return
    }
    try fields.allow(["kind"] + others + ["beta1", "beta2", "epsilon"])
    let beta1 = try fields.number("beta1", in: .atLeast(0).below(1), default: 0.9)
    let beta2 = try fields.number("beta2", in: .atLeast(0).below(1), default: 0.999)
    let epsilon = try fields.number("epsilon", in: .above(0), default: 1e-8)
    self =
      kind == "adam"
      ? .adam(beta1: beta1, beta2: beta2, epsilon: epsilon)
      : .adamW(beta1: beta1, beta2: beta2, epsilon: epsilon)
  }
}

extension Recipe.Group {
  fileprivate init(_ fields: JSONFields) throws(JSONError) {
    try fields.allow(["layers", "fraction"])
    layers = try fields.strings("layers")
    fraction = try fields.number("fraction", in: .atLeast(0).atMost(1))
  }
}

extension Schedule {
  init(_ fields: JSONFields) throws(JSONError) {
    let kinds = ["constant", "cosine", "step", "plateau"]
    switch try fields.choice("kind", among: kinds, default: "constant") {
    case "cosine":
      try fields.allow(["kind", "warmup", "floor"])
      self = .cosine(
        warmup: try fields.number("warmup", in: .atLeast(0).below(1), default: 0),
        floor: try fields.number("floor", in: .atLeast(0).atMost(1), default: 0))
    case "step":
      try fields.allow(["kind", "every", "factor"])
      self = .step(
        every: try fields.integer("every", in: 1...Recipe.mostEpochs), factor: try fields.factor())
    case "plateau":
      try fields.allow(["kind", "patience", "factor"])
      self = .plateau(
        patience: try fields.integer("patience", in: 1...Recipe.mostEpochs),
        factor: try fields.factor())
    default:
      try fields.allow(["kind"])
      self = .constant
    }
  }
}

extension JSONFields {
  fileprivate func factor() throws(JSONError) -> Double {
    try number("factor", in: .above(0).atMost(1), default: 0.1)
  }
}
