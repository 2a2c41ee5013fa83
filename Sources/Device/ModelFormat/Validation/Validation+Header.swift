internal import FixedPoint

extension Validation {
  private typealias Header = Layout.Header

  /// Checks the header, the checksum over all bytes, and where the tables lie.
  mutating func validateHeader() {
    guard bytes.count >= Header.byteCount else {
      fail(.truncated(expectedBytes: Header.byteCount, actualBytes: bytes.count), at: 0)
      return
    }
    if bytes.uint32(at: Header.magic) != Layout.magic { fail(.notAModel, at: Header.magic) }
    let version = (major: model.majorVersion, minor: model.minorVersion)
    if version.major != Layout.majorVersion || version.minor < Layout.oldestMinorVersion
      || version.minor > Layout.minorVersion
    {
      fail(
        .unsupportedVersion(major: version.major, minor: version.minor), at: Header.majorVersion)
    }
    let total = Int(bytes.int32(at: Header.totalBytes))
    guard total == bytes.count, total & 3 == 0 else {
      fail(.truncated(expectedBytes: total, actualBytes: bytes.count), at: Header.totalBytes)
      return
    }
    let unknown = bytes.uint32(at: Header.features) & ~Library.knownFeatures
    if unknown != 0 { fail(.unknownFeatures(unknown), at: Header.features) }
    let stored = Checksum(
      first: bytes.uint32(at: Header.checksum), second: bytes.uint32(at: Header.checksum &+ 4))
    if Checksum.ofFile(bytes) != stored { fail(.checksumMismatch, at: Header.checksum) }
    checkByte(at: Header.profile, 0, 1, .profile)
    if !Library.roundsTwice, model.rounding == .tflm {
      refuse(.profile, at: Header.profile)
    }
    checkSize(at: Header.arenaBytes, atMost: Layout.longestArena)
    checkTable(Header.inputs, count: Header.inputCount, Layout.Input.recordBytes)
    checkTable(Header.edges, count: Header.edgeCount, Layout.Edge.recordBytes)
    checkTable(Header.ops, count: Header.opCount, Layout.Op.recordBytes)
    checkBlob(at: Header.tensors, model.tensorCount &* Layout.Tensor.recordBytes)
    checkBlob(at: Header.consumers, model.edgeCount &* 2)
    checkBlob(at: Header.payloads, 0)
    check(model.arenaBytes, atLeast: model.stateBytes, .arena, at: Header.arenaBytes)
    validatePace()
  }

  /// A pace belongs to one input, whose rows bring some credit.
  private mutating func validatePace() {
    guard model.hasPace else {
      if model.pace != 0 { fail(.unsupportedOp(.pace, value: 1), at: Header.pace) }
      return
    }
    checkBlob(at: Header.pace, Layout.Pace.efforts &+ model.opCount &* Layout.Pace.entryBytes)
    check(model.inputCount == 1, .pace, model.inputCount, at: Header.pace)
    guard isSound else { return }
    check(model.creditPerRow, atLeast: 1, .pace, at: model.pace &+ Layout.Pace.creditPerRow)
    checkMemory(at: model.pace &+ Layout.Pace.memory, Layout.creditBytes)
  }

  /// A table has at least one record, not too many, and lies inside the file.
  @inline(never)
  private mutating func checkTable(_ offset: Int, count position: Int, _ recordBytes: Int) {
    let count = Int(bytes.uint16(at: position))
    check(count > 0 && count <= Layout.longestTable, .record, count, at: position)
    checkBlob(at: offset, count &* recordBytes)
  }
}
