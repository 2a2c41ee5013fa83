import Foundation

/// A picture of at most 256 colours as the bytes of a PNG file.
///
/// The pixels are stored without compression, one byte each: a spectrogram hardly compresses, and
/// the bytes depend on nothing but the pixels.
public struct PNGImage: Equatable, Sendable {
  /// Red, green and blue.
  public typealias Colour = SIMD3<UInt8>

  public let bytes: [UInt8]

  /// - Parameters:
  ///   - rows: from the top, indices into the palette.
  ///   - palette: 1 to 256 colours.
  /// - Precondition: There is a pixel, the rows are equally long, and every index is within the
  ///   palette.
  public init(rows: [[UInt8]], palette: [Colour]) {
    let width = rows.first?.count ?? 0
    precondition(width > 0 && rows.allSatisfy { $0.count == width })
    precondition((1...256).contains(palette.count))
    precondition(rows.allSatisfy { $0.allSatisfy { $0 < palette.count } })
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    // 8 bits a pixel, colour type 3 (palette), deflate, no interlacing.
    bytes += Self.chunk(
      "IHDR", Self.bigEndian(width) + Self.bigEndian(rows.count) + [8, 3, 0, 0, 0])
    bytes += Self.chunk("PLTE", palette.flatMap { [$0.x, $0.y, $0.z] })
    // Each row begins with its filter, 0 for none.
    bytes += Self.chunk("IDAT", Self.stored(rows.flatMap { [0] + $0 }))
    bytes += Self.chunk("IEND", [])
    self.bytes = bytes
  }

  /// The picture as an address that holds it.
  public var dataURL: String { "data:image/png;base64," + Data(bytes).base64EncodedString() }

  private static func bigEndian(_ value: some BinaryInteger) -> [UInt8] {
    let value = UInt32(truncatingIfNeeded: value)
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return bigEndian(content.count) + body + bigEndian(cyclicRedundancy(body))
  }

  /// A zlib stream of stored deflate blocks.
  private static func stored(_ content: [UInt8]) -> [UInt8] {
    let blockBytes = 65_535
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: content.count, by: blockBytes) {
      let block = content[start..<min(start + blockBytes, content.count)]
      let count = UInt16(block.count)
      stream.append(start + block.count == content.count ? 1 : 0)
      stream += [UInt8](littleEndian: [count, ~count])
      stream += block
    }
    return stream + bigEndian(adler(content))
  }

  private static let cyclicRedundancyTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
    }
  }

  private static func cyclicRedundancy(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      cyclicRedundancyTable[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8)
    }
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var low: UInt32 = 1
    var high: UInt32 = 0
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return high << 16 | low
  }
}
