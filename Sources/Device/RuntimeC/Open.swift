internal import CStapes
internal import StapesRuntime

@c @implementation
func stapes_arena_bytes(
  _ model: UnsafeRawPointer!, _ model_bytes: Int, _ arena_bytes: UnsafeMutablePointer<Int>!
) -> stapes_status {
  guard let model = unsafe model, let arena_bytes = unsafe arena_bytes else {
    return .null_pointer
  }
  guard unsafe isAligned(arena_bytes) else {
    return .misaligned
  }
  guard unsafe Extent(model, count: model_bytes, stride: 1) != nil else { return .bad_size }
  do throws(ModelError) {
    unsafe arena_bytes.pointee = try requiredArenaBytes(model, count: model_bytes)
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
  guard let executor = unsafe executor, let model = unsafe model, let arena = unsafe arena
  else { return .null_pointer }
  guard unsafe isAligned(executor),
    unsafe isAligned(arena, to: Layout.arenaAlignment)
  else { return .misaligned }
  guard let modelExtent = unsafe Extent(model, count: model_bytes, stride: 1),
    let arenaExtent = unsafe Extent(arena, count: arena_bytes, stride: 1),
    let executorExtent = unsafe Extent(
      executor, count: 1, stride: MemoryLayout<stapes_executor>.size)
  else { return .bad_size }
  guard !arenaExtent.overlaps(modelExtent), !executorExtent.overlaps(modelExtent),
    !executorExtent.overlaps(arenaExtent)
  else { return .overlap }
  let open: OpenExecutor
  do throws(ModelError) {
    unsafe open = OpenExecutor(
      model: model.assumingMemoryBound(to: UInt8.self), modelBytes: model_bytes,
      arena: arena.assumingMemoryBound(to: UInt8.self),
      arenaBytes: try requiredArenaBytes(model, count: model_bytes))
  } catch {
    return stapes_status(error)
  }
  guard unsafe arena_bytes >= open.arenaBytes else { return .arena_too_small }
  unsafe UnsafeMutableRawPointer(executor).storeBytes(of: open, as: OpenExecutor.self)
  return unsafe withExecutor(executor) { (executor) throws(RuntimeError) in
    executor.prepare()
    return .ok
  }
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
  unsafe withExecutor(executor) { (executor) throws(RuntimeError) in
    executor.reset()
    return .ok
  }
}

@c @implementation
func stapes_self_test(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ layer: UnsafeMutablePointer<Int>!
) -> stapes_status {
  guard let layer = unsafe layer else { return .null_pointer }
  guard unsafe isAligned(layer) else { return .misaligned }
  return unsafe withExecutor(executor) { (executor) throws(RuntimeError) in
    guard let failed = try executor.selfTest() else { return .ok }
    unsafe layer.pointee = failed
    return .self_test_failed
  }
}
