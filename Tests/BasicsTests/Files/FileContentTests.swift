import Basics
import Testing

@Suite struct FileContentTests {
  /// The length of a header may begin like the signature of a pickle.
  @Test func headersOfEveryLength() {
    for length in 2..<2_000 {
      let size = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
      let header = "{" + String(repeating: " ", count: length - 2) + "}"
      #expect(FileContent(size + Array(header.utf8)) == .checkpoint, "\(length)")
    }
    #expect(FileContent([0x80, 2, 0x8A, 10, 0x6C]) == .pytorch)
    #expect(FileContent([]) == nil)
  }
}
