/// The coefficients of a change of rate by up / down, one row for each position that an output
/// sample can take between two input samples.
///
/// Output j stands at j · down / up = base + phase / up input samples and is
///
///     y[j] = Σ_k rows[phase][k] · x[base − before + k],  k in 0..<taps
///
/// with zeros beyond the ends of x.
struct PolyphaseBank: Sendable {
  private typealias Lanes = SIMD16<Float>

  private let up: Int
  private let down: Int
  /// Input samples in front of `base` that a row reaches.
  private let before: Int
  /// `up` rows, each of `vectors` vectors, the last one filled with zeros.
  private let rows: [Lanes]
  private let vectors: Int

  /// - Precondition: `up` and `down` are positive and have no common divisor.
  init(up: Int, down: Int) {
    self.up = up
    self.down = down
    // Samples of the lower rate per sample of the input.
    let scale = min(1, Double(up) / Double(down))
    let reach = Int((KaiserFilter.halfLength / scale).rounded(.up))
    before = reach - 1
    vectors = (2 * reach + Lanes.scalarCount - 1) / Lanes.scalarCount
    var rows: [Lanes] = []
    rows.reserveCapacity(up * vectors)
    for phase in 0..<up {
      let centre = Double(before) + Double(phase) / Double(up)
      let row = (0..<2 * reach).map { KaiserFilter.value(at: (Double($0) - centre) * scale) }
      // A row sums to 1 within the stop band's ripple. Made exact, a constant has no images.
      let sum = row.reduce(0, +)
      let filling = [Float](repeating: 0, count: vectors * Lanes.scalarCount - row.count)
      let weights = row.map { Float($0 / sum) } + filling
      for start in stride(from: 0, to: weights.count, by: Lanes.scalarCount) {
        rows.append(Lanes(weights[start..<start + Lanes.scalarCount]))
      }
    }
    self.rows = rows
  }

  var bytes: Int { rows.count * MemoryLayout<Lanes>.stride }

  func apply(to samples: [Float]) -> [Float] {
    let count = (samples.count * up + down - 1) / down
    // The last output lies before the end of the input: base is below samples.count.
    let padded =
      [Float](repeating: 0, count: before) + samples
      + [Float](repeating: 0, count: vectors * Lanes.scalarCount)
    return [Float](unsafeUninitializedCapacity: count) { output, initialised in
      padded.withUnsafeBytes { input in
        rows.withUnsafeBufferPointer { rows in
          var (base, phase) = (0, 0)
          for j in 0..<count {
            var sum = Lanes.zero
            for vector in 0..<vectors {
              let offset = (base + vector * Lanes.scalarCount) * MemoryLayout<Float>.stride
              sum +=
                rows[phase * vectors + vector]
                * input.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
            }
            output.initializeElement(at: j, to: sum.sum())
            phase += down
            base += phase / up
            phase %= up
          }
        }
      }
      initialised = count
    }
  }
}
