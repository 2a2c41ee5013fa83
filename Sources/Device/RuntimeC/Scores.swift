internal import CStapes
internal import StapesRuntime

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
  guard let scores = unsafe scores else { return .null_pointer }
  return unsafe writeScores(executor, scores, capacity, isInt16: false, scale, zero_point) {
    unsafe scores[$0] = Int8(truncatingIfNeeded: $1)
  }
}

@c @implementation
func stapes_scores_int16(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ scores: UnsafeMutablePointer<Int16>!,
  _ capacity: Int, _ scale: UnsafeMutablePointer<Float>!,
  _ zero_point: UnsafeMutablePointer<Int32>!
) -> stapes_status {
  guard let scores = unsafe scores else { return .null_pointer }
  guard unsafe isAligned(scores) else { return .misaligned }
  return unsafe writeScores(executor, scores, capacity, isInt16: true, scale, zero_point) {
    unsafe scores[$0] = $1
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

/// Writes the scores given last, which are of the elements that the caller has room for.
@inline(__always)
private func writeScores<Score>(
  _ executor: UnsafeMutablePointer<stapes_executor>?, _ scores: UnsafeMutablePointer<Score>,
  _ capacity: Int, isInt16: Bool, _ scale: UnsafeMutablePointer<Float>?,
  _ zeroPoint: UnsafeMutablePointer<Int32>?, _ write: (Int, Int16) -> Void
) -> stapes_status {
  guard let scale = unsafe scale, let zeroPoint = unsafe zeroPoint else { return .null_pointer }
  guard unsafe isAligned(scale), unsafe isAligned(zeroPoint) else { return .misaligned }
  guard unsafe Extent(scores, count: capacity, stride: MemoryLayout<Score>.stride) != nil
  else { return .bad_size }
  return unsafe withExecutor(executor) { (executor) throws(RuntimeError) in
    guard executor.hasInt16Scores == isInt16 else { return .wrong_element }
    guard executor.scoresGiven > 0 else { return .no_scores }
    guard capacity >= executor.scoreCount else { return .buffer_too_small }
    for index in 0..<executor.scoreCount { write(index, executor.score(index)) }
    unsafe scale.pointee = executor.scoreScale
    unsafe zeroPoint.pointee = Int32(truncatingIfNeeded: executor.scoreZeroPoint)
    return .ok
  }
}
