internal import CStapes
internal import StapesRuntime

@c @implementation
func stapes_self_test(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ layer: UnsafeMutablePointer<Int>!
) -> stapes_status {
  let status = unsafe check(executor, layer)
  return unsafe withExecutor(executor, status) { (executor) throws(RuntimeError) in
    guard let failed = try executor.selfTest() else { return .ok }
    unsafe layer.unsafelyUnwrapped.pointee = failed
    return .self_test_failed
  }
}

@c @implementation
func stapes_self_test_step(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ steps: UInt32,
  _ progress: UnsafeMutablePointer<UInt32>!, _ layer: UnsafeMutablePointer<Int>!
) -> stapes_status {
  let status = unsafe check(executor, layer, progress)
  return unsafe withExecutor(executor, status) { (executor) throws(RuntimeError) in
    guard
      let failed = try unsafe executor.selfTest(
        steps: steps, &progress.unsafelyUnwrapped.pointee)
    else { return .ok }
    unsafe layer.unsafelyUnwrapped.pointee = failed
    return .self_test_failed
  }
}

@inline(never)
private func check(
  _ executor: UnsafeMutablePointer<stapes_executor>?, _ layer: UnsafeMutablePointer<Int>?
) -> stapes_status {
  var buffers = unsafe Buffers(of: executor)
  unsafe buffers.add(layer)
  return buffers.status
}

@inline(never)
private func check(
  _ executor: UnsafeMutablePointer<stapes_executor>?, _ layer: UnsafeMutablePointer<Int>?,
  _ progress: UnsafeMutablePointer<UInt32>?
) -> stapes_status {
  var buffers = unsafe Buffers(of: executor)
  unsafe buffers.add(layer)
  unsafe buffers.add(progress)
  return buffers.status
}
