import Features
import Foundation
import Testing
import TestSupport

@Suite struct MelTests {
  @Test(arguments: [MelScale.htk, .slaney]) func thereAndBack(scale: MelScale) {
    for frequency in stride(from: 0.0, through: 24_000, by: 61) {
      #expect(abs(scale.frequency(scale.mels(frequency)) - frequency) < 1e-9 * (1 + frequency))
    }
  }

  @Test func knownValues() {
    #expect(abs(MelScale.htk.mels(1_000) - 999.9855) < 1e-3)
    #expect(MelScale.slaney.mels(60) == 0.9)
    #expect(MelScale.slaney.mels(1_000) == 15)
    #expect(abs(MelScale.slaney.mels(6_400) - 42) < 1e-12)
  }

  /// Within 10⁻⁵ of librosa, relative to the largest weight.
  @Test(
    .golden("features"),
    arguments: [
      ("slaney", nil, .slaney, true), ("slaneyHeight", 50...7_000, .slaney, false),
      ("htk", 300...8_000, .htk, true), ("htkHeight", nil, .htk, false),
    ] as [(String, ClosedRange<Double>?, MelScale, Bool)])
  func weightsOfLibrosa(
    name: String, frequencies: ClosedRange<Double>?, scale: MelScale, hasUnitArea: Bool
  ) throws {
    let filters = MelFilters(
      count: 10, frameSamples: 256, rate: 16_000, frequencies: frequencies, scale: scale,
      hasUnitArea: hasUnitArea)
    let expected = try #require(try Golden.read().filters[name])
    let largest = try #require(expected.max())
    #expect(largestDifference(weights(of: filters), expected) < 1e-5 * largest)
  }

  /// Row by row, from the responses to single bands.
  func weights(of filters: MelFilters) -> [Float] {
    let bands = filters.frameSamples / 2 + 1
    var identity = [Float](repeating: 0, count: bands * bands)
    for band in 0..<bands { identity[band * bands + band] = 1 }
    let responses = filters.apply(to: Spectrogram(values: identity, frames: bands, bands: bands))
    return (0..<filters.count).flatMap { filter in
      (0..<bands).map { responses[$0, filter] }
    }
  }

  /// A filter that lies between two bands gathers nothing.
  @Test func emptyFilters() {
    let filters = MelFilters(count: 40, frameSamples: 16, rate: 16_000)
    let ones = Spectrogram(values: [Float](repeating: 1, count: 9), frames: 1, bands: 9)
    let result = filters.apply(to: ones)
    #expect(result.values.contains(0) && result.values.contains { $0 > 0 })
    #expect(filters.apply(to: Spectrogram(values: [], frames: 0, bands: 9)).values.isEmpty)
  }

  @Test(arguments: [0.9, 1, 1.1]) func warpedFiltersPeakAtWarpedFrequencies(factor: Double) {
    let warp = VocalTractLength(factor: factor)
    let straight = MelFilters(count: 20, frameSamples: 8_000, rate: 16_000, hasUnitArea: false)
    let warped = MelFilters(
      count: 20, frameSamples: 8_000, rate: 16_000, hasUnitArea: false, vocalTract: warp)
    func peaks(_ filters: MelFilters) -> [Int] {
      let weights = weights(of: filters)
      return (0..<20).map { filter in
        let row = weights[filter * 4_001..<(filter + 1) * 4_001]
        return (row.indices.max { row[$0] < row[$1] } ?? 0) - row.startIndex
      }
    }
    for (before, after) in zip(peaks(straight), peaks(warped)) {
      #expect(abs(warp.warp(2 * Double(before), nyquist: 8_000) - 2 * Double(after)) <= 4)
    }
  }
}

@Suite struct VocalTractLengthTests {
  @Test(arguments: [0.9, 0.95, 1, 1.05, 1.1]) func figures(factor: Double) {
    let tract = VocalTractLength(factor: factor)
    let bend = 4_800 * min(factor, 1) / factor
    #expect(tract.warp(0, nyquist: 8_000) == 0)
    #expect(tract.warp(1_000, nyquist: 8_000) == factor * 1_000)
    #expect(abs(tract.warp(bend, nyquist: 8_000) - 4_800 * min(factor, 1)) < 1e-9)
    #expect(abs(tract.warp(bend + 1e-6, nyquist: 8_000) - 4_800 * min(factor, 1)) < 1e-5)
    #expect(tract.warp(8_000, nyquist: 8_000) == 8_000)
    // On the straight line between the bend and the end.
    let middle = tract.warp((bend + 8_000) / 2, nyquist: 8_000)
    #expect(abs(middle - (4_800 * min(factor, 1) + 8_000) / 2) < 1e-9)
    let values = stride(from: 0.0, through: 8_000, by: 10).map { tract.warp($0, nyquist: 8_000) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func oneChangesNothing() {
    let tract = VocalTractLength(factor: 1)
    for frequency in stride(from: 0.0, through: 8_000, by: 125) {
      #expect(abs(tract.warp(frequency, nyquist: 8_000) - frequency) < 1e-9)
    }
  }
}
