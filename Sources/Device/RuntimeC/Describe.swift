internal import CStapes
internal import StapesRuntime

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
func stapes_describe_model(
  _ executor: UnsafeMutablePointer<stapes_executor>!,
  _ description: UnsafeMutablePointer<stapes_model>!
) -> stapes_status {
  unsafe withModel(executor, writing: description) { model, description in
    unsafe description.pointee = stapes_model(
      is_continuous: model.isContinuous ? 1 : 0,
      score_meaning: model.scoreMeaning.rawValue,
      hop_rows: model.listening(Layout.Listening.hopRows),
      window_rows: model.listening(Layout.Listening.windowRows),
      warm_up_rows: model.listening(Layout.Listening.warmUpRows),
      delay_rows: model.listening(Layout.Listening.delayRows))
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
  unsafe writeText(of: executor, text, text_bytes, orElse: .no_such_label) { model in
    label >= 0 && label < model.labelCount ? model.label(label) : nil
  }
}

@c @implementation
func stapes_layer_name(
  _ executor: UnsafeMutablePointer<stapes_executor>!, _ layer: Int,
  _ text: UnsafeMutablePointer<UnsafePointer<CChar>?>!, _ text_bytes: UnsafeMutablePointer<Int>!
) -> stapes_status {
  unsafe writeText(of: executor, text, text_bytes, orElse: .no_such_layer) { model in
    layer >= 0 && layer < model.opCount ? model.name(model.inputCount &+ layer) : nil
  }
}

/// Runs `body` on the model of an opened executor.
@inline(__always)
private func withModel<Output>(
  _ executor: UnsafeMutablePointer<stapes_executor>?,
  writing output: UnsafeMutablePointer<Output>?,
  _ body: (Model, UnsafeMutablePointer<Output>) -> stapes_status
) -> stapes_status {
  var buffers = unsafe Buffers(of: executor)
  unsafe buffers.add(output)
  return unsafe withExecutor(executor, buffers.status) { (executor) throws(RuntimeError) in
    unsafe body(executor.model, output.unsafelyUnwrapped)
  }
}

/// Writes where a text of the model lies; never null.
@inline(never)
private func writeText(
  of executor: UnsafeMutablePointer<stapes_executor>?,
  _ start: UnsafeMutablePointer<UnsafePointer<CChar>?>?,
  _ byteCount: UnsafeMutablePointer<Int>?, orElse absent: stapes_status,
  _ find: (Model) -> Section?
) -> stapes_status {
  var buffers = unsafe Buffers(of: executor)
  unsafe buffers.add(start)
  unsafe buffers.add(byteCount)
  return unsafe withExecutor(executor, buffers.status) { (executor) throws(RuntimeError) in
    guard let text = find(executor.model) else { return absent }
    unsafe byteCount.unsafelyUnwrapped.pointee = text.byteCount
    unsafe start.unsafelyUnwrapped.pointee = executor.model.bytes.withUnsafeBytes {
      unsafe $0.baseAddress?.advanced(by: text.offset).assumingMemoryBound(to: CChar.self)
    }
    return .ok
  }
}
