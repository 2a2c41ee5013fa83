import Foundation
import Testing

/// The runtime, streamed in any chunking, computes what both oracles compute from the whole clip.
///
/// `STAPES_SEED=n` runs one network, `STAPES_GRAPHS=n` that many.
@Suite struct RandomNetworkTests {
  private static let batches = 8

  @Test(arguments: 0..<batches) func streamedEqualsWhole(batch: Int) {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["STAPES_SEED"].flatMap(UInt64.init) {
      if batch == 0 { run([seed]) }
      return
    }
    let count = environment["STAPES_GRAPHS"].flatMap(UInt64.init) ?? 2_600
    run(stride(from: UInt64(batch), to: count, by: Self.batches).map { $0 })
  }

  private func run(_ seeds: [UInt64]) {
    var refused = 0
    for seed in seeds {
      var trial = Trial(seed: seed)
      if seeds.count == 1 { print(trial.description) }
      switch trial.run() {
      case .equal: break
      case .refused: refused += 1
      case .failed(let reason):
        Issue.record(
          "\(reason); repeat with STAPES_SEED=\(seed) swift test --filter RandomNetworkTests")
      }
    }
    #expect(refused * 5 <= seeds.count || seeds.count == 1, "too many networks are refused")
  }
}
