internal import CKernels
internal import FixedPoint
public import ModelFormat

/// The form for Arm's DSP extension: two products an instruction.
public enum DSP: FormInC {
  @inline(never)
  public static func convolve(
    _ convolution: inout Convolution, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>
  ) {
    unsafe call(&convolution, &memory, file) { unsafe stapes_dsp_convolve($0, $1, $2) }
  }

  @inline(never)
  public static func convolveDepthwise(
    _ convolution: inout DepthwiseConvolution, _ memory: inout MutableSpan<UInt8>,
    _ file: Span<UInt8>
  ) {
    unsafe call(&convolution, &memory, file) { unsafe stapes_dsp_depthwise($0) }
  }

  @inline(never)
  public static func maxPool(
    _ shape: inout SlidingShape, _ window: inout Window, _ requantiser: inout Requantiser,
    _ memory: inout MutableSpan<UInt8>, row: Int
  ) {
    unsafe call(&shape, &window, &requantiser, &memory, row) { unsafe stapes_dsp_max_pool($0) }
  }

  @inline(never)
  public static func add(_ sum: inout RowSum, _ memory: inout MutableSpan<UInt8>) {
    unsafe call(&sum, &memory) { unsafe stapes_dsp_add($0) }
  }
}

#if STAPES_HELIUM
  /// The form for Arm's Helium vectors.
  public enum Helium: FormInC {
    @inline(never)
    public static func convolve(
      _ convolution: inout Convolution, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>
    ) {
      unsafe call(&convolution, &memory, file) { unsafe stapes_helium_convolve($0, $1, $2) }
    }

    @inline(never)
    public static func convolveDepthwise(
      _ convolution: inout DepthwiseConvolution, _ memory: inout MutableSpan<UInt8>,
      _ file: Span<UInt8>
    ) {
      unsafe call(&convolution, &memory, file) { unsafe stapes_helium_depthwise($0) }
    }

    @inline(never)
    public static func maxPool(
      _ shape: inout SlidingShape, _ window: inout Window, _ requantiser: inout Requantiser,
      _ memory: inout MutableSpan<UInt8>, row: Int
    ) {
      unsafe call(&shape, &window, &requantiser, &memory, row) { unsafe stapes_helium_max_pool($0) }
    }

    @inline(never)
    public static func add(_ sum: inout RowSum, _ memory: inout MutableSpan<UInt8>) {
      unsafe call(&sum, &memory) { unsafe stapes_helium_add($0) }
    }
  }
#endif

/// The form in C for processors without products of several values.
public enum Plain: FormInC {
  @inline(never)
  public static func convolve(
    _ convolution: inout Convolution, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>
  ) {
    unsafe call(&convolution, &memory, file) { unsafe stapes_plain_convolve($0, $1, $2) }
  }

  @inline(never)
  public static func convolveDepthwise(
    _ convolution: inout DepthwiseConvolution, _ memory: inout MutableSpan<UInt8>,
    _ file: Span<UInt8>
  ) {
    unsafe call(&convolution, &memory, file) { unsafe stapes_plain_depthwise($0) }
  }

  @inline(never)
  public static func maxPool(
    _ shape: inout SlidingShape, _ window: inout Window, _ requantiser: inout Requantiser,
    _ memory: inout MutableSpan<UInt8>, row: Int
  ) {
    unsafe call(&shape, &window, &requantiser, &memory, row) { unsafe stapes_plain_max_pool($0) }
  }

  @inline(never)
  public static func add(_ sum: inout RowSum, _ memory: inout MutableSpan<UInt8>) {
    unsafe call(&sum, &memory) { unsafe stapes_plain_add($0) }
  }
}

/// What all forms in C share.
public protocol FormInC: KernelForm {}

extension FormInC {
  @inline(never)
  public static func convolveSparse(
    _ convolution: inout Convolution, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>
  ) {
    // What differs from `convolve` keeps compilers from one function with a pointer to a kernel, whose
    // stack Tools/stack-bound would not see.
    precondition(convolution.isSparse)
    unsafe call(&convolution, &memory, file) { unsafe stapes_sparse_convolve($0, $1, $2) }
  }

