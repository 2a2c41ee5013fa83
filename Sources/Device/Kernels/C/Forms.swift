internal import CKernels
internal import FixedPoint
internal import ModelFormat

/// The form for Arm's DSP extension: two products an instruction.
public enum DSP: KernelForm {
  @inline(never)
  public static func convolve(
    _ row: inout ConvolutionRow, _ batch: inout Batch, _ memory: inout MutableSpan<UInt8>,
    _ file: Span<UInt8>
  ) {
    unsafe call(&row, &batch, &memory, file) { unsafe stapes_dsp_convolve($0, $1) }
  }

  @inline(never)
  public static func convolveDepthwise(
    _ row: inout DepthwiseRow, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>
  ) {
    unsafe call(&row, &memory, file) { unsafe stapes_dsp_depthwise($0) }
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
  public enum Helium: KernelForm {
    @inline(never)
    public static func convolve(
      _ row: inout ConvolutionRow, _ batch: inout Batch, _ memory: inout MutableSpan<UInt8>,
      _ file: Span<UInt8>
    ) {
      unsafe call(&row, &batch, &memory, file) { unsafe stapes_helium_convolve($0, $1) }
    }

    @inline(never)
    public static func convolveDepthwise(
      _ row: inout DepthwiseRow, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>
    ) {
      unsafe call(&row, &memory, file) { unsafe stapes_helium_depthwise($0) }
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
public enum Plain: KernelForm {
  @inline(never)
  public static func convolve(
    _ row: inout ConvolutionRow, _ batch: inout Batch, _ memory: inout MutableSpan<UInt8>,
    _ file: Span<UInt8>
  ) {
    unsafe call(&row, &batch, &memory, file) { unsafe stapes_plain_convolve($0, $1) }
  }

  @inline(never)
  public static func convolveDepthwise(
    _ row: inout DepthwiseRow, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>
  ) {
    unsafe call(&row, &memory, file) { unsafe stapes_plain_depthwise($0) }
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

/// Calls a kernel of C. This is the one door to `CKernels`: what a call reads and writes is checked here.
@inline(__always)
private func call(
  _ row: inout ConvolutionRow, _ batch: inout Batch, _ memory: inout MutableSpan<UInt8>,
  _ file: Span<UInt8>,
  _ kernel: (UnsafePointer<stapes_row>, UnsafeMutablePointer<stapes_batch>) -> Void
) {
  row.check(memory.count)
  batch.check(row.shape.kernelRows &* row.shape.kernelAcross &* row.groupChannels, memory.count)
  row.checkOutput(batch.channels, memory.count)
  let weights = batch.weights.checked(
    batch.channels &* batch.taps, memory: memory.count, file: file.count)
  batch.table.check(batch.firstChannel &+ batch.channels, file: file.count)
  let memoryCount = memory.count
  unsafe memory.withUnsafeMutableBytes { memory in
    unsafe file.withUnsafeBytes { file in
      guard let arena = memory.baseAddress, let model = file.baseAddress else { return }
      precondition(UInt(bitPattern: arena) & 3 == 0)
      var call = unsafe row.call(arena.assumingMemoryBound(to: UInt8.self))
      let base = unsafe weights.isInMemory ? UnsafeRawPointer(arena) : model
      var state = unsafe batch.call(
        arena, weights: base + weights.start,
        readable: base + (weights.isInMemory ? memoryCount : file.count), model,
        isInt16: row.isInt16)
      unsafe kernel(&call, &state)
      unsafe batch.take(state)
    }
  }
}

/// The same for a row of a depthwise convolution.
@inline(__always)
private func call(
  _ row: inout DepthwiseRow, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>,
  _ kernel: (UnsafeMutablePointer<stapes_depthwise>) -> Void
) {
  guard row.shape.kernelRows <= stapes_depthwise_rows else {
    Portable.convolveDepthwise(&row, &memory, file)
    return
  }
  row.check(memory.count)
  let count = row.shape.kernelRows &* row.shape.kernelAcross &* row.shape.channels
  let weights = row.weights.checked(count, memory: memory.count, file: file.count)
  row.table.check(row.shape.channels, file: file.count)
  unsafe memory.withUnsafeMutableBytes { memory in
    unsafe file.withUnsafeBytes { file in
      guard let arena = memory.baseAddress, let model = file.baseAddress else { return }
      let base = unsafe weights.isInMemory ? UnsafeRawPointer(arena) : model
      var call = unsafe row.call(arena, weights: base + weights.start, model)
      unsafe kernel(&call)
    }
  }
}

/// The same for a row of a max-pool.
@inline(__always)
private func call(
  _ shape: inout SlidingShape, _ window: inout Window, _ requantiser: inout Requantiser,
  _ memory: inout MutableSpan<UInt8>, _ row: Int, _ kernel: (UnsafePointer<stapes_pool>) -> Void
) {
  window.check(memory.count, kernelRows: shape.kernelRows)
  precondition(
    shape.inputWidth &* shape.inputChannels <= window.rowBytes
      && shape.channels == shape.inputChannels && row >= 0
      && shape.width &* shape.channels <= memory.count &- row)
  unsafe memory.withUnsafeMutableBytes { memory in
    guard let arena = memory.baseAddress else { return }
    var call = unsafe stapes_pool()
    unsafe call.window = window.call(arena.assumingMemoryBound(to: UInt8.self))
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
    unsafe call.rounding = sum.requantiser.call()
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

extension DepthwiseRow {
  @inline(__always)
  fileprivate mutating func call(
    _ arena: UnsafeMutableRawPointer, weights: UnsafeRawPointer, _ model: UnsafeRawPointer
  ) -> stapes_depthwise {
    var call = unsafe stapes_depthwise()
    unsafe call.window = window.call(arena.assumingMemoryBound(to: UInt8.self))
    unsafe call.output = (arena + output).assumingMemoryBound(to: Int8.self)
    unsafe call.weights = weights.assumingMemoryBound(to: Int8.self)
    unsafe call.kernel_rows = word(shape.kernelRows)
    unsafe call.kernel_across = word(shape.kernelAcross)
    unsafe call.stride = word(shape.strideAcross)
    unsafe call.pad_left = word(shape.padLeft)
    unsafe call.input_width = word(shape.inputWidth)
    unsafe call.width = word(shape.width)
    unsafe call.channels = word(shape.channels)
    unsafe call.multiplier = word(multiplier)
    unsafe call.pool_across = word(poolAcross)
    unsafe call.zero_point = zeroPoint
    unsafe call.parameters = table.call(model)
    unsafe call.rounding = requantiser.call()
    return unsafe call
  }

  /// The rows under the kernel and that of the output lie in memory.
  @inline(never)
  fileprivate mutating func check(_ memory: Int) {
    precondition(
      shape.inputWidth &* shape.inputChannels <= window.rowBytes
        && multiplier &* shape.inputChannels == shape.channels && output >= 0 && shape.width > 0
        && shape.width &* shape.channels <= memory &- output)
    window.check(memory, kernelRows: shape.kernelRows)
  }
}

extension ConvolutionRow {
  @inline(__always)
  fileprivate mutating func call(_ arena: UnsafeMutablePointer<UInt8>) -> stapes_row {
    unsafe stapes_row(
      window: window.call(arena), kernel_rows: word(shape.kernelRows),
      kernel_across: word(shape.kernelAcross), stride: word(shape.strideAcross),
      pad_left: word(shape.padLeft), input_width: word(shape.inputWidth),
      input_channels: word(shape.inputChannels), group_start: word(groupStart),
      group_channels: word(groupChannels), is_int16: isInt16 ? 1 : 0, zero_point: zeroPoint,
      width: word(shape.width), channels: word(shape.channels),
      pool_across: word(poolAcross), output: word(output))
  }

  /// Groups and the rows under the kernel lie in memory.
  @inline(never)
  fileprivate mutating func check(_ memory: Int) {
    precondition(
      groupStart >= 0 && groupChannels > 0 && groupChannels <= shape.inputChannels &- groupStart
        && (shape.inputWidth &* shape.inputChannels) &<< (isInt16 ? 1 : 0) <= window.rowBytes)
    window.check(memory, kernelRows: shape.kernelRows)
  }

  /// The row of output lies in memory, of which some channels are written.
  @inline(never)
  fileprivate mutating func checkOutput(_ channels: Int, _ memory: Int) {
    let last = (shape.width &- 1) &* shape.channels
    precondition(output >= 0 && channels <= shape.channels && last &+ channels <= memory &- output)
  }
}

extension Window {
  @inline(__always)
  fileprivate mutating func call(_ arena: UnsafeMutablePointer<UInt8>) -> stapes_window {
    unsafe stapes_window(
      ring: UnsafePointer(arena + ring), row_bytes: word(rowBytes), capacity: word(capacity),
      slot: word(slot), leading: word(leading), rows: word(rows))
  }

  /// The ring lies in memory, and its place in the ring.
  @inline(never)
  fileprivate mutating func check(_ memory: Int, kernelRows: Int) {
    precondition(
      ring >= 0 && slot >= 0 && slot < capacity && rows >= 0 && rows <= capacity && leading >= 0
        && leading &+ rows <= kernelRows && capacity &* rowBytes <= memory &- ring)
  }
}

extension Batch {
  @inline(__always)
  fileprivate mutating func call(
    _ arena: UnsafeMutableRawPointer, weights: UnsafeRawPointer, readable: UnsafeRawPointer,
    _ model: UnsafeRawPointer, isInt16: Bool
  ) -> stapes_batch {
    unsafe stapes_batch(
      memory: arena.assumingMemoryBound(to: Int8.self),
      windows: (arena + windows).assumingMemoryBound(to: UInt32.self), left: word(left),
      lanes: word(lanes),
      outputs: (word(outputs[0]), word(outputs[1]), word(outputs[2]), word(outputs[3])),
      places: (word(places[0]), word(places[1]), word(places[2]), 0),
      is_pooled: isPooled ? 1 : 0, weights: weights.assumingMemoryBound(to: Int8.self),
      readable: readable.assumingMemoryBound(to: Int8.self), taps: word(taps),
      is_int16: isInt16 ? 1 : 0, first: word(firstChannel), channels: word(channels),
      parameters: table.call(model), rounding: requantiser.call())
  }

  /// Takes the positions that wait from a call.
  @inline(__always)
  fileprivate mutating func take(_ state: stapes_batch) {
    unsafe left = Int(state.left)
    unsafe lanes = Int(state.lanes)
    guard lanes > 0 else { return }
    unsafe outputs = [Int(state.outputs.0), Int(state.outputs.1), Int(state.outputs.2), 0]
    unsafe places = [Int(state.places.0), Int(state.places.1), Int(state.places.2), 0]
  }

  /// Windows lie in memory: of four positions, or of one where no four come.
  @inline(never)
  fileprivate mutating func check(_ taps: Int, _ memory: Int) {
    let windows = Layout.windowBytes(taps: taps, positions: lanes &+ left)
    precondition(
      taps == self.taps && self.windows >= 0 && self.windows & 3 == 0 && lanes >= 0 && left >= 0
        && windows <= memory &- self.windows)
  }
}

extension Requantiser {
  @inline(__always)
  fileprivate mutating func call() -> stapes_rounding {
    stapes_rounding(
      zero_point: zeroPoint, lowest: lowest, highest: highest,
      rounds_twice: rounding == .tflm ? 1 : 0)
  }
}

extension ChannelTable {
  @inline(__always)
  fileprivate mutating func call(_ model: UnsafeRawPointer) -> stapes_channels {
    unsafe stapes_channels(
      parameters: (model + position).assumingMemoryBound(to: UInt8.self),
      form: UInt32(form.rawValue), count: word(channels), bias_shift: biasShift,
      factor_shift: factorShift)
  }

  /// The parameters of the first `count` channels lie in the file.
  @inline(never)
  fileprivate mutating func check(_ count: Int, file: Int) {
    precondition(
      position >= 0 && count <= channels && channels &* form.channelBytes <= file &- position)
  }
}

/// A number that a check has found to be small and not negative.
@inline(__always)
private func word(_ number: Int) -> UInt32 { UInt32(truncatingIfNeeded: number) }
