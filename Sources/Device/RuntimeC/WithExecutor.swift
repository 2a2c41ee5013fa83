internal import CStapes
internal import StapesRuntime

/// Runs `body` on the executor that `storage` holds, and turns what it throws into a status.
///
/// - Parameter status: of `Buffers(of: storage)`, with whatever else `body` reads and writes; where a
///   check of them has failed, it is all that comes of the call. Calls that run the network have it
///   from a function of its own, whose buffers are off the stack by then.
@inline(__always)
func withExecutor(
  _ storage: UnsafeMutablePointer<stapes_executor>?, _ status: stapes_status,
  _ body: (inout Executor) throws(RuntimeError) -> stapes_status
) -> stapes_status {
  guard status == .ok else { return status }
  var executor = unsafe resume(storage.unsafelyUnwrapped)
  do throws(RuntimeError) {
    return try body(&executor)
  } catch {
    return stapes_status(error)
  }
}

/// Checks an executor alone.
@inline(never)
func check(_ executor: UnsafeMutablePointer<stapes_executor>?) -> stapes_status {
  unsafe Buffers(of: executor).status
}

/// The stream of an opened executor; it borrows memory of the caller's, which outlives the call.
@inline(never)
@_lifetime(immortal)
func resume(_ storage: UnsafeMutablePointer<stapes_executor>) -> Executor {
  let open = unsafe UnsafeRawPointer(storage).load(as: OpenExecutor.self)
  let bytes = unsafe Span(_unsafeStart: open.model, count: open.modelBytes)
  let arena = unsafe MutableSpan(_unsafeStart: open.arena, count: open.arenaBytes)
  return unsafe _overrideLifetime(
    Executor(resuming: Model(validated: bytes), arena: arena), copying: ())
}