  @inline(never)
  public static func decode(
    _ stream: inout WeightStream, _ count: Int, into memory: inout MutableSpan<UInt8>, at place: Int
  ) {
    guard Library.hasCodedWeights, stream.encoding == .entropy else {
      stream.decode(count, into: &memory, at: place)
      return
    }
    decodeEntropy(&stream, count, &memory, place)
  }

  @inline(never)
  public static func addToSums(
    width: Int, channels: Int, zeroPoint: Int32, _ memory: inout MutableSpan<UInt8>, row: Int,
    sums: Int
  ) {
    guard memory.count(width, at: sums) else { return }
    let first = sums &+ Layout.averageCountBytes
    precondition(
      width > 0 && channels >= 0 && row >= 0 && sums >= 0 && sums & 3 == 0
        && channels <= (memory.count &- row) / width
        && channels <= (memory.count &- first) / 4)
    unsafe memory.withUnsafeMutableBytes { memory in
      guard let arena = memory.baseAddress else { return }
      precondition(UInt(bitPattern: arena) & 3 == 0)
      unsafe stapes_add_columns(
        (arena + first).assumingMemoryBound(to: Int32.self),
        (arena + row).assumingMemoryBound(to: Int8.self), word(width), word(channels),
        0 &- zeroPoint &* Int32(truncatingIfNeeded: width))
    }
  }
}

/// Calls a kernel of C. This is the one door to `CKernels`: what a call reads and writes is checked here.
@inline(__always)
private func call(
  _ convolution: inout Convolution, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>,
  _ kernel: (
    UnsafeMutablePointer<stapes_convolution>, UnsafeMutablePointer<UInt8>, UnsafePointer<UInt8>
  ) -> Void
) {
  convolution.check(memory: memory.count, file: file.count)
  unsafe memory.withUnsafeMutableBufferPointer { memory in
    unsafe file.withUnsafeBufferPointer { file in
      guard let memory = memory.baseAddress, let file = file.baseAddress else { return }
      precondition(UInt(bitPattern: memory) & 3 == 0)
      unsafe kernel(&convolution.call, memory, file)
    }
  }
}

/// Decodes the next weights of a stream, in front of which its buckets lie.
@inline(__always)
private func decodeEntropy(
  _ stream: inout WeightStream, _ count: Int, _ memory: inout MutableSpan<UInt8>, _ place: Int
) {
  let buckets = place &- Layout.Entropy.bucketBytes
  precondition(buckets >= 0 && count >= 0 && count <= memory.count &- place)
  precondition(stream.bounds.count == (Int(stream.highest) &+ 2) &* 2)
  let end = stream.values.count & ~1
  let position = min(stream.position, end)
  let (values, bounds) = (stream.values, stream.bounds)
  unsafe memory.withUnsafeMutableBufferPointer { memory in
    unsafe values.withUnsafeBufferPointer { values in
      unsafe bounds.withUnsafeBufferPointer { bounds in
        guard let memory = memory.baseAddress, let bounds = bounds.baseAddress else { return }
        // Without words there is nothing to point to.
        let words = unsafe values.baseAddress ?? bounds
        var decoder = unsafe stapes_entropy()
        unsafe decoder.words = words + position
        unsafe decoder.words_end = words + end
        unsafe decoder.bounds = bounds
        unsafe decoder.buckets = UnsafePointer(memory + buckets)
        unsafe decoder.weights = memory + place
        unsafe decoder.weights_end = memory + place + count
        unsafe decoder.state = stream.state
        unsafe decoder.lowest = UInt32(stream.lowest)
        unsafe decoder.highest = UInt32(stream.highest)
        unsafe stapes_decode_entropy(&decoder)
        unsafe stream.goOn(at: decoder.words - words, state: decoder.state)
      }
    }
  }
}

