public import Compiler
import Basics

extension Recipe {
  /// Training goes on in the integers of a compiled file: rounded forwards, as if nothing were
  /// rounded backwards, with the statistics of batch norms as they are.
  public struct Quantisation: Equatable, Sendable {
    /// Weights are rounded to −grid … grid.
    public var grid: Int
    /// The first group that a layer matches has another grid.
    public var layers: [Layers]
    public var ranges: RangeChoice
    public var standardisation: StandardisationChoice
    /// Training clips that activation ranges are calibrated with.
    public var clips: Int
    public var epochs: Int
    /// The optimiser's rate, in the place of the recipe's.
    public var rate: Double

    /// With everything else as the defaults have it.
    public init(grid: Int = 127, epochs: Int, rate: Double) {
      self.grid = grid
      layers = []
      ranges = .leastError
      standardisation = .clip
      clips = 32
      self.epochs = epochs
      self.rate = rate
    }
  }
}

extension Recipe.Quantisation {
  public struct Layers: Equatable, Sendable {
    /// Names, in which * stands for any characters.
    public var layers: [String]
    public var grid: Int
  }

  /// The grid of a layer.
  package func grid(ofLayer name: String) -> Int {
    layers.first { group in group.layers.contains { name.matches($0) } }?.grid ?? grid
  }

  init(_ fields: JSONFields) throws(JSONError) {
    try fields.allow([
      "grid", "layers", "ranges", "standardise", "clips", "epochs", "rate",
    ])
    self.init(
      grid: try fields.grid(), epochs: try fields.integer("epochs", in: 1...Recipe.mostEpochs),
      rate: try fields.number("rate", in: .above(0)))
    ranges = try fields.choice("ranges", default: .leastError)
    standardisation =
      try fields.choice("standardise", among: ["clip", "running"], default: "clip") == "clip"
      ? .clip : .running
    clips = try fields.integer("clips", in: 1...100_000, default: 32)
    guard fields.isGiven("layers") else { return }
    for (index, value) in try fields.list("layers").enumerated() {
      let group = try JSONFields(value, place: "quantisation.layers \(index + 1)")
      try group.allow(["layers", "grid"])
      layers.append(Layers(layers: try group.strings("layers"), grid: try group.grid()))
    }
  }

  var tree: JSONTree {
    .object([
      ("grid", .integer(grid)),
      (
        "layers",
        .list(
          layers.map { .object([("layers", .strings($0.layers)), ("grid", .integer($0.grid))]) })
      ),
      ("ranges", .string(ranges.rawValue)), ("standardise", .string(standardisation.rawValue)),
      ("clips", .integer(clips)), ("epochs", .integer(epochs)), ("rate", .number(rate)),
    ])
  }
}

extension JSONFields {
  fileprivate func grid() throws(JSONError) -> Int {
    try integer("grid", in: 1...127, default: 127)
  }
}
