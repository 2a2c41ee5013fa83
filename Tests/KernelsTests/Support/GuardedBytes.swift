import Foundation

/// Bytes behind which nothing can be read: whoever reads on ends with a signal.
final class GuardedBytes {
  private let pages: UnsafeMutableRawPointer
  private let room: Int
  private let pageBytes = Int(sysconf(Int32(_SC_PAGESIZE)))
  private let count: Int

  /// Nothing where the system gives no pages.
  init?(_ bytes: [UInt8]) {
    count = bytes.count
    room = (count + pageBytes - 1) / pageBytes * pageBytes
    let mapped = unsafe mmap(
      nil, room + pageBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { return nil }
    unsafe pages = mapped
    guard unsafe mprotect(pages + room, pageBytes, PROT_NONE) == 0 else { return nil }
    let target = unsafe UnsafeMutableRawBufferPointer(start: pages + room - count, count: count)
    unsafe target.copyBytes(from: bytes)
  }

  deinit { unsafe munmap(pages, room + pageBytes) }

  func withSpan(_ body: (Span<UInt8>) throws -> Void) rethrows {
    let bytes = unsafe UnsafeRawBufferPointer(start: pages + room - count, count: count)
    try unsafe body(Span(_unsafeBytes: bytes))
  }
}
