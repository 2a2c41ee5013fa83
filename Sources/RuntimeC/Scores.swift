internal import CStapes
internal import ModelFormat
internal import Runtime

@c @implementation
func stapes_scores_given(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ times: UnsafeMutablePointer<UInt32>!
) -> stapes_status {
  guard let times = unsafe times else { return .null_pointer }
  guard unsafe isAligned(times) else { return .misaligned }
  return unsafe withExecutor(executor) { (executor) throws(RuntimeError) in
    unsafe times.pointee = UInt32(truncatingIfNeeded: executor.scoresGiven)
    return .ok
  }
}

@c @implementation
func stapes_scores(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ scores: UnsafeMutablePointer<Int8>!,
  _ capacity: Int, _ scale: UnsafeMutablePointer<Float>!,
  _ zero_point: UnsafeMutablePointer<Int32>!
) -> stapes_status {
  guard let scores = unsafe scores, let scale = unsafe scale,
    let zero_point = unsafe zero_point
  else { return .null_pointer }
  guard unsafe isAligned(scale),
    unsafe isAligned(zero_point)
  else { return .misaligned }
  guard unsafe Extent(scores, count: capacity, stride: 1) != nil else { return .bad_size }
  return unsafe withExecutor(executor) { (executor) throws(RuntimeError) in
    guard executor.scoresGiven > 0 else { return .no_scores }
    guard capacity >= executor.scoreCount else { return .buffer_too_small }
    for index in 0..<executor.scoreCount { unsafe scores[index] = executor.score(index) }
    unsafe scale.pointee = executor.scoreScale
    unsafe zero_point.pointee = Int32(truncatingIfNeeded: executor.scoreZeroPoint)
    return .ok
  }
}

@c @implementation
func stapes_top_label(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ label: UnsafeMutablePointer<Int>!
) -> stapes_status {
  guard let label = unsafe label else { return .null_pointer }
  guard unsafe isAligned(label) else {
    return .misaligned
  }
  return unsafe withExecutor(executor) { (executor) throws(RuntimeError) in
    guard executor.scoresGiven > 0 else { return .no_scores }
    unsafe label.pointee = executor.topLabel
    return .ok
  }
}
