internal import CKernels
public import ModelFormat

/// The form that every processor can run. Windows lie one behind the other, as values lie in rows.
public enum Portable: KernelForm {
  @inline(never)
  public static func convolve(
    _ convolution: inout Convolution, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>
  ) {
    repeat {
      convolution.startPools(&memory)
      var output = convolution.firstOutput
      var column = 0
      for _ in 0..<convolution.call.width {
        for _ in 0..<convolution.call.pool_across {
          convolution.layWindow(column, &memory)
          convolution.take(output, &memory, file)
          column &+= 1
        }
        output &+= convolution.call.channels
      }
    } while convolution.goOn()
  }
}

extension Portable {
  @inline(__always)
  public static func addToSums(
    width: Int, channels: Int, zeroPoint: Int32, _ memory: inout MutableSpan<UInt8>, row: Int,
    sums: Int
  ) {
    Kernels.addToSums(
      Int8.self, width: width, channels: channels, zeroPoint: zeroPoint, &memory, row: row,
      sums: sums)
  }

  @inline(__always)
  public static func decode(
    _ stream: inout WeightStream, _ count: Int, into memory: inout MutableSpan<UInt8>, at place: Int
  ) {
    stream.decode(count, into: &memory, at: place)
  }

  /// Position by position.
  @inline(never)
  public static func convolveSparse(
    _ convolution: inout Convolution, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>
  ) {
    repeat {
      convolution.startPools(&memory)
      convolution.call.outputs.0 = convolution.firstOutput
      var column = 0
      for _ in 0..<convolution.call.width {
        for _ in 0..<convolution.call.pool_across {
          convolution.layWindow(column, &memory)
          convolution.convolveSparse(&memory, file)
          column &+= 1
        }
        convolution.call.outputs.0 &+= convolution.call.channels
      }
    } while convolution.goOn()
  }
}

extension Convolution {
  @inline(__always)
  private var shape: SlidingShape {
    SlidingShape(
      kernelRows: Int(call.kernel_rows), kernelAcross: Int(call.kernel_across),
      strideAcross: Int(call.stride), padLeft: Int(call.pad_left),
      inputWidth: Int(call.input_width), inputChannels: Int(call.input_channels),
      width: Int(call.width), channels: Int(call.channels))
  }
  /// Where the next row's values go: of the first channel at hand.
  @inline(__always)
  fileprivate var firstOutput: UInt32 { word(Rows(call.rows).output) &+ call.first_channel }

  /// Sets a row of the channels at hand to the lowest value where pools begin.
  @inline(never)
  fileprivate mutating func startPools(_ memory: inout MutableSpan<UInt8>) {
    guard call.is_pooled != 0, call.rows.part == 0 else { return }
    for column in 0..<call.width {
      memory.startPool(
        at: Int(firstOutput &+ column &* call.channels), count: Int(call.channel_count))
    }
  }

  @inline(__always)
  fileprivate mutating func goOn() -> Bool {
    var rows = Rows(call.rows)
    let goesOn = rows.goOn(kernelRows: Int(call.kernel_rows))
    call.rows = rows.call
    return goesOn
  }

  @inline(__always)
  private var groupChannels: Int { Int(call.group_channels) }
  @inline(__always)
  private var isInt16: Bool { call.is_int16 != 0 }
  @inline(__always)
  private var bits: Int { isInt16 ? 1 : 0 }
  @inline(__always)
  private var taps: Int { Int(call.taps) }
  @inline(__always)
  private var windows: Int { Int(call.windows) }

  /// Lays what is under the kernel at a column.
  @inline(never)
  fileprivate mutating func layWindow(_ column: Int, _ memory: inout MutableSpan<UInt8>) {
    let shape = shape
    let taps = shape.taps(column)
    let rowBytes = (shape.kernelAcross &* groupChannels) &<< bits
    // Rows of which the kernel takes all lie one behind the other.
    let areWhole =
      groupChannels == shape.inputChannels && taps.count == shape.inputWidth
      && taps.count == shape.kernelAcross
    let window = Window(call.rows.window)
    var target = windows &+ (Int(call.lanes) &* self.taps) &<< bits
    var kernelRow = 0
    while kernelRow < shape.kernelRows {
      let run = window.run(kernelRow)
      let rows = areWhole ? (run?.rows ?? 1) : 1
      if let run {
        layRow(run.start, taps, rows, target, &memory)
      } else {
        fill(rowBytes, target, &memory)
      }
      target &+= rows &* rowBytes
      kernelRow &+= rows
    }
  }

