import Basics

/// One layer of a recording while it is made.
struct Track {
  let rate: Double
  var samples: [Double]

  /// Silence.
  init(count: Int, rate: Double) {
    self.rate = rate
    samples = [Double](repeating: 0, count: count)
  }

  var seconds: Double { Double(samples.count) / rate }

  /// Silence of the same length.
  var silence: Track { Track(count: samples.count, rate: rate) }

  /// Noise of power 1 through filters, of the same length.
  func noise(through filters: [Biquad], random: inout SplitMix64) -> Track {
    var noise = silence
    for index in samples.indices { noise.samples[index] = random.whiteSample() }
    noise.apply(filters)
    noise.scale(by: 1 / max(noise.power, .leastNormalMagnitude).squareRoot())
    return noise
  }

  /// The mean square.
  var power: Double {
    samples.reduce(0) { $0 + $1 * $1 } / Double(max(samples.count, 1))
  }

  var peak: Double {
    samples.reduce(0) { max($0, abs($1)) }
  }

  mutating func scale(by factor: Double) {
    for index in samples.indices { samples[index] *= factor }
  }

  mutating func apply(_ filters: [Biquad]) {
    for var filter in filters {
      for index in samples.indices { samples[index] = filter.next(samples[index]) }
    }
  }

  /// Adds a sound as a function of the seconds since its start; what lies outside the track is cut.
  mutating func add(from start: Double, lasting seconds: Double, _ sound: (Double) -> Double) {
    let first = max(0, Int((start * rate).rounded(.up)))
    let last = min(samples.count, Int(((start + seconds) * rate).rounded(.up)))
    for index in first..<max(first, last) { samples[index] += sound(Double(index) / rate - start) }
  }

  /// Adds another track of the same length.
  mutating func add(_ other: Track, gain: Double = 1) {
    for index in samples.indices { samples[index] += gain * other.samples[index] }
  }

  /// Multiplies by a track of the same length.
  mutating func modulate(by envelope: Track) {
    for index in samples.indices { samples[index] *= envelope.samples[index] }
  }
}
