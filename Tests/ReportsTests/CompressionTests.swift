import Basics
import Foundation
import Reports
import Testing

@Suite struct CompressionTests {
  /// The published network: 1,246.45, 498.58 and 124.64 KB of 1,024 bytes, cut after two digits.
  @Test func theChallengeCountsAsPublished() {
    let dense = ParameterTally(total: 319_093, nonZero: 319_093)
    let ticket = ParameterTally(total: 319_093, nonZero: 127_637)
    let hundredths = [(dense, 4), (ticket, 4), (ticket, 1)].map { parameters, bytes in
      let count = DCASECount(parameters: parameters, parameterBytes: bytes, macs: 107_960_832)
      return count.nonZeroBytes * 100 / 1_024
    }
    #expect(hundredths == [124_645, 49_858, 12_464])
  }

  @Test(
    arguments: [
      // 2021 counts what is not zero, in its bytes.
      (319_093, 127_637, 1, 107_960_832, true, false), (319_093, 127_637, 4, 1, false, nil),
      (319_093, 131_072, 1, 1, true, false), (319_093, 131_073, 1, 1, false, false),
      // 2022 counts zeros too, and work.
      (128_000, 1, 1, 30_000_000, true, true), (128_001, 1, 1, 30_000_000, true, false),
      (128_000, 1, 1, 30_000_001, true, false), (116_645, 116_645, 1, 29_300_000, true, true),
      (32_768, 32_768, 4, 1, true, nil),
    ] as [(Int, Int, Int, Int, Bool, Bool?)])
  func limitsOfTheChallenge(
    total: Int, nonZero: Int, bytes: Int, macs: Int, isWithin2021: Bool, isWithin2022: Bool?
  ) {
    let count = DCASECount(
      parameters: ParameterTally(total: total, nonZero: nonZero), parameterBytes: bytes, macs: macs)
    #expect(count.isWithin2021 == isWithin2021)
    #expect(count.isWithin2022 == isWithin2022)
    #expect(count.parameters == total)
  }

  @Test func foldsAreJoined() throws {
    let first = try predictions(truth: [0, 1, 0], predicted: [0, 1, 1], classes: 2)
    let second = try predictions(truth: [1], predicted: [1], classes: 2)
    let folded = FoldedPredictions([.init("fold 1", first), .init("fold 2", second)])
    #expect(folded.accuracy == Proportion(3, of: 4))
    #expect(folded.byFold == FoldStatistics([2.0 / 3, 1]))
    let loss = try #require(first.logLoss) * 3 + #require(second.logLoss)
    #expect(abs(try #require(folded.logLoss) - loss / 4) < 1e-12)
  }

  @Test func comparisonsAreOverCommonFolds() throws {
    let fewer = try SampleCompression.predictions(skill: 0.3, folds: 2)
    let more = try SampleCompression.predictions(skill: 0.6)
    let comparison = try #require(more.comparison(with: fewer))
    #expect(comparison.clips == 160)
    #expect(comparison.difference > 0)
    #expect(try #require(fewer.comparison(with: more)).difference == -comparison.difference)
    // Folds of other clips are other folds, whatever their name.
    let other = FoldedPredictions([.init("fold 1", more.folds[1].predictions)])
    #expect(other.comparison(with: fewer) == nil)
    let renamed = FoldedPredictions([.init("draw 1", more.folds[0].predictions)])
    #expect(renamed.comparison(with: fewer) == nil)
  }

