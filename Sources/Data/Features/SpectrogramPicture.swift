/// A spectrogram as a coloured picture for networks that look at photographs: time from left to
/// right, frequency from bottom to top.
public struct SpectrogramPicture: Equatable, Sendable {
  public let height: Int
  public let width: Int
  /// [3, height, width]: the red plane, the green, the blue, each row by row from the top, in
  /// [0, 1].
  public let values: [Float]

  /// Levels are mapped linearly from `range` to [0, 1], cut off there, interpolated linearly
  /// between the centres of the spectrogram's values, and coloured. A spectrogram without values
  /// counts as the lowest level throughout.
  ///
  /// - Parameters:
  ///   - height: rows of the picture; 512 for the InceptionV3 recipe.
  ///   - width: columns of the picture; 1,024 for the InceptionV3 recipe.
  ///   - range: the levels of the darkest and the brightest colour; the spectrogram's own
  ///     extremes where not given.
  /// - Precondition: the picture has pixels, and the levels are numbers.
  public init(
    _ spectrogram: Spectrogram, height: Int, width: Int, range: ClosedRange<Float>? = nil
  ) {
    precondition(height > 0 && width > 0)
    let lowest = range?.lowerBound ?? spectrogram.values.min() ?? 0
    let highest = range?.upperBound ?? spectrogram.values.max() ?? 0
    let scale = highest > lowest ? 1 / (highest - lowest) : 0
    let levels = spectrogram.values.map { ($0 - lowest) * scale }
    let rows = Interpolation.points(height, over: spectrogram.bands).reversed()
    let columns = Interpolation.points(width, over: spectrogram.frames)

    let plane = height * width
    var values = [Float](repeating: 0, count: 3 * plane)
    var pixel = 0
    for row in rows {
      for column in columns {
        var level: Float = 0
        if !levels.isEmpty {
          let first = column.first * spectrogram.bands
          let second = column.second * spectrogram.bands
          level = column.mix(
            row.mix(levels[first + row.first], levels[first + row.second]),
            row.mix(levels[second + row.first], levels[second + row.second]))
        }
        let colour = ColourMap.colour(level)
        for channel in 0..<3 { values[channel * plane + pixel] = colour[channel] }
        pixel += 1
      }
    }
    self.height = height
    self.width = width
    self.values = values
  }
}

/// A place between two neighbours of a row of values.
private struct Interpolation {
  var first: Int
  var second: Int
  var fraction: Float

  func mix(_ a: Float, _ b: Float) -> Float {
    a + fraction * (b - a)
  }

  /// The centres of `count` even parts of a row of `size` values, none of them outside the
  /// outermost values' centres.
  static func points(_ count: Int, over size: Int) -> [Interpolation] {
    (0..<count).map { index in
      let centre = (Double(index) + 0.5) * Double(size) / Double(count) - 0.5
      let position = max(0, min(centre, Double(size - 1)))
      let first = Int(position)
      return Interpolation(
        first: first, second: max(0, min(first + 1, size - 1)),
        fraction: Float(position - Double(first)))
    }
  }
}
