internal import CStapes
internal import StapesRuntime

@c @implementation
func stapes_scores_given(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ times: UnsafeMutablePointer<UInt32>!
) -> stapes_status {
  var buffers = unsafe Buffers(of: executor)
  unsafe buffers.add(times)
  return unsafe withExecutor(executor, buffers.status) { (executor) throws(RuntimeError) in
    unsafe times.unsafelyUnwrapped.pointee = UInt32(truncatingIfNeeded: executor.scoresGiven)
    return .ok
  }
}

@c @implementation
func stapes_scores(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ scores: UnsafeMutablePointer<Int8>!,
  _ capacity: Int, _ scale: UnsafeMutablePointer<Float>!,
  _ zero_point: UnsafeMutablePointer<Int32>!
) -> stapes_status {
  unsafe writeScores(executor, scores, capacity, isInt16: false, scale, zero_point) {
    unsafe scores.unsafelyUnwrapped[$0] = Int8(truncatingIfNeeded: $1)
  }
}

@c @implementation
func stapes_scores_int16(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ scores: UnsafeMutablePointer<Int16>!,
  _ capacity: Int, _ scale: UnsafeMutablePointer<Float>!,
  _ zero_point: UnsafeMutablePointer<Int32>!
) -> stapes_status {
  unsafe writeScores(executor, scores, capacity, isInt16: true, scale, zero_point) {
    unsafe scores.unsafelyUnwrapped[$0] = $1
  }
}

@c @implementation
func stapes_top_label(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ label: UnsafeMutablePointer<Int>!
) -> stapes_status {
  var buffers = unsafe Buffers(of: executor)
  unsafe buffers.add(label)
  return unsafe withExecutor(executor, buffers.status) { (executor) throws(RuntimeError) in
    guard executor.scoresGiven > 0 else { return .no_scores }
    unsafe label.unsafelyUnwrapped.pointee = executor.topLabel
    return .ok
  }
}

/// Writes the scores given last, which are of the elements that the caller has room for.
@inline(__always)
private func writeScores<Score>(
  _ executor: UnsafeMutablePointer<stapes_executor>?, _ scores: UnsafeMutablePointer<Score>?,
  _ capacity: Int, isInt16: Bool, _ scale: UnsafeMutablePointer<Float>?,
  _ zeroPoint: UnsafeMutablePointer<Int32>?, _ write: (Int, Int16) -> Void
) -> stapes_status {
  var buffers = unsafe Buffers(of: executor)
  unsafe buffers.add(scores, count: capacity)
  unsafe buffers.add(scale)
  unsafe buffers.add(zeroPoint)
  return unsafe withExecutor(executor, buffers.status) { (executor) throws(RuntimeError) in
    guard executor.hasInt16Scores == isInt16 else { return .wrong_element }
    guard executor.scoresGiven > 0 else { return .no_scores }
    let model = executor.model
    let given = model.tensor(model.tensorCount &- 1)
    guard capacity >= given.channels else { return .buffer_too_small }
    for index in 0..<given.channels { write(index, executor.score(index)) }
    unsafe scale.unsafelyUnwrapped.pointee = given.scale
    unsafe zeroPoint.unsafelyUnwrapped.pointee = given.zeroPoint
    return .ok
  }
}
