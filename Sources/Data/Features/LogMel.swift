import Foundation

/// Log-mel spectrograms: a clip's power spectra through mel filters, on a logarithmic scale.
public struct LogMel: Sendable {
  /// How the filters' outputs x become levels.
  public enum Level: Equatable, Sendable {
    /// 10 log₁₀(x / m), at least `floor`, where m is the clip's largest x. Values below 10⁻¹⁰, m
    /// included, count as 10⁻¹⁰: digital silence is 0 dB throughout.
    case decibelsBelowMaximum(floor: Float = -80)
    /// ln(x + epsilon)
    case naturalLogarithm(epsilon: Float = 1e-10)
  }

  private let fourier: ShortTimeFourier
  private let filters: MelFilters
  private let level: Level
  private let isStandardised: Bool

  /// - Parameter isStandardised: whether ``Amplitude/standardised(_:)`` is applied to the levels of
  ///   each spectrogram as a whole.
  /// - Precondition: transform and filters have frames of the same length.
  public init(
    fourier: ShortTimeFourier, filters: MelFilters, level: Level, isStandardised: Bool = false
  ) {
    precondition(fourier.frameSamples == filters.frameSamples)
    self.fourier = fourier
    self.filters = filters
    self.level = level
    self.isStandardised = isStandardised
  }

  /// The cough CNN's input: 48 kHz, Hann windows of 50 ms without overlap, centred, 128 mels, dB
  /// below the clip's maximum. A clip of 2 s, 96,000 samples, gives 41 frames.
  public static let cough = LogMel(
    fourier: ShortTimeFourier(frameSamples: 2_400, hopSamples: 2_400, isCentred: true),
    filters: MelFilters(count: 128, frameSamples: 2_400, rate: 48_000),
    level: .decibelsBelowMaximum())

  /// The crackle CNN's input: 16 kHz, Hann windows of 512 samples without overlap, 45 mels,
  /// natural logarithm, standardised. A clip of 131,960 samples gives 257 frames.
  ///
  /// - Parameter vocalTract: the augmentation, none by default.
  public static func crackle(vocalTract: VocalTractLength? = nil) -> LogMel {
    LogMel(
      fourier: ShortTimeFourier(frameSamples: 512, hopSamples: 512, isCentred: false),
      filters: MelFilters(count: 45, frameSamples: 512, rate: 16_000, vocalTract: vocalTract),
      level: .naturalLogarithm(), isStandardised: true)
  }

  /// Levels, frames × mels.
  ///
  /// - Parameter samples: at the filters' rate, within about [−1, 1].
  public func spectrogram(of samples: [Float]) -> Spectrogram {
    var result = filters.apply(to: fourier.power(of: samples))
    switch level {
    case .decibelsBelowMaximum(let floor):
      let reference = log10(max(result.values.max() ?? 0, 1e-10))
      result.values = result.values.map { max(10 * (log10(max($0, 1e-10)) - reference), floor) }
    case .naturalLogarithm(let epsilon):
      result.values = result.values.map { log($0 + epsilon) }
    }
    if isStandardised { result.values = Amplitude.standardised(result.values) }
    return result
  }
}