  @Test func eachFormIsComparedWithWhatItCameFrom() throws {
    let report = try SampleCompression.full()
    #expect(
      report.differences.map { "\($0.second) - \($0.first)" } == [
        "scenes, INT8 ±127 - scenes, float", "scenes, INT8 ±31 - scenes, float",
        "ticket/ticket, float - scenes, float",
        "ticket/ticket, INT8 ±127 - ticket/ticket, float",
        "ticket/ticket, INT8 ±31 - ticket/ticket, float",
        "ticket/quantised, INT8 ±15…31 - ticket/ticket, float",
        "ticket/quantised, INT8 ±15…31 - ticket/quantised, as trained",
        "small, float - scenes, float",
        "small, INT8 ±127 - small, float", "small, INT8 ±31 - small, float",
      ])
    #expect(
      report.differences.map(\.comparison.clips)
        == [400, 400, 400, 400, 400, 400, 400, 160, 160, 160])
    #expect(report.differences[6].comparison.mcNemarProbability == 1)
    // Seven files, each against those before it.
    #expect(report.fileDifferences.count == 21)
    #expect(report.fileMatrix.rows.count == 6)
    #expect(report.fileMatrix.columns.count == 7)
    #expect(report.fileMatrix.rows[0].dropFirst(2).allSatisfy { $0 == .text("") })
  }

  @Test func sizesAreThoseOfTheLargest() throws {
    let report = try SampleCompression.full()
    let results = report.resultTable
    let bytes = try #require(results.columns.firstIndex(of: "bytes"))
    #expect(
      results.rows.map { $0[bytes] }
        == [
          1_276_372, 327_288, 230_112, 1_276_372, 136_688, 120_120, 121_000, 466_580, 125_664,
          93_000,
        ].map(Table.Cell.count))
    let clips = try #require(results.columns.firstIndex(of: "clips"))
    #expect(results.rows.map { $0[clips] }.suffix(4) == [400, 160, 160, 160].map(Table.Cell.count))
    // Kinds of bytes keep their order; what is small in every file is summed up.
    let kinds = report.byteTable
    #expect(
      kinds.columns.dropFirst(2) == [
        "ops", "weights", "others", "file", "arena", "lost survivors",
      ])
    #expect(
      kinds.rows[2].dropFirst(2)
        == ([1_288, 134_886, 514, 136_688, 40_792, 0] as [Int]).map(Table.Cell.count)[...])
  }

  @Test func theBestFileThatFitsIsNamed() throws {
    let report = try SampleCompression.full()
    #expect(report.page.html.contains("<small>ticket/quantised, INT8 ±15…31, "))
    let large = CompressionReport(
      dataSet: "scenes", networks: Array(report.networks.prefix(1)), calibrationClips: 32, tool: "")
    #expect(large.page.html.contains("no file is small enough"))
  }

  @Test func changesAreAgainstTheFloats() throws {
    let sensitivity = try #require(try SampleCompression.full().sensitivity)
    #expect(sensitivity.clips == 80 && sensitivity.folds == ["fold 1"])
    for layer in sensitivity.layers {
      #expect(layer.changes[0].logLoss == 0 && layer.changes[0].accuracy == 0)
      #expect(layer.changes[2].logLoss > layer.changes[1].logLoss)
    }
    #expect(sensitivity.together[2].logLoss > 0.1 && sensitivity.together[2].accuracy < -0.1)
    #expect(sensitivity.table.rows.count == 4)
    #expect(sensitivity.table.rows[3][1] == .count(3_000))
  }

  @Test func pageAndJSONSayTheSameTwice() throws {
    let report = try SampleCompression.full()
    #expect(try report.page.html == SampleCompression.full().page.html)
    let text = try jsonText(report)
    #expect(try text == jsonText(SampleCompression.full()))
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let fields = try #require(object as? [String: Any])
    let networks = try #require(fields["networks"] as? [[String: Any]])
    #expect(
      networks.map { $0["name"] as? String } == [
        "scenes", "ticket/ticket", "ticket/quantised", "small",
      ])
    #expect(networks.map { $0["origin"] as? String } == [nil, nil, "ticket/ticket", nil])
    #expect(networks.map { $0["float"] != nil } == [true, true, false, true])
    let files = try #require(networks[1]["files"] as? [[String: Any]])
    let count = try #require(files[1]["dcase"] as? [String: Any])
    #expect(count["nonZeroBytes"] as? Int == 60_060)
    let file = try #require(files[1]["file"] as? [String: Any])
    #expect(file["smallestGrid"] as? Int == 31 && file["largestGrid"] as? Int == 31)
    #expect(!report.page.html.contains("<sample>"))
  }
}
