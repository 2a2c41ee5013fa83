internal import CStapes
internal import StapesRuntime

@c @implementation
func stapes_arena_bytes(
  _ model: UnsafeRawPointer!, _ model_bytes: Int, _ arena_bytes: UnsafeMutablePointer<Int>!
) -> stapes_status {
  var buffers = Buffers()
  unsafe buffers.addBytes(model, count: model_bytes, stride: 1, alignment: 1)
  unsafe buffers.add(arena_bytes)
  guard buffers.status == .ok else { return buffers.status }
  do throws(ModelError) {
    unsafe arena_bytes.unsafelyUnwrapped.pointee = try requiredArenaBytes(
      model.unsafelyUnwrapped, count: model_bytes)
    return .ok
  } catch {
    return stapes_status(error)
  }
}

@c @implementation
func stapes_open(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ model: UnsafeRawPointer!,
  _ model_bytes: Int, _ arena: UnsafeMutableRawPointer!, _ arena_bytes: Int
) -> stapes_status {
  precondition(unsafe MemoryLayout<OpenExecutor>.size <= MemoryLayout<stapes_executor>.size)
  var buffers = Buffers()
  unsafe buffers.add(executor)
  unsafe buffers.addBytes(model, count: model_bytes, stride: 1, alignment: 1)
  unsafe buffers.addBytes(
    arena, count: arena_bytes, stride: 1, alignment: Layout.arenaAlignment)
  guard buffers.status == .ok else { return buffers.status }
  let storage = unsafe executor.unsafelyUnwrapped
  let model = unsafe model.unsafelyUnwrapped
  let open: OpenExecutor
  do throws(ModelError) {
    unsafe open = OpenExecutor(
      model: model.assumingMemoryBound(to: UInt8.self), modelBytes: model_bytes,
      arena: arena.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self),
      arenaBytes: try requiredArenaBytes(model, count: model_bytes))
  } catch {
    return stapes_status(error)
  }
  guard unsafe arena_bytes >= open.arenaBytes else { return .arena_too_small }
  unsafe UnsafeMutableRawPointer(storage).storeBytes(of: open, as: OpenExecutor.self)
  var stream = unsafe resume(storage)
  stream.prepare()
  return .ok
}

/// The one check of a file; a function of its own, so that its code stands once.
@inline(never)
private func requiredArenaBytes(
  _ model: UnsafeRawPointer, count: Int
) throws(ModelError) -> Int {
  let bytes = unsafe Span(
    _unsafeStart: model.assumingMemoryBound(to: UInt8.self), count: count)
  return Executor.requiredArenaBytes(try Model(bytes))
}

@c @implementation
func stapes_reset(_ executor: UnsafeMutablePointer<stapes_executor>!) -> stapes_status {
  unsafe withExecutor(executor, check(executor)) { (executor) throws(RuntimeError) in
    executor.reset()
    return .ok
  }
}
