import Basics
import Foundation

/// Headerless signed 16-bit little-endian mono samples from a stream, such as
/// `arecord -f S16_LE -r 16000 -t raw | stapes run model.stapes -`.
///
/// ```
/// var input = RawPCM()
/// while let block = try input.next() { push(block) }
/// ```
public struct RawPCM: ~Copyable {
  private let descriptor: CInt
  private let name: String
  private var buffer: [UInt8]
  /// Bytes at the start of `buffer` that wait for the other half of their sample: 0 or 1.
  private var pending = 0
  private var totalBytes = 0

  /// - Parameters:
  ///   - descriptor: an open file, which stays the caller's; standard input by default.
  ///   - name: what errors call it.
  ///   - blockSamples: the longest block.
  /// - Precondition: `blockSamples` is positive.
  public init(descriptor: CInt = 0, name: String = "standard input", blockSamples: Int = 4_096) {
    precondition(blockSamples > 0)
    self.descriptor = descriptor
    self.name = name
    buffer = [UInt8](repeating: 0, count: 2 * blockSamples)
  }

  /// The samples that have arrived, at least one; waits for it. Nil at the end of the stream.
  public mutating func next() throws(AudioError) -> [Int16]? {
    while true {
      let count = read()
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw .unreadable(path: name, reason: String(cString: strerror(errno)))
      }
      guard count > 0 else {
        guard pending == 0 else { throw .oddByteCount(path: name, bytes: totalBytes) }
        return nil
      }
      totalBytes += count
      let available = pending + count
      pending = available % 2
      guard available > 1 else { continue }
      let samples = stride(from: 0, to: available - 1, by: 2).map {
        buffer.littleEndian(Int16.self, at: $0)
      }
      if pending == 1 { buffer[0] = buffer[available - 1] }
      return samples
    }
  }

  private mutating func read() -> Int {
    buffer.withUnsafeMutableBytes { bytes in
      let free = UnsafeMutableRawBufferPointer(rebasing: bytes[pending...])
      return Foundation.read(descriptor, free.baseAddress, free.count)
    }
  }
}
