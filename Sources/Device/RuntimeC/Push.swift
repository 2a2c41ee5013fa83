internal import CStapes
internal import StapesRuntime

@c @implementation
func stapes_observe(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ input: Int,
  _ samples: UnsafePointer<Int16>!, _ count: Int
) -> stapes_status {
  var buffers = unsafe Buffers(of: executor)
  unsafe buffers.add(samples, count: count)
  return unsafe withExecutor(executor, buffers.status) { (executor) throws(RuntimeError) in
    try unsafe executor.observe(
      Span(_unsafeStart: samples.unsafelyUnwrapped, count: count), input: input)
    return .ok
  }
}

@c @implementation
func stapes_push_samples(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ input: Int,
  _ samples: UnsafePointer<Int16>!, _ count: Int, _ accepted: UnsafeMutablePointer<Int>?
) -> stapes_status {
  let status = unsafe check(executor, pushing: samples, count, accepted)
  return unsafe withExecutor(executor, status) { (executor) throws(RuntimeError) in
    let taken = try unsafe executor.push(
      samples: Span(_unsafeStart: samples.unsafelyUnwrapped, count: count), input: input)
    unsafe accepted?.pointee = taken
    return .ok
  }
}

@c @implementation
func stapes_push_rows(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ input: Int,
  _ values: UnsafePointer<Int8>!, _ count: Int, _ accepted: UnsafeMutablePointer<Int>?
) -> stapes_status {
  let status = unsafe check(executor, pushing: values, count, accepted)
  return unsafe withExecutor(executor, status) { (executor) throws(RuntimeError) in
    let taken = try unsafe executor.push(
      rows: Span(_unsafeStart: values.unsafelyUnwrapped, count: count), input: input)
    unsafe accepted?.pointee = taken
    return .ok
  }
}

/// Checks the buffers of a push: what is pushed, and where it says how much was taken, which may be null.
@inline(never)
func check<Value>(
  _ executor: UnsafeMutablePointer<stapes_executor>?, pushing values: UnsafePointer<Value>?,
  _ count: Int, _ accepted: UnsafeMutablePointer<Int>?
) -> stapes_status {
  var buffers = unsafe Buffers(of: executor)
  unsafe buffers.add(values, count: count)
  if unsafe accepted != nil { unsafe buffers.add(accepted) }
  return buffers.status
}

@c @implementation
func stapes_gap(_ executor: UnsafeMutablePointer<stapes_executor>!, _ rows: Int) -> stapes_status {
  unsafe withExecutor(executor, check(executor)) { (executor) throws(RuntimeError) in
    // More than an Int holds come as a negative number.
    try executor.gap(rows: rows < 0 ? .max : rows)
    return .ok
  }
}

@c @implementation
func stapes_finish(_ executor: UnsafeMutablePointer<stapes_executor>!) -> stapes_status {
  unsafe withExecutor(executor, check(executor)) { (executor) throws(RuntimeError) in
    try executor.finish()
    return .ok
  }
}
