import Foundation

/// Writing to an open file.
package enum Descriptor {
  /// Writes all bytes; on false, `errno` tells why.
  package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        // Some systems refuse a write of more than 2 GiB.
        let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
        let count = Foundation.write(descriptor, piece.baseAddress, piece.count)
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }
}
