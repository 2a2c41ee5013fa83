internal import CStapes
internal import ModelFormat
internal import Runtime

@c @implementation
func stapes_input_count(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ count: UnsafeMutablePointer<Int>!
) -> stapes_status {
  unsafe withModel(executor, writing: count) { model, count in
    unsafe count.pointee = model.inputCount
    return .ok
  }
}

@c @implementation
func stapes_score_count(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ count: UnsafeMutablePointer<Int>!
) -> stapes_status {
  unsafe withModel(executor, writing: count) { model, count in
    unsafe count.pointee = model.tensor(model.tensorCount &- 1).channels
    return .ok
  }
}

@c @implementation
func stapes_layer_count(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ count: UnsafeMutablePointer<Int>!
) -> stapes_status {
  unsafe withModel(executor, writing: count) { model, count in
    unsafe count.pointee = model.opCount
    return .ok
  }
}

@c @implementation
func stapes_describe_input(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ input: Int,
  _ description: UnsafeMutablePointer<stapes_input>!
) -> stapes_status {
  unsafe withModel(executor, writing: description) { model, description in
    guard input >= 0, input < model.inputCount else { return .no_such_input }
    let record = model.input(input)
    let tensor = model.tensor(input)
    unsafe description.pointee = stapes_input(
      row_values: tensor.elements,
      rows_per_second: UInt32(truncatingIfNeeded: record.samplesPerSecond),
      fixed_rows: UInt32(truncatingIfNeeded: record.fixedRows),
      minimum_rows: UInt32(truncatingIfNeeded: record.minimumRows),
      value_bytes: UInt8(truncatingIfNeeded: tensor.elementBytes),
      needs_observing: record.standardisation == .clip ? 1 : 0,
      zero_point: Int8(truncatingIfNeeded: tensor.zeroPoint), scale: tensor.scale)
    return .ok
  }
}

@c @implementation
func stapes_label_text(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ label: Int,
  _ text: UnsafeMutablePointer<UnsafePointer<CChar>?>!, _ text_bytes: UnsafeMutablePointer<Int>!
) -> stapes_status {
  guard let text = unsafe text else { return .null_pointer }
  guard unsafe isAligned(text) else { return .misaligned }
  return unsafe withModel(executor, writing: text_bytes) { model, text_bytes in
    guard label >= 0, label < model.labelCount else { return .no_such_label }
    unsafe write(model.label(label), of: model, text, text_bytes)
    return .ok
  }
}

@c @implementation
func stapes_layer_name(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ layer: Int,
  _ text: UnsafeMutablePointer<UnsafePointer<CChar>?>!, _ text_bytes: UnsafeMutablePointer<Int>!
) -> stapes_status {
  guard let text = unsafe text else { return .null_pointer }
  guard unsafe isAligned(text) else { return .misaligned }
  return unsafe withModel(executor, writing: text_bytes) { model, text_bytes in
    guard layer >= 0, layer < model.opCount else { return .no_such_layer }
    unsafe write(model.name(model.inputCount &+ layer), of: model, text, text_bytes)
    return .ok
  }
}

/// Runs `body` on the model of an opened executor.
///
/// - Parameter output: where `body` writes.
@inline(__always)
private func withModel<Output>(
  _ executor: UnsafeMutablePointer<stapes_executor>?,
  writing output: UnsafeMutablePointer<Output>?,
  _ body: (Model, UnsafeMutablePointer<Output>) -> stapes_status
) -> stapes_status {
  guard let output = unsafe output else { return .null_pointer }
  guard unsafe isAligned(output) else { return .misaligned }
  return unsafe withExecutor(executor) { (executor) throws(RuntimeError) in
    unsafe body(executor.model, output)
  }
}

/// Writes where a text lies; never null.
private func write(
  _ text: Section, of model: Model, _ start: UnsafeMutablePointer<UnsafePointer<CChar>?>,
  _ byteCount: UnsafeMutablePointer<Int>
) {
  unsafe byteCount.pointee = text.byteCount
  unsafe start.pointee = model.bytes.withUnsafeBytes {
    unsafe $0.baseAddress?.advanced(by: text.offset).assumingMemoryBound(to: CChar.self)
  }
}
