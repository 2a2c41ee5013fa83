internal import CStapes
internal import StapesRuntime

extension stapes_status {
  @inline(never)
  init(_ error: ModelError) {
    self =
      switch error.reason.code {
      case .truncated: .truncated
      case .notAModel: .not_a_model
      case .unsupportedVersion: .unsupported_version
      case .unknownFeatures: .unknown_features
      case .checksumMismatch: .checksum_mismatch
      case .outOfBounds: .out_of_bounds
      case .badValue: .bad_value
      case .badReference: .bad_reference
      case .mismatch: .mismatch
      case .unsupportedOp: .unsupported_op
      }
  }

  @inline(never)
  init(_ error: RuntimeError) {
    self =
      switch error {
      case .arenaTooSmall: .arena_too_small
      case .noSuchInput: .no_such_input
      case .wrongElement: .wrong_element
      case .partialRow: .partial_row
      case .inputTooLong: .input_too_long
      case .inputTooShort: .input_too_short
      case .clipNotObserved: .clip_not_observed
      case .alreadyFinished: .already_finished
      case .stalled: .stalled
      case .noSelfTest: .no_self_test
      case .notContinuous: .not_continuous
      }
  }
}

/// Sentences in the order of the statuses, each with a NUL behind it.
private let sentences: StaticString = """
  ok\0\
  a pointer is null\0\
  a pointer is not aligned\0\
  a size does not fit the address space\0\
  two buffers share bytes\0\
  the executor has not been opened\0\
  the output buffer is too small\0\
  the model has no such label\0\
  the model has no such layer\0\
  the model is cut off\0\
  the bytes are not a model\0\
  the model's format version is not supported\0\
  the model needs a feature that this library lacks\0\
  the model is damaged\0\
  an offset in the model leaves the file\0\
  a field of the model has an impossible value\0\
  a record of the model names another that does not exist\0\
  two fields of the model disagree\0\
  the library was built without an op of the model\0\
  the arena is too small for the model\0\
  the model has no such input\0\
  the input takes values of another type\0\
  the values are not a whole number of rows\0\
  the input takes fewer rows\0\
  the input ended too early for a score\0\
  the clip was not shown before it was pushed\0\
  the stream is finished\0\
  there are no scores yet\0\
  the model's rings are too small to go on\0\
  the model holds no self-test\0\
  a layer computes other values than it should\0\
  the model scores clips, which have no gaps\0\
  unknown status\0
  """

@c @implementation
func stapes_status_text(_ status: stapes_status) -> UnsafePointer<CChar>! {
  // A C caller can pass any number.
  var number = min(status.rawValue, stapes_status.not_continuous.rawValue + 1)
  var text = unsafe sentences.utf8Start
  while number > 0 {
    if unsafe text.pointee == 0 { number -= 1 }
    unsafe text += 1
  }
  return unsafe UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self)
}
