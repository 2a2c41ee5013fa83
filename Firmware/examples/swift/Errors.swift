import StapesRuntime

extension RuntimeError {
  /// What happened, for people.
  var text: StaticString {
    switch self {
    case .arenaTooSmall: "the arena is too small"
    case .noSuchInput: "the model has no such input"
    case .wrongElement: "the input takes values of another size"
    case .partialRow: "the input ends within a row"
    case .inputTooLong: "the model takes a shorter input"
    case .inputTooShort: "the model takes a longer input"
    case .clipNotObserved: "the clip has not been observed"
    case .alreadyFinished: "the stream has been finished"
    case .stalled: "the model's plan has too little room"
    case .noSelfTest: "the model holds no self-test"
    case .notContinuous: "the model scores clips, which have no gaps"
    }
  }
}
