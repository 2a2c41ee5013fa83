import Basics
import Graph
import Runs
import Testing
import Training

/// Whole clips of many lengths.
@Suite struct ClassifierTests {
  /// A convolution by 1 multiplies its input as it lies.
  @Test(arguments: [3, 1]) func eachClipAsIfItWereAlone(kernel: Int) throws {
    let network = try toneNetwork(kernel: kernel)
    let parameters = try Initialisation.he.parameters(for: network, seed: 2)
    // Many short clips, which would overfill the memory of few long ones.
    let counts = (0..<60).map { $0 < 40 ? 300 : 300 + 171 * ($0 % 9) }
    let inputs = counts.enumerated().map { clip, count in
      var random = SplitMix64(seed: UInt64(clip))
      return (0..<count).map { _ in Float(random.nextNormal()) }
    }
    let longest = counts.max() ?? 0
    for (capacity, threads) in [(1, 1), (3 * longest, 2), (100 * longest, 3)] {
      var shares: [Double] = []
      let classifier = try Classifier(
        network, parameters, longest: longest, capacity: capacity, threads: threads)
      let logits = try classifier.logits(
        counts: counts, input: { inputs[$0] }, progress: { shares.append($0) })
      #expect(shares == shares.sorted() && shares.last == 1)
      for clip in stride(from: 0, to: 60, by: 7) {
        let alone = try TrainingNetwork(
          network, parameters, batches: [BatchShape(inputLength: counts[clip], samples: 1)])
        let input = inputs[clip]
        alone.setInput("audio", sample: 0, input.span)
        #expect(try alone.logits(samples: 1, workers: Workers(threads: 1)) == logits[clip])
      }
    }
  }

  @Test func featuresAreOneLength() throws {
    var options = ZooOptions()
    options.classes = 3
    let network = try Zoo.named("cough-cnn", options: options)
    let parameters = try Initialisation.he.parameters(for: network, seed: 2)
    let count = 41 * 128
    let classifier = try Classifier(
      network, parameters, longest: count, capacity: 2 * count, threads: 2)
    let logits = try classifier.logits(counts: [count, count, count]) { clip in
      [Float](repeating: Float(clip % 2), count: count)
    }
    #expect(logits.map(\.count) == [3, 3, 3])
    #expect(logits[0] == logits[2] && logits[0] != logits[1])
  }
}
