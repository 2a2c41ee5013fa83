internal import CStapes
internal import StapesRuntime

@c @implementation
func stapes_self_test(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ layer: UnsafeMutablePointer<Int>!
) -> stapes_status {
  var buffers = unsafe Buffers(of: executor)
  unsafe buffers.add(layer)
  return unsafe withExecutor(executor, buffers) { (executor) throws(RuntimeError) in
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
  var buffers = unsafe Buffers(of: executor)
  unsafe buffers.add(progress)
  unsafe buffers.add(layer)
  return unsafe withExecutor(executor, buffers) { (executor) throws(RuntimeError) in
    guard
      let failed = try unsafe executor.selfTest(
        steps: steps, &progress.unsafelyUnwrapped.pointee)
    else { return .ok }
    unsafe layer.unsafelyUnwrapped.pointee = failed
    return .self_test_failed
  }
}
