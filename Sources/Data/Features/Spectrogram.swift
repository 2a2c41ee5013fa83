/// Frames of a clip in the order of time, each with the same number of bands in the order of
/// frequency.
public struct Spectrogram: Equatable, Sendable {
  /// Row by row: band `b` of frame `f` is `values[f * bands + b]`.
  public var values: [Float]
  public let frames: Int
  public let bands: Int

  /// - Precondition: there are frames × bands values.
  public init(values: [Float], frames: Int, bands: Int) {
    precondition(frames >= 0 && bands >= 0 && values.count == frames * bands)
    self.values = values
    self.frames = frames
    self.bands = bands
  }

  /// - Precondition: frame and band exist.
  public subscript(frame: Int, band: Int) -> Float {
    precondition((0..<frames).contains(frame) && (0..<bands).contains(band))
    return values[frame * bands + band]
  }
}

/// The complex spectra of a clip's frames: frames × bands real parts and as many imaginary ones,
/// each laid out as in ``Spectrogram``.
public struct ComplexSpectrogram: Equatable, Sendable {
  public internal(set) var real: [Float]
  public internal(set) var imaginary: [Float]
  public let frames: Int
  public let bands: Int
}
