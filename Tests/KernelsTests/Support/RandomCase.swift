/// What a call gave otherwise than its documentation says.
struct Difference: Error, CustomStringConvertible {
  let description: String
}

/// A call with random arguments that can say what it must give.
protocol RandomCase: CustomStringConvertible {
  init(_ random: inout SplitMix64)

  /// Throws a `Difference`.
  func check() throws
}

extension RandomCase {
  /// Checks cases of consecutive seeds. The first difference names its seed and its shape.
  ///
  /// A debug build is sixty times slower, and checks the first tenth of the cases.
  static func check(_ count: Int, seed: UInt64) throws {
    #if DEBUG
      let count = count / 10
    #endif
    for seed in seed..<seed + UInt64(count) {
      var random = SplitMix64(seed: seed)
      let one = Self(&random)
      do {
        try one.check()
      } catch {
        throw Difference(description: "seed \(seed), \(one): \(error)")
      }
    }
  }
}
