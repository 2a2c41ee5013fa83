public import Compiler
import Basics

extension Recipe {
  /// Training goes on in the integers of a compiled file: rounded forwards, as if nothing were
  /// rounded backwards, with the statistics of batch norms as they are.
  public struct Quantisation: Equatable, Sendable {
    public var grid = 127
    /// The first group that a layer matches has another grid.
    public var layers: [Layers] = []
    public var ranges = RangeChoice.leastError
    public var standardisation = StandardisationChoice.clip
    public var clips = 32
    public var epochs = 0
    public var rate = 0.0

    public init() {}

    public struct Layers: Equatable, Sendable {
      public var layers: [String] = []
      public var grid = 127

      static var keys: KeyTable<Layers> {
        KeyTable(
          Layers(), name: "Each of `quantisation.layers`",
          [
            .required("layers", \.layers, .strings, "Names of layers."),
            .key("grid", \.grid, .grid, "Their grid."),
          ])
      }
    }

    /// Of the first group that a layer matches, else the grid of all.
    package func grid(ofLayer name: String) -> Int {
      layers.first { name.matches(anyOf: $0.layers) }?.grid ?? grid
    }

    static var keys: KeyTable<Quantisation> {
      KeyTable(
        Quantisation(), name: "`quantisation`",
        [
          .key("grid", \.grid, .grid, "Weights are rounded to −grid … grid."),
          .key(
            "layers", \.layers, .list(of: Layers.keys, place: "quantisation.layers"),
            "Layers with another grid; the first group that fits a layer counts."),
          .key("ranges", \.ranges, .choice, "How the ranges of activations are chosen."),
          .key(
            "standardise", \.standardisation, .oneOf([("clip", .clip), ("running", .running)]),
            "Whether amplitudes are measured over the clip or as the sound goes on."),
          .key(
            "clips", \.clips, .integer(in: 1...100_000),
            "Training clips that calibrate the ranges."),
          .required("epochs", \.epochs, .integer(in: 1...Recipe.mostEpochs), "Epochs in integers."),
          .required(
            "rate", \.rate, .number(in: .above(0)), "The learning rate, in place of the recipe's."),
        ])
    }
  }
}

extension KeyType<Int> {
  fileprivate static var grid: KeyType { .integer(in: 1...127) }
}
