import Basics
import Training

extension Recipe {
  /// The recipe with every key, defaults filled in, in a fixed order: the same text for equal
  /// recipes.
  ///
  /// What was read from a text, written and read again is equal.
  ///
  /// - Precondition: seeds are at most 2^63 − 1, and numbers finite.
  public func json() -> String {
    JSONTree.object([
      ("name", .string(name)),
      ("data", data.tree),
      ("features", .string(features.rawValue)),
      ("architecture", architecture.tree),
      ("start", start?.tree ?? .null),
      ("loss", loss.tree),
      ("optimizer", optimizer.tree),
      ("schedule", schedule.tree),
      ("epochs", .integer(epochs)),
      ("batch", .integer(batch)),
      ("augmentation", augmentation.tree),
      ("folds", folds.tree),
      ("validation_share", .number(validationShare)),
      ("patience", patience.map(JSONTree.integer) ?? .null),
      ("pruning", pruning?.tree ?? .null),
      ("quantisation", quantisation?.tree ?? .null),
      ("seed", .seed(seed)),
    ]).text()
  }
}

extension JSONTree {
  fileprivate static func seed(_ seed: UInt64) -> JSONTree { .integer(Int(seed)) }
}

extension Recipe.DataChoice {
  fileprivate var tree: JSONTree {
    .object([
      ("layout", .string(layout?.rawValue ?? "detect")), ("broken", .string(broken.rawValue)),
    ])
  }
}

extension Recipe.ArchitectureChoice {
  fileprivate var tree: JSONTree {
    var members: [(key: String, value: JSONTree)]
    switch source {
    case .zoo(let name, let options):
      members = [
        ("zoo", .string(name)),
        ("width", options.width.map(JSONTree.number) ?? .null),
        ("llf", options.llf.map { .integer($0 == .configuration1 ? 1 : 2) } ?? .null),
        ("embedding", options.embedding.map(JSONTree.integer) ?? .null),
      ]
    case .file(let path):
      members = [("file", .string(path))]
    }
    members.append(("dropout", dropout.map(JSONTree.number) ?? .null))
    members.append(("initialisation", .string(initialisation.rawValue)))
    return .object(members)
  }
}

extension Recipe.Start {
  fileprivate var tree: JSONTree {
    .object([
      ("checkpoint", checkpoint.map(JSONTree.string) ?? .null), ("replaced", .strings(replaced)),
    ])
  }
}

extension Recipe.LossChoice {
  fileprivate var tree: JSONTree {
    .object([
      ("kind", .string(kind.rawValue)),
      ("focal_gamma", .number(focalGamma)),
      ("class_weights", classWeights.tree),
      ("label_smoothing", .number(labelSmoothing)),
      ("distillation", distillation?.tree ?? .null),
    ])
  }
}

extension Recipe.LossChoice.ClassWeights {
  fileprivate var tree: JSONTree {
    switch self {
    case .none: .string("none")
    case .balanced: .string("balanced")
    case .complement: .string("complement")
    case .given(let weights): .numbers(weights)
    }
  }
}

extension Recipe.Distillation {
  fileprivate var tree: JSONTree {
    .object([
      ("teacher", teacher.map(JSONTree.string) ?? .null),
      ("temperature", .number(temperature)), ("share", .number(share)),
    ])
  }
}

extension Recipe.OptimizerChoice {
  fileprivate var tree: JSONTree {
    let common: [(key: String, value: JSONTree)] = [
      ("rate", .number(rate)),
      ("weight_decay", .number(weightDecay)),
    ]
    return .object(kind.members(around: common) + [("groups", .list(groups.map(\.tree)))])
  }
}

extension OptimizerKind {
  /// The kind, the common members, and those of the kind.
  fileprivate func members(
    around common: [(key: String, value: JSONTree)]
  ) -> [(key: String, value: JSONTree)] {
    switch self {
    case .sgd(let momentum):
      [("kind", .string("sgd"))] + common + [("momentum", .number(momentum))]
    case .adam(let beta1, let beta2, let epsilon):
      [("kind", .string("adam"))] + common + Self.moments(beta1, beta2, epsilon)
    case .adamW(let beta1, let beta2, let epsilon):
      [("kind", .string("adamw"))] + common + Self.moments(beta1, beta2, epsilon)
    }
  }

  private static func moments(
    _ beta1: Double, _ beta2: Double, _ epsilon: Double
  ) -> [(key: String, value: JSONTree)] {
    [("beta1", .number(beta1)), ("beta2", .number(beta2)), ("epsilon", .number(epsilon))]
  }
}

extension Recipe.Group {
  fileprivate var tree: JSONTree {
    .object([("layers", .strings(layers)), ("fraction", .number(fraction))])
  }
}

extension Schedule {
  fileprivate var tree: JSONTree {
    switch self {
    case .constant:
      .object([("kind", .string("constant"))])
    case .cosine(let warmup, let floor):
      .object([
        ("kind", .string("cosine")), ("warmup", .number(warmup)), ("floor", .number(floor)),
      ])
    case .step(let every, let factor):
      .object([
        ("kind", .string("step")), ("every", .integer(every)), ("factor", .number(factor)),
      ])
    case .plateau(let patience, let factor):
      .object([
        ("kind", .string("plateau")), ("patience", .integer(patience)),
        ("factor", .number(factor)),
      ])
    }
  }
}

extension Recipe.Augmentation {
  fileprivate var tree: JSONTree {
    .object([
      ("shift", .number(shift)), ("speed", .number(speed)), ("stretch", .number(stretch)),
      ("crop", crop?.tree ?? .null), ("gain", .number(gain)),
      ("noise", noise.map { .numbers([$0.lowerBound, $0.upperBound]) } ?? .null),
      ("vocal_tract", .number(vocalTract)), ("mixup", mixup?.tree ?? .null),
    ])
  }
}

extension Recipe.Crop {
  fileprivate var tree: JSONTree {
    .object([
      ("seconds", .number(seconds)), ("quietest", quietest.map(JSONTree.number) ?? .null),
    ])
  }
}

extension Recipe.Mixup {
  fileprivate var tree: JSONTree {
    .object([("alpha", .number(alpha)), ("warmup", .integer(warmup))])
  }
}

extension Recipe.FoldChoice {
  fileprivate var tree: JSONTree {
    let members: [(key: String, value: JSONTree)] =
      switch kind {
      case .published:
        [("kind", .string("published"))]
      case .stratified(let count):
        [("kind", .string("stratified")), ("count", .integer(count))]
      case .subjects(let count):
        [("kind", .string("subjects")), ("count", .integer(count))]
      case .draws(let count, let testShare, let keepingSubjectsApart):
        [
          ("kind", .string("draws")), ("count", .integer(count)),
          ("test_share", .number(testShare)),
          ("keep_subjects_apart", .bool(keepingSubjectsApart)),
        ]
      }
    return .object(members + [("seed", .seed(seed))])
  }
}
