import Foundation

/// A scale of pitch: how mels follow from Hz.
public enum MelScale: Sendable {
  /// 2,595 log₁₀(1 + f / 700)
  case htk
  /// 3f / 200 below 1,000 Hz, and 15 + 27 ln(f / 1,000) / ln 6.4 from there on.
  case slaney

  /// Mels of a frequency in Hz, which is not negative.
  public func mels(_ frequency: Double) -> Double {
    switch self {
    case .htk: 2_595 * log10(1 + frequency / 700)
    case .slaney:
      frequency < 1_000 ? 3 * frequency / 200 : 15 + 27 * log(frequency / 1_000) / log(6.4)
    }
  }

  /// The frequency in Hz of mels that are not negative.
  public func frequency(_ mels: Double) -> Double {
    switch self {
    case .htk: 700 * (pow(10, mels / 2_595) - 1)
    case .slaney: mels < 15 ? 200 * mels / 3 : 1_000 * exp((mels - 15) * log(6.4) / 27)
    }
  }
}
