internal import CStapes
internal import ModelFormat
internal import Runtime

@c @implementation
func stapes_score_count(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ count: UnsafeMutablePointer<Int>!
) -> stapes_status {
  guard let count = unsafe count else { return .null_pointer }
  guard unsafe isAligned(count) else {
    return .misaligned
  }
  return unsafe withExecutor(executor) { (executor) throws(RuntimeError) in
    unsafe count.pointee = executor.scoreCount
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
    guard executor.isFinished else { return .not_finished }
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
    guard executor.isFinished else { return .not_finished }
    unsafe label.pointee = executor.topLabel
    return .ok
  }
}

@c @implementation
func stapes_label_text(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ label: Int,
  _ text: UnsafeMutablePointer<UnsafePointer<CChar>?>!, _ text_bytes: UnsafeMutablePointer<Int>!
) -> stapes_status {
  guard let text = unsafe text, let text_bytes = unsafe text_bytes else {
    return .null_pointer
  }
  guard unsafe isAligned(text),
    unsafe isAligned(text_bytes)
  else { return .misaligned }
  return unsafe withExecutor(executor) { (executor) throws(RuntimeError) in
    guard label >= 0, label < executor.model.labelCount else { return .no_such_label }
    let section = executor.model.label(label)
    let bytes = executor.model.bytes.extracting(section.offset..<section.end)
    unsafe text_bytes.pointee = bytes.count
    unsafe text.pointee = bytes.withUnsafeBytes {
      unsafe $0.baseAddress?.assumingMemoryBound(to: CChar.self)
    }
    return .ok
  }
}