/// The same for rows of a depthwise convolution.
@inline(__always)
private func call(
  _ convolution: inout DepthwiseConvolution, _ memory: inout MutableSpan<UInt8>,
  _ file: Span<UInt8>, _ kernel: (UnsafeMutablePointer<stapes_depthwise>) -> Void
) {
  convolution.check(memory: memory.count, file: file.count)
  unsafe memory.withUnsafeMutableBufferPointer { memory in
    unsafe file.withUnsafeBufferPointer { file in
      guard let memory = memory.baseAddress, let file = file.baseAddress else { return }
      precondition(UInt(bitPattern: memory) & 3 == 0)
      unsafe convolution.setPointers(memory, file)
      unsafe kernel(&convolution.call)
    }
  }
}

/// The same for a row of a max-pool.
@inline(__always)
private func call(
  _ shape: inout SlidingShape, _ window: inout Window, _ requantiser: inout Requantiser,
  _ memory: inout MutableSpan<UInt8>, _ row: Int, _ kernel: (UnsafePointer<stapes_pool>) -> Void
) {
  var rows = window.call
  rows.check(memory.count, kernelRows: shape.kernelRows)
  precondition(
    shape.inputWidth &* shape.inputChannels <= Int(rows.row_bytes)
      && shape.channels == shape.inputChannels && row >= 0
      && shape.width &* shape.channels <= memory.count &- row)
  unsafe memory.withUnsafeMutableBytes { memory in
    guard let arena = memory.baseAddress else { return }
    var call = unsafe stapes_pool()
    unsafe call.window = rows
    unsafe call.memory = UnsafePointer(arena.assumingMemoryBound(to: UInt8.self))
    unsafe call.output = (arena + row).assumingMemoryBound(to: Int8.self)
    unsafe call.kernel_rows = word(shape.kernelRows)
    unsafe call.kernel_across = word(shape.kernelAcross)
    unsafe call.stride = word(shape.strideAcross)
    unsafe call.pad_left = word(shape.padLeft)
    unsafe call.input_width = word(shape.inputWidth)
    unsafe call.width = word(shape.width)
    unsafe call.channels = word(shape.channels)
    unsafe call.lowest = requantiser.lowest
    unsafe call.highest = requantiser.highest
    unsafe kernel(&call)
  }
}

/// The same for a row of a sum.
@inline(__always)
private func call(
  _ sum: inout RowSum, _ memory: inout MutableSpan<UInt8>,
  _ kernel: (UnsafePointer<stapes_add>) -> Void
) {
  let (first, last) = (
    min(min(sum.a.row, sum.b.row), sum.row), max(max(sum.a.row, sum.b.row), sum.row)
  )
  precondition(first >= 0 && sum.count >= 0 && sum.count <= memory.count &- last)
  unsafe memory.withUnsafeMutableBytes { memory in
    guard let arena = memory.baseAddress else { return }
    let values = unsafe arena.assumingMemoryBound(to: Int8.self)
    var call = unsafe stapes_add()
    unsafe call.a = sum.a.call(values)
    unsafe call.b = sum.b.call(values)
    unsafe call.output = values + sum.row
    unsafe call.count = word(sum.count)
    unsafe call.is_difference = sum.isDifference ? 1 : 0
    unsafe call.q31 = sum.multiplier.q31
    unsafe call.shift = sum.multiplier.shift
    unsafe call.rounding = sum.requantiser.call
    unsafe kernel(&call)
  }
}

extension Operand {
  @inline(__always)
  fileprivate func call(_ values: UnsafeMutablePointer<Int8>) -> stapes_operand {
    unsafe stapes_operand(
      values: values + row, zero_point: zeroPoint, q31: multiplier.q31, shift: multiplier.shift)
  }
}

extension DepthwiseConvolution {
  @inline(__always)
  fileprivate mutating func setPointers(
    _ memory: UnsafeMutablePointer<UInt8>, _ file: UnsafePointer<UInt8>
  ) {
    let weights = unsafe weights.isInMemory ? UnsafePointer(memory) : file
    unsafe call.memory = memory
    unsafe call.file = file
    unsafe call.weights = UnsafeRawPointer(weights + self.weights.start)
      .assumingMemoryBound(to: Int8.self)
  }

