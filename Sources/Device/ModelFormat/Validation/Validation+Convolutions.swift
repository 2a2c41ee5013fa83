/// What windowed ops must fulfil.
extension Validation {
  @inline(never)
  mutating func validateWindow() {
    typealias Field = Layout.Window
    let window = op.window
    for field in 0..<4 { checkDimension(at: place &+ Field.kernelRows &+ field &* 2) }
    check(
      window.padBefore < window.kernelRows && window.padAfter < window.kernelRows, .padding,
      window.padBefore, at: place &+ Field.padBefore)
    check(
      window.padLeft < window.kernelAcross && window.padRight < window.kernelAcross
        && input.width &+ window.padLeft &+ window.padRight >= window.kernelAcross, .padding,
      window.padLeft, at: place &+ Field.padLeft)
    var across = 1
    if op.kind.isConvolution {
      checkByte(at: place &+ Layout.Convolution.poolRows, 1, 255, .pool)
      checkByte(at: place &+ Layout.Convolution.poolAcross, 1, 255, .pool)
      across = op.convolution.poolAcross
    }
    guard isSound else { return }
    check(
      output.width, equals: window.outputWidth(input.width) / across, .outputShape, at: at)
  }

  @inline(never)
  mutating func validateConvolution() {
    typealias Field = Layout.Convolution
    let convolution = op.convolution
    let groups = convolution.groups
    check(
      groups >= 1 && input.channels % max(groups, 1) == 0
        && output.channels % max(groups, 1) == 0
        && (op.kind == .convolution || groups == input.channels), .groups, groups,
      at: place &+ Field.groups)
    guard isSound else { return }
    validatePlacement(at: place &+ Field.placement)
    let form = Int(bytes[place &+ Field.form])
    let known = ChannelForm(rawValue: UInt8(truncatingIfNeeded: form))
    check(
      known?.isSupported == true
        && (known != .long || output.elementBytes == 2), .channels, form,
      at: place &+ Field.form)
    let isPooled = convolution.isPooled
    check(!isPooled || output.elementBytes == 1, .pool, 2, at: place &+ Field.poolRows)
    let (strip, poolRows) = (convolution.strip, convolution.poolRows)
    check(
      (strip == 1
        || (strip > 0 && !convolution.inPlace
          && (strip % poolRows == 0 || poolRows % strip == 0)))
        && strip <= Layout.longestDimension / op.window.strideRows, .strip, strip,
      at: place &+ Field.strip)
    check(
      (strip &+ poolRows &- 1) / poolRows <= output.capacity, strip, within: output.capacity,
      at: place &+ Field.strip)
    checkByte(at: place &+ Field.largestWeight, 1, 127, .weights)
    validateWeights()
    if op.kind == .convolution {
      validateWindows(at: place &+ Field.windows)
    } else {
      validateCopies(at: place &+ Field.windows)
    }
    checkBlob(
      at: place &+ Field.parameters, output.channels &* convolution.form.channelBytes)
  }

  /// A depthwise convolution with a kernel of three by three may have room for copies of what lies under it.
  @inline(never)
  private mutating func validateCopies(at position: Int) {
    let (window, convolution) = (op.window, op.convolution)
    let place = convolution.windows
    guard place != 0, isSound else { return }
    check(
      place & 3 == 0 && window.kernelRows == 3 && window.kernelAcross == 3
        && window.strideAcross == 1 && !convolution.isPooled
        && output.channels == input.channels, .memory, place, at: position)
    // A strip times a stride is a dimension.
    let rows = (convolution.strip &- 1) &* window.strideRows &+ 3
    let values = boundedProduct(rows, output.width &+ 2)
    check(
      values >= 0 && values <= Layout.longestArena / 16, values,
      within: Layout.longestArena / 16, at: position)
    guard isSound else { return }
    checkMemory(
      at: position,
      Layout.copiedBytes(
        rows: convolution.strip, stride: window.strideRows, width: output.width))
  }

  /// Only a depthwise convolution of stride 1 may write over its input; only encoded weights may be
  /// resident.
  @inline(never)
  private mutating func validatePlacement(at position: Int) {
    let (window, convolution) = (op.window, op.convolution)
    let placement = convolution.placement
    // Strides and pools are 1 each, which is seen at once.
    let steps =
      window.strideRows | window.strideAcross | convolution.poolRows | convolution.poolAcross
    let mayOverwrite =
      op.kind == .depthwise && steps == 1 && window.padLeft <= 1
      && output.rowBytes == input.rowBytes && output.channels == input.channels
    check(!convolution.inPlace || mayOverwrite, .memory, placement, at: position)
    check(
      placement
        & ~(Layout.Placement.inPlace | Layout.Placement.resident | Layout.Placement.alone) == 0
        && (!convolution.isResident || convolution.encoding.isDecoded), .flags, placement,
      at: position)
  }
}
