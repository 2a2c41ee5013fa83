public import ModelFormat

/// The inner loops, which a processor may have in a form of its own.
///
/// Each requirement is defined by its documentation. A form for a target is an enum in a folder of its
/// own beside `Portable`; `Form` says which one a build takes. `ConvolutionTests` hold every form
/// against brute force: list a new one there.
public protocol KernelForm {
  /// Computes the channels at hand at the positions of all rows. A position may wait for others, until
  /// four are together or too few come.
  ///
  /// y[x, o] = requantise(bias[o] + Σ over kernel rows r, taps t and channels i of the group of
  /// input[r, x·stride − padLeft + t, i] · w[o, r, t, i]), where the bias holds −zeroPoint·Σw already,
  /// and taps in the padding count as the zero point. The sum wraps, which the compiler has proven not
  /// to happen.
  static func convolve(
    _ convolution: inout Convolution, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>)

  /// Computes the same with sparse weights: all channels are at hand.
  static func convolveSparse(
    _ convolution: inout Convolution, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>)

  /// Decodes an op's next weights, as `WeightStream.decode` defines it.
  static func decode(
    _ stream: inout WeightStream, _ count: Int, into memory: inout MutableSpan<UInt8>, at place: Int
  )

  /// Computes rows of a depthwise convolution: y[x, o] as above, with weights [r][t][o].
  static func convolveDepthwise(
    _ convolution: inout DepthwiseConvolution, _ memory: inout MutableSpan<UInt8>,
    _ file: Span<UInt8>)

  /// Computes a row of a max-pool of int8, as `pool` defines it.
  static func maxPool(
    _ shape: inout SlidingShape, _ window: inout Window, _ requantiser: inout Requantiser,
    _ memory: inout MutableSpan<UInt8>, row: Int)

  /// Adds a row of int8 to the sums of an average, as the function of this name defines it. Sums lie at
  /// a multiple of four bytes.
  static func addToSums(
    width: Int, channels: Int, zeroPoint: Int32, _ memory: inout MutableSpan<UInt8>, row: Int,
    sums: Int)

  /// Computes a row of a sum of int8 or of a difference, as `addRows` defines it.
  static func add(_ sum: inout RowSum, _ memory: inout MutableSpan<UInt8>)
}

#if STAPES_SMALL
  /// The form that this build takes: that with the least code.
  public typealias Form = Portable
#elseif STAPES_DSP
  /// The form that this build takes.
  public typealias Form = DSP
#elseif STAPES_HELIUM
  /// The form that this build takes.
  public typealias Form = Helium
#elseif STAPES_PLAIN
  /// The form that this build takes.
  public typealias Form = Plain
#else
  /// The form that this build takes.
  public typealias Form = Portable
#endif

/// The sums of four output channels at one position, or of one at four.
public typealias Sums = InlineArray<4, Int32>
