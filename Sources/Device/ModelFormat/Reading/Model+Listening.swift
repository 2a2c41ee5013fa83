/// How a model listens.
extension Model {
  private typealias Field = Layout.Listening

  /// Whether the model gives scores while sound continues: any length is taken, no clip has to be
  /// shown, and no op waits for the end of its input.
  public var isContinuous: Bool {
    for index in 0..<inputCount {
      let input = input(index)
      if input.fixedRows != 0 || input.standardisation == .clip { return false }
    }
    for index in 0..<opCount where op(index).rowFlow.givesAtEnd { return false }
    return true
  }

  /// What the file says of how it listens, at an offset of `Layout.Listening`; 0 where it says
  /// nothing.
  public func listening(_ field: Int) -> UInt32 {
    let section = section(.listening)
    return section.byteCount == Field.byteCount ? bytes.uint32(at: section.offset &+ field) : 0
  }
}
