import Basics

extension Recipe.Augmentation {
  init(_ fields: JSONFields) throws(JSONError) {
    try fields.allow([
      "shift", "speed", "stretch", "crop", "gain", "noise", "vocal_tract", "mixup",
    ])
    shift = try fields.number("shift", in: .atLeast(0).atMost(3_600), default: 0)
    speed = try fields.number("speed", in: .atLeast(1).atMost(4), default: 1)
    stretch = try fields.number("stretch", in: .atLeast(1).atMost(4), default: 1)
    crop = fields.isGiven("crop") ? try Recipe.Crop(fields.fields("crop")) : nil
    gain = try fields.number("gain", in: .atLeast(0).atMost(120), default: 0)
    noise = fields.isGiven("noise") ? try fields.levels("noise") : nil
    vocalTract = try fields.number("vocal_tract", in: .atLeast(1).atMost(2), default: 1)
    mixup = fields.isGiven("mixup") ? try Recipe.Mixup(fields.fields("mixup")) : nil
  }
}

extension JSONFields {
  /// Two levels in dB, the lower one first.
  fileprivate func levels(_ key: String) throws(JSONError) -> ClosedRange<Double> {
    let ends = try numbers(key, in: .atLeast(0).atMost(120))
    guard ends.count == 2, ends[0] <= ends[1] else {
      throw outOfRange(key, "[lower, upper] with lower at most upper", try value(key))
    }
    return ends[0]...ends[1]
  }
}

extension Recipe.Crop {
  fileprivate init(_ fields: JSONFields) throws(JSONError) {
    try fields.allow(["seconds", "quietest"])
    seconds = try fields.number("seconds", in: .above(0).atMost(3_600))
    quietest =
      fields.isGiven("quietest")
      ? try fields.number("quietest", in: .atLeast(0).atMost(120)) : nil
  }
}

extension Recipe.Mixup {
  fileprivate init(_ fields: JSONFields) throws(JSONError) {
    try fields.allow(["alpha", "warmup"])
    alpha = try fields.number("alpha", in: .above(0).atMost(100))
    warmup = try fields.integer("warmup", in: 0...Recipe.mostEpochs, default: 0)
  }
}
