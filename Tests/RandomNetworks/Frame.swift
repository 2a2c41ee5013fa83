/// What the generator knows of a tensor.
struct Place {
  var name: String
  var frame: Frame
  /// Rows of the input to one row here.
  var stride = 1
}

/// The sizes of a tensor while it grows.
struct Frame: Equatable {
  var channels: Int
  /// The size across the rows of a picture; nil for sequences and vectors.
  var across: Int?
  /// Rows; nil where the clip decides.
  var rows: Int?
  /// Whether a picture's rows are its columns: behind a transpose.
  var isTimeAcross = false
  var isVector = false

  static func vector(_ count: Int) -> Frame { Frame(channels: count, rows: 1, isVector: true) }

  var elements: Int? { rows.map { $0 * channels * (across ?? 1) } }
}

/// A kernel along one axis.
struct Slide {
  var kernel: Int
  var stride: Int
  var padding: Int

  /// Leaves sizes as they are, but for the stride.
  static func centred(_ kernel: Int, stride: Int = 1) -> Slide {
    Slide(kernel: kernel, stride: stride, padding: kernel / 2)
  }

  func positions(_ size: Int) -> Int { (size + 2 * padding - kernel) / stride + 1 }
  func fits(_ size: Int) -> Bool { size + 2 * padding >= kernel }
}