  /// All that the rows read and write lies in memory or in the file.
  @inline(never)
  fileprivate mutating func check(memory: Int, file: Int) {
    let values = unsafe Int(call.width) &* channels
    unsafe call.rows.check(memory, kernelRows: kernelRows, outputBytes: values)
    unsafe precondition(
      Int(call.input_width) &* inputChannels <= Int(call.rows.window.row_bytes)
        && multiplier &* inputChannels == channels && call.width > 0)
    unsafe precondition(call.copies == 0 || hasRoomForCopies(memory))
    let count = kernelRows &* kernelAcross &* channels
    weights.check(count, memory: memory, file: file)
    unsafe call.parameters.check(channels, file: file)
  }

  private mutating func hasRoomForCopies(_ memory: Int) -> Bool {
    let bytes = unsafe Layout.copiedBytes(
      rows: Int(call.rows.left), stride: Int(call.rows.stride), width: Int(call.width))
    return unsafe kernelRows == 3 && kernelAcross == 3 && multiplier == 1 && call.stride == 1
      && call.pool_across == 0 && call.pad_left < 3 && call.copies & 3 == 0
      && bytes <= memory &- Int(call.copies)
  }
}

extension Convolution {
  /// All that is read and written lies in memory or in the file.
  @inline(never)
  fileprivate mutating func check(memory: Int, file: Int) {
    let values = Int(call.input_width) &* Int(call.input_channels)
    call.rows.check(
      memory, kernelRows: Int(call.kernel_rows),
      outputBytes: Int(call.width) &* Int(call.channels))
    precondition(values &<< (call.is_int16 != 0 ? 1 : 0) <= Int(call.rows.window.row_bytes))
    let (channels, group) = (Int(call.input_channels), Int(call.group_channels))
    let taps = Int(call.taps)
    let windows =
      isSparse
      ? Layout.sparseWindowBytes(taps: taps)
      : Layout.windowBytes(taps: taps, positions: Int(call.lanes) &+ Int(call.left))
    precondition(
      group > 0 && group <= channels &- Int(call.group_start)
        && call.windows & 3 == 0
        && windows <= memory &- Int(call.windows))
    let readable = isSparse ? Int(call.readable) : isInMemory ? memory : file
    let (all, isLong) = Int(call.channel_count).multipliedReportingOverflow(by: taps)
    // Sparse ones have been walked through: they end where they end.
    let weights = isSparse ? 0 : all
    precondition(
      !isLong && readable <= (isInMemory ? memory : file) && (!isSparse || call.left > 0)
        && weights <= readable &- Int(call.weights))
    call.readable = word(readable)
    let end = Int(call.first_channel) &+ Int(call.channel_count)
    precondition(end <= Int(call.channels))
    call.parameters.check(end, file: file)
  }
}

extension stapes_rows {
  /// The rings lie in memory, the next rows in the rings, and so many bytes in a row of output.
  @inline(never)
  fileprivate mutating func check(_ memory: Int, kernelRows: Int, outputBytes: Int) {
    window.check(memory, kernelRows: kernelRows)
    precondition(
      held <= window.capacity && left > 0 && part < parts && slot < capacity
        && outputBytes <= Int(row_bytes)
        && Int(capacity) &* Int(row_bytes) <= memory &- Int(ring))
  }
}

extension stapes_window {
  /// The ring lies in memory, and its place in the ring.
  @inline(never)
  fileprivate mutating func check(_ memory: Int, kernelRows: Int) {
    let (capacity, rows) = (Int(capacity), Int(self.rows))
    precondition(
      slot < capacity && rows <= capacity && Int(leading) &+ rows <= kernelRows
        && capacity &* Int(row_bytes) <= memory &- Int(ring))
  }
}

extension stapes_channels {
  /// The parameters of the first `count` channels lie in the file.
  @inline(never)
  fileprivate mutating func check(_ count: Int, file: Int) {
    let channels = Int(self.count)
    precondition(
      count <= channels
        && channels &* ChannelTable(self).form.channelBytes <= file &- Int(position))
  }
}
