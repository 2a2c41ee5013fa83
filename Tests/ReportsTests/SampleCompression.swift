import Reports

/// A report of made-up networks: a dense one, its ticket, the ticket trained in integers, and a small
/// one with fewer folds.
enum SampleCompression {
  static let labels = ["airport", "bus", "metro", "park", "tram"]

  /// What a network of some skill says about the clips of so many folds, the same for each network.
  static func predictions(skill: Double, folds: Int = 5) throws -> FoldedPredictions {
    FoldedPredictions(
      try (1...folds).map { fold in
        FoldedPredictions.Fold(
          "fold \(fold)",
          try madePredictions(labels: labels, clips: 80, seed: UInt64(fold), skill: skill))
      })
  }

  static func file(
    grids: ClosedRange<Int>, bytes: Int, skill: Double, folds: Int = 5,
    parts: [(String, Int)]? = nil
  ) throws -> NetworkForm {
    let parts = parts ?? [("ops", 1_288), ("weights", bytes - 1_288)]
    return NetworkForm(
      try predictions(skill: skill, folds: folds),
      parameters: ParameterTally(total: 317_204, nonZero: bytes / 2), macs: 106_519_040,
      file: FileFigures(
        grids: grids, bytesByFold: (0..<folds).map { bytes - 100 * $0 },
        parts: parts.map { FileFigures.Part($0.0, bytes: $0.1) }, arenaBytes: 40_792,
        lostSurvivors: 0))
  }

  static func network(
    _ name: String, parameters: ParameterTally, skill: Double, files: [NetworkForm], folds: Int = 5
  ) throws -> CompressionReport.Network {
    CompressionReport.Network(
      name, recipe: "scenes", architecture: "aemnet-dw",
      source: .floats(
        NetworkForm(
          try predictions(skill: skill, folds: folds), parameters: parameters,
          macs: 107_960_832)), files: files)
  }

  static func full() throws -> CompressionReport {
    let floats = try predictions(skill: 0.56, folds: 1)
    return CompressionReport(
      dataSet: "acoustic scenes <sample>",
      networks: [
        try network(
          "scenes", parameters: ParameterTally(total: 319_093, nonZero: 319_093), skill: 0.6,
          files: [
            file(grids: 127...127, bytes: 327_288, skill: 0.59),
            file(grids: 31...31, bytes: 230_112, skill: 0.5),
          ]),
        try network(
          "ticket/ticket", parameters: ParameterTally(total: 319_093, nonZero: 127_637),
          skill: 0.56,
          files: [
            file(
              grids: 127...127, bytes: 136_688, skill: 0.55,
              parts: [("ops", 1_288), ("tables", 514), ("weights", 134_886)]),
            file(grids: 31...31, bytes: 120_120, skill: 0.52),
          ]),
        CompressionReport.Network(
          "ticket/quantised", recipe: "scenes", architecture: "aemnet-dw",
          source: .integers(of: "ticket/ticket", try predictions(skill: 0.55)),
          files: [try file(grids: 15...31, bytes: 121_000, skill: 0.55)]),
        try network(
          "small", parameters: ParameterTally(total: 116_645, nonZero: 116_645), skill: 0.5,
          files: [
            file(grids: 127...127, bytes: 125_664, skill: 0.5, folds: 2),
            file(grids: 31...31, bytes: 93_000, skill: 0.4, folds: 2),
          ], folds: 2),
      ],
      repetitions: [CompressionReport.Repetition("ticket/dense", of: "scenes")],
      maxFileBytes: 131_072, calibrationClips: 32,
      sensitivity: LayerSensitivity(
        network: "ticket/ticket", floats: floats, grids: [127, 31, 7],
        layers: try ["conv1", "conv11_depthwise", "fc"].enumerated().map { place, name in
          (
            name, ParameterTally(total: 1_000, nonZero: 400),
            try [0.56, 0.55, 0.5 - 0.2 * Double(place)].map { try predictions(skill: $0, folds: 1) }
          )
        }, together: try [0.55, 0.5, 0].map { try predictions(skill: $0, folds: 1) }),
      tool: "Written by the tests of Reports.")
  }
}
