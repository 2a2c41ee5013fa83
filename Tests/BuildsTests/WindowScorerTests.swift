import Builds
import StapesRuntime
import Testing

@Suite struct WindowScorerTests {
  private let samples = (0..<2_500).map { Int16($0 * 37 % 2_000 - 1_000) }

  private func windows(_ scorer: WindowScorer, _ samples: [Int16]) throws -> [WindowScorer.Window] {
    var windows: [WindowScorer.Window] = []
    try scorer.score(samples, name: "sound") { windows.append($0) }
    return windows
  }

  @Test func windowsFollowEachOther() throws {
    let file = try smallNetwork().file()
    let scorer = try WindowScorer(file, seconds: 0.125)
    #expect(scorer.rate == 8_000 && scorer.labels == ["cat", "dog"])
    let found = try windows(scorer, samples)
    #expect(found.map(\.start) == [0, 0.125, 0.25] && found.map(\.end) == [0.125, 0.25, 0.3125])
    for window in found {
      let part = Array(samples[Int(window.start * 8_000)..<Int(window.end * 8_000)])
      #expect(try file.withModel { model in try model.scores(of: [part]) } == window.scores)
      #expect(window.label == (window.scores[1] > window.scores[0] ? "dog" : "cat"))
    }
    let whole = try windows(WindowScorer(file), samples)
    #expect(whole.map(\.end) == [0.3125])
  }

  /// A rest that is too short is left out; sound that is too short is an error.
  @Test func restsAreLeftOut() throws {
    let scorer = try WindowScorer(smallNetwork().file(), seconds: 0.125)
    #expect(try windows(scorer, Array(samples.prefix(1_010))).count == 1)
    #expect(
      complaint { _ = try windows(scorer, [1, 2]) }.hasPrefix("sound: 2 samples are too few"))
    #expect(complaint { _ = try windows(scorer, []) }.hasPrefix("sound: the input is empty"))
  }

  /// Each score of a continuous model, with the time of its window.
  @Test func continuousModelsGiveEveryScore() throws {
    var builder = ModelBuilder()
    builder.form.window = ContinuousWindow(seconds: 0.1, hopSeconds: 0.02)
    let program = try smallNetwork().calibrated(standardisation: .running).program()
    for spread in [nil, 0.01] {
      builder.form.spreadSeconds = spread
      let file = ModelFile(path: "live", bytes: try builder.model(of: program).file)
      let found = try windows(WindowScorer(file), samples)
      // Feature rows of 20 samples; the first sees a few samples more.
      #expect(found.count == 1 + (2_500 - 800 - 8) / 160 && found[0].start < 0.01)
      for (window, next) in zip(found, found.dropFirst()) {
        #expect(next.end > window.end && next.end < window.end + 0.04)
        #expect(abs(window.end - window.start - 0.1) < 1e-9)
      }
      // The same as of a clip that ends there.
      for window in found where spread == nil {
        let heard = Array(samples.prefix(Int((window.end * 8_000).rounded())))
        #expect(try file.withModel { try $0.scores(of: [heard]) } == window.scores)
        #expect(window.label == (window.scores[1] > window.scores[0] ? "dog" : "cat"))
      }
      #expect(
        complaint { _ = try windows(WindowScorer(file), [1, 2]) }
          .hasPrefix("sound: 2 samples are too few"))
      #expect(
        throws: ScoringError.ownWindow(
          model: "live",
          window: "a score every 0.02 s over a window of 0.1 s "
            + "(8 and 40 feature rows)")
      ) { try WindowScorer(file, seconds: 1) }
    }
  }

  @Test func modelsOfFeaturesDoNotListen() throws {
    #expect(throws: ScoringError.noAudioInput(model: "f")) {
      try WindowScorer(featureNetwork().file(called: "f"))
    }
  }
}
