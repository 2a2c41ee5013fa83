import ModelFormat

extension ModelFile {
  /// Any bytes with a header that a reader accepts, so that the tables behind it are reached; nil
  /// where there are too few for a header.
  public init?(repairing bytes: [UInt8]) {
    guard bytes.count >= Layout.Header.byteCount else { return nil }
    self.init(bytes)
    self.bytes.removeLast(bytes.count % 4)
    write(Layout.magic, at: Layout.Header.magic)
    write(Layout.majorVersion, at: Layout.Header.majorVersion)
    write(Layout.minorVersion, at: Layout.Header.minorVersion)
    write(UInt32(self.bytes.count), at: Layout.Header.totalBytes)
    let features = value(UInt32.self, at: Layout.Header.features)
    write(features & Layout.Features.int16, at: Layout.Header.features)
    seal()
  }
}
