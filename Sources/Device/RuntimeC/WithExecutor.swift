internal import CStapes
internal import StapesRuntime

/// Runs `body` on the executor that `storage` holds, and turns what it throws into a status.
///
/// - Parameter input: values that `body` reads; they must not lie in the arena.
@inline(__always)
func withExecutor(
  _ storage: UnsafeMutablePointer<stapes_executor>?, reading input: Extent? = nil,
  _ body: (inout Executor) throws(RuntimeError) -> stapes_status
) -> stapes_status {
  let status = unsafe check(storage, reading: input)
  guard status == .ok, let storage = unsafe storage else { return status }
  var executor = unsafe resume(storage)
  do throws(RuntimeError) {
    return try body(&executor)
  } catch {
    return stapes_status(error)
  }
}

/// The stream of an opened executor; it borrows memory of the caller's, which outlives the call.
@inline(never)
@_lifetime(immortal)
private func resume(_ storage: UnsafeMutablePointer<stapes_executor>) -> Executor {
  let open = unsafe UnsafeRawPointer(storage).load(as: OpenExecutor.self)
  let bytes = unsafe Span(_unsafeStart: open.model, count: open.modelBytes)
  let arena = unsafe MutableSpan(_unsafeStart: open.arena, count: open.arenaBytes)
  return unsafe _overrideLifetime(
    Executor(resuming: Model(validated: bytes), arena: arena), copying: ())
}

/// What stands in the way of using an executor; ok if nothing does.
@inline(never)
private func check(
  _ storage: UnsafeMutablePointer<stapes_executor>?, reading input: Extent?
) -> stapes_status {
  guard let storage = unsafe storage else { return .null_pointer }
  guard unsafe isAligned(storage) else { return .misaligned }
  let open = unsafe UnsafeRawPointer(storage).load(as: OpenExecutor.self)
  guard unsafe open.isOpen else { return .not_open }
  if let input, let arena = unsafe open.arenaExtent, arena.overlaps(input) { return .overlap }
  return .ok
}
