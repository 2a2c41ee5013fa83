internal import CStapes
internal import StapesRuntime

/// Shows a C function what the ops of a model compute.
@unsafe private struct Observer: @unsafe RowObserver {
  let function: stapes_row_observer
  let context: UnsafeMutableRawPointer?
  let inputCount: Int

  mutating func completed(row: Span<UInt8>, ofTensor tensor: Int) {
    guard unsafe tensor >= inputCount else { return }
    unsafe row.withUnsafeBytes {
      unsafe function(
        context, tensor &- inputCount, $0.baseAddress?.assumingMemoryBound(to: Int8.self),
        $0.count)
    }
  }

  mutating func consumed(byTensor tensor: Int) {
    unsafe function(context, tensor &- inputCount, nil, 0)
  }
}

@c @implementation
func stapes_trace_samples(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ input: Int,
  _ samples: UnsafePointer<Int16>!, _ count: Int, _ accepted: UnsafeMutablePointer<Int>?,
  _ observer: stapes_row_observer!, _ context: UnsafeMutableRawPointer!
) -> stapes_status {
  guard let observer = unsafe observer else { return .null_pointer }
  let status = unsafe check(executor, pushing: samples, count, accepted)
  return unsafe withExecutor(executor, status) { (executor) throws(RuntimeError) in
    var observer = unsafe Observer(
      function: observer, context: context, inputCount: executor.model.inputCount)
    let taken = try unsafe executor.push(
      samples: Span(_unsafeStart: samples.unsafelyUnwrapped, count: count), input: input,
      observer: &observer)
    unsafe accepted?.pointee = taken
    return .ok
  }
}

@c @implementation
func stapes_trace_rows(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ input: Int,
  _ values: UnsafePointer<Int8>!, _ count: Int, _ accepted: UnsafeMutablePointer<Int>?,
  _ observer: stapes_row_observer!, _ context: UnsafeMutableRawPointer!
) -> stapes_status {
  guard let observer = unsafe observer else { return .null_pointer }
  let status = unsafe check(executor, pushing: values, count, accepted)
  return unsafe withExecutor(executor, status) { (executor) throws(RuntimeError) in
    var observer = unsafe Observer(
      function: observer, context: context, inputCount: executor.model.inputCount)
    let taken = try unsafe executor.push(
      rows: Span(_unsafeStart: values.unsafelyUnwrapped, count: count), input: input,
      observer: &observer)
    unsafe accepted?.pointee = taken
    return .ok
  }
}

@c @implementation
func stapes_trace_finish(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ observer: stapes_row_observer!,
  _ context: UnsafeMutableRawPointer!
) -> stapes_status {
  guard let observer = unsafe observer else { return .null_pointer }
  return unsafe withExecutor(executor, check(executor)) { (executor) throws(RuntimeError) in
    var observer = unsafe Observer(
      function: observer, context: context, inputCount: executor.model.inputCount)
    try unsafe executor.finish(observer: &observer)
    return .ok
  }
}
