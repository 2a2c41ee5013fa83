internal import CStapes
internal import ModelFormat
internal import Runtime

extension stapes_status {
  init(_ error: ModelError) {
    self =
      switch error.reason {
      case .truncated: .truncated
      case .notAModel: .not_a_model
      case .unsupportedVersion: .unsupported_version
      case .unknownFeatures: .unknown_features
      case .checksumMismatch: .checksum_mismatch
      case .sectionMissing: .section_missing
      case .sectionRepeated: .section_repeated
      case .outOfBounds: .out_of_bounds
      case .badValue: .bad_value
      case .badReference: .bad_reference
      case .mismatch: .mismatch
      }
  }

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
      }
  }

  fileprivate var text: StaticString {
    switch self {
    case .ok: "ok"
    case .null_pointer: "a pointer is null"
    case .misaligned: "a pointer is not aligned"
    case .bad_size: "a size does not fit the address space"
    case .overlap: "two buffers share bytes"
    case .not_open: "the executor has not been opened"
    case .buffer_too_small: "the output buffer is too small"
    case .no_such_label: "the model has no such label"
    case .truncated: "the model is cut off"
    case .not_a_model: "the bytes are not a model"
    case .unsupported_version: "the model's format version is not supported"
    case .unknown_features: "the model needs a feature that this library lacks"
    case .checksum_mismatch: "the model is damaged"
    case .section_missing: "the model lacks a section"
    case .section_repeated: "the model has a section twice"
    case .out_of_bounds: "an offset in the model leaves its section"
    case .bad_value: "a field of the model has an impossible value"
    case .bad_reference: "a record of the model names another that does not exist"
    case .mismatch: "two fields of the model disagree"
    case .arena_too_small: "the arena is too small for the model"
    case .no_such_input: "the model has no such input"
    case .wrong_element: "the input takes values of another type"
    case .partial_row: "the values are not a whole number of rows"
    case .input_too_long: "the input takes fewer rows"
    case .input_too_short: "the input ended too early for a score"
    case .clip_not_observed: "the clip was not shown before it was pushed"
    case .already_finished: "the stream is finished"
    case .not_finished: "the stream is not finished"
    case .stalled: "the model's rings are too small to go on"
    }
  }
}

@c @implementation
func stapes_status_text(_ status: stapes_status) -> UnsafePointer<CChar>! {
  // A C caller can pass any number, and a switch over a closed enum stops at one it cannot name.
  let isKnown = status.rawValue <= stapes_status.stalled.rawValue
  let text: StaticString = isKnown ? status.text : "unknown status"
  return unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}
