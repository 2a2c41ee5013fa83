internal import CStapes
internal import StapesRuntime

@c @implementation
func stapes_observe(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ input: Int,
  _ samples: UnsafePointer<Int16>!, _ count: Int
) -> stapes_status {
  guard let samples = unsafe samples else { return .null_pointer }
  guard unsafe isAligned(samples) else {
    return .misaligned
  }
  guard let extent = unsafe Extent(samples, count: count, stride: MemoryLayout<Int16>.stride)
  else { return .bad_size }
  return unsafe withExecutor(executor, reading: extent) { (executor) throws(RuntimeError) in
    try unsafe executor.observe(Span(_unsafeStart: samples, count: count), input: input)
    return .ok
  }
}

@c @implementation
func stapes_push_samples(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ input: Int,
  _ samples: UnsafePointer<Int16>!, _ count: Int, _ accepted: UnsafeMutablePointer<Int>!
) -> stapes_status {
  guard let samples = unsafe samples, let accepted = unsafe accepted else {
    return .null_pointer
  }
  guard unsafe isAligned(samples),
    unsafe isAligned(accepted)
  else { return .misaligned }
  guard let extent = unsafe Extent(samples, count: count, stride: MemoryLayout<Int16>.stride)
  else { return .bad_size }
  return unsafe withExecutor(executor, reading: extent) { (executor) throws(RuntimeError) in
    unsafe accepted.pointee = try executor.push(
      samples: Span(_unsafeStart: samples, count: count), input: input)
    return .ok
  }
}

@c @implementation
func stapes_push_rows(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ input: Int,
  _ values: UnsafePointer<Int8>!, _ count: Int, _ accepted: UnsafeMutablePointer<Int>!
) -> stapes_status {
  guard let values = unsafe values, let accepted = unsafe accepted else { return .null_pointer }
  guard unsafe isAligned(accepted) else {
    return .misaligned
  }
  guard let extent = unsafe Extent(values, count: count, stride: 1) else { return .bad_size }
  return unsafe withExecutor(executor, reading: extent) { (executor) throws(RuntimeError) in
    unsafe accepted.pointee = try executor.push(
      rows: Span(_unsafeStart: values, count: count), input: input)
    return .ok
  }
}

@c @implementation
func stapes_finish(_ executor: UnsafeMutablePointer<stapes_executor>!) -> stapes_status {
  unsafe withExecutor(executor) { (executor) throws(RuntimeError) in
    try executor.finish()
    return .ok
  }
}