  /// Lays a row of the kernel, or several whole ones.
  @inline(never)
  private mutating func layRow(
    _ start: Int, _ taps: Taps, _ rows: Int, _ target: Int, _ memory: inout MutableSpan<UInt8>
  ) {
    let each = groupChannels &<< bits
    let step = Int(call.input_channels) &<< bits
    var target = target
    fill(taps.low &* each, target, &memory)
    target &+= taps.low &* each
    var position = start &+ (taps.first &+ taps.low) &* step &+ Int(call.group_start) &<< bits
    // With one group, the taps of a row lie side by side.
    let isOneRun = each == step
    let count = isOneRun ? rows &* taps.count &* each : each
    for _ in 0..<(isOneRun ? min(1, taps.count) : taps.count) {
      memory.copy(position, count, to: target)
      target &+= count
      position &+= step
    }
    fill((Int(call.kernel_across) &- taps.high) &* each, target, &memory)
  }

  /// Fills some bytes with padding. It is 0 where the input is int16.
  @inline(never)
  private mutating func fill(_ count: Int, _ target: Int, _ memory: inout MutableSpan<UInt8>) {
    for index in target..<target &+ count { Int8.store(call.zero_point, in: &memory, at: index) }
  }

  /// Takes the position whose window has been laid; computes all if they are four, or if they never
  /// will be.
  @inline(never)
  fileprivate mutating func take(
    _ output: UInt32, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>
  ) {
    setOutput(output)
    if call.left > 0 { call.left &-= 1 }
    // Sums of four values of int16 with a weight are no faster than those of four weights with a value.
    if isInt16 || call.lanes &+ call.left < 3 {
      convolveOne(&memory, file)
      return
    }
    call.lanes &+= 1
    guard call.lanes == 4 else { return }
    call.lanes = 0
    convolveFour(&memory, file)
  }

  /// Where the values of the position go that comes next.
  private mutating func setOutput(_ output: UInt32) {
    switch call.lanes {
    case 0: call.outputs.0 = output
    case 1: call.outputs.1 = output
    case 2: call.outputs.2 = output
    default: call.outputs.3 = output
    }
  }

  private func output(_ lane: Int) -> Int {
    switch lane {
    case 0: Int(call.outputs.0)
    case 1: Int(call.outputs.1)
    case 2: Int(call.outputs.2)
    default: Int(call.outputs.3)
    }
  }

  @inline(__always)
  private var weights: WeightRange {
    WeightRange(
      isInMemory: isInMemory, start: Int(call.weights), count: tileWeights)
  }

  /// Channel by channel, at four positions.
  @inline(never)
  private mutating func convolveFour(_ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>) {
    for index in 0..<Int(call.channel_count) {
      let sums = dots(
        weights.weights(memory.span, file).part(index &* taps, taps),
        memory.span.part(windows, 4 &* taps), stride: taps)
      for lane in 0..<4 { give(sums[lane], index, lane, &memory, file) }
    }
  }

  /// Four channels at a time, at one position.
  @inline(never)
  private mutating func convolveOne(_ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>) {
    let channels = Int(call.channel_count)
    var index = 0
    while index < channels {
      let together = index &+ 4 <= channels ? 4 : 1
      let sums = sums(index, isFour: together == 4, memory.span, file)
      for place in 0..<together {
        give(sums[place], index &+ place, Int(call.lanes), &memory, file)
      }
      index &+= together
    }
  }

  /// All channels at the first position, of whose weights only those that are not zero are there.
  @inline(never)
  fileprivate mutating func convolveSparse(
    _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>
  ) {
    var position = Int(call.weights)
    for channel in 0..<Int(call.channels) {
      let count = Int(file.uint16(at: position))
      let entries = file.part(
        position &+ Layout.Sparse.entries, count &* Layout.Sparse.entryBytes)
      give(sparseSum(entries, memory.span), channel, 0, &memory, file)
      position &+= Layout.Sparse.entries &+ entries.count
    }
  }

  @inline(never)
  private mutating func sparseSum(_ entries: Span<UInt8>, _ memory: Span<UInt8>) -> Int32 {
    let values = memory.part(windows, taps &<< bits)
    return isInt16 ? sparseDotOfInt16(values, entries) : sparseDot(values, entries)
  }

