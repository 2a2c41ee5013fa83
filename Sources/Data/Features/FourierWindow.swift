import Foundation

/// The weights of a frame's N samples; periodic, as spectral analysis wants them.
public enum FourierWindow: Sendable {
  /// ½ − ½ cos(2πn / N)
  case hann
  /// 0.54 − 0.46 cos(2πn / N)
  case hamming
  /// 1
  case rectangular

  func weights(_ count: Int) -> [Float] {
    (0..<count).map { n in
      let cosine = cos(2 * .pi * Double(n) / Double(count))
      switch self {
      case .hann: return Float(0.5 - 0.5 * cosine)
      case .hamming: return Float(0.54 - 0.46 * cosine)
      case .rectangular: return 1
      }
    }
  }
}
