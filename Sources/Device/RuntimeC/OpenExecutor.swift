/// What `stapes_open` leaves in an executor's words.
///
/// The stream itself lives in the arena; this is where model and arena lie. Later calls build the
/// Swift views from it and nothing else.
@unsafe struct OpenExecutor: BitwiseCopyable {
  /// Tells an opened executor from cleared or fresh memory.
  private var mark = openMark
  let model: UnsafePointer<UInt8>
  let modelBytes: Int
  let arena: UnsafeMutablePointer<UInt8>
  /// Bytes of the arena that are used.
  let arenaBytes: Int

  init(
    model: UnsafePointer<UInt8>, modelBytes: Int, arena: UnsafeMutablePointer<UInt8>,
    arenaBytes: Int
  ) {
    unsafe self.model = model
    unsafe self.modelBytes = modelBytes
    unsafe self.arena = arena
    unsafe self.arenaBytes = arenaBytes
  }

  var isOpen: Bool { unsafe mark == openMark }
}

private let openMark: UInt32 = 0x5354_4150