  /// The sums of four channels at the first position, or of one.
  @inline(never)
  private mutating func sums(
    _ index: Int, isFour: Bool, _ memory: Span<UInt8>, _ file: Span<UInt8>
  ) -> Sums {
    let values = memory.part(windows, taps &<< bits)
    let weights = weights.weights(memory, file).extracting(droppingFirst: index &* taps)
    let stride = isFour ? taps : 0
    return isInt16
      ? dotsOfInt16(values, weights, stride: stride) : dots(values, weights, stride: stride)
  }

  /// Writes the value of a channel at a lane, from the sum of its products.
  @inline(never)
  private mutating func give(
    _ sum: Int32, _ index: Int, _ lane: Int, _ memory: inout MutableSpan<UInt8>,
    _ file: Span<UInt8>
  ) {
    var table = ChannelTable(call.parameters)
    let parameters = table.channel(Int(call.first_channel) &+ index, in: file)
    let requantiser = Requantiser(call.rounding)
    let value = requantiser(parameters.bias &+ sum, parameters.multiplier)
    let position = output(lane) &+ index
    Int8.store(
      call.is_pooled != 0 ? max(value, Int8.load(memory, at: position)) : value, in: &memory,
      at: position)
  }
}

extension MutableSpan<UInt8> {
  @inline(never)
  fileprivate mutating func copy(_ source: Int, _ count: Int, to target: Int) {
    let distance = target &- source
    for index in source..<source &+ count { self[distance &+ index] = self[index] }
  }
}

/// Σ x[i]·y[n·stride + i] for n = 0, 1, 2, 3, of int8.
///
/// Each x is loaded once. The lengths are proven in front of the loop, so that nothing is checked in it.
@inline(never)
private func dots(_ x: Span<UInt8>, _ y: Span<UInt8>, stride: Int) -> Sums {
  let count = x.count
  let yb = y.extracting(droppingFirst: stride)
  let yc = yb.extracting(droppingFirst: stride)
  let yd = yc.extracting(droppingFirst: stride)
  precondition(count <= y.count && count <= yb.count && count <= yc.count && count <= yd.count)
  var (a, b, c, d): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
  for index in 0..<count {
    let value = Int32(Int8(bitPattern: x[index]))
    a &+= value &* Int32(Int8(bitPattern: y[index]))
    b &+= value &* Int32(Int8(bitPattern: yb[index]))
    c &+= value &* Int32(Int8(bitPattern: yc[index]))
    d &+= value &* Int32(Int8(bitPattern: yd[index]))
  }
  return [a, b, c, d]
}

/// Σ x[tap]·weight over entries: each has a step to its tap, and its weight.
@inline(never)
private func sparseDot(_ x: Span<UInt8>, _ entries: Span<UInt8>) -> Int32 {
  var (sum, tap, position): (Int32, Int, Int) = (0, -1, 0)
  while position < entries.count {
    tap &+= Int(entries[position &+ Layout.Sparse.step])
    sum &+= Int32(entries.int8(at: position &+ Layout.Sparse.weight)) &* Int32(x.int8(at: tap))
    position &+= Layout.Sparse.entryBytes
  }
  return sum
}

/// The same of little-endian int16 values x.
@inline(never)
private func sparseDotOfInt16(_ x: Span<UInt8>, _ entries: Span<UInt8>) -> Int32 {
  var (sum, tap, position): (Int32, Int, Int) = (0, -1, 0)
  while position < entries.count {
    tap &+= Int(entries[position &+ Layout.Sparse.step])
    let value = Int16(bitPattern: x.uint16(at: tap &* 2))
    sum &+= Int32(entries.int8(at: position &+ Layout.Sparse.weight)) &* Int32(value)
    position &+= Layout.Sparse.entryBytes
  }
  return sum
}

/// Sums as `dots` gives them, of little-endian int16 values x.
@inline(never)
private func dotsOfInt16(_ x: Span<UInt8>, _ y: Span<UInt8>, stride: Int) -> Sums {
  let count = x.count / 2
  let yb = y.extracting(droppingFirst: stride)
  let yc = yb.extracting(droppingFirst: stride)
  let yd = yc.extracting(droppingFirst: stride)
  precondition(count <= y.count && count <= yb.count && count <= yc.count && count <= yd.count)
  var (a, b, c, d): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
  for index in 0..<count {
    let value = Int32(Int16(bitPattern: x.uint16(at: index &* 2)))
    a &+= value &* Int32(Int8(bitPattern: y[index]))
    b &+= value &* Int32(Int8(bitPattern: yb[index]))
    c &+= value &* Int32(Int8(bitPattern: yc[index]))
    d &+= value &* Int32(Int8(bitPattern: yd[index]))
  }
  return [a, b, c, d]
}
