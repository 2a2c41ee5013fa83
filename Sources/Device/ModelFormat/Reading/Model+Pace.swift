/// How a file wants work to be spread over the rows that are pushed.
extension Model {
  private typealias Field = Layout.Pace

  /// Whether work that a row sets free may wait for later rows.
  @inline(__always)
  public var hasPace: Bool { Library.hasPace && pace != 0 }

  /// What a row pushed adds to the credit.
  public var creditPerRow: Int { Int(bytes.int32(at: pace &+ Field.creditPerRow)) }

  /// Where in the arena the credit lies.
  public var creditMemory: Int { Int(bytes.int32(at: pace &+ Field.memory)) }

  /// What a firing of an op takes from the credit.
  public func effort(ofOp index: Int) -> Int {
    Int(bytes.int32(at: pace &+ Field.efforts &+ index &* Field.entryBytes))
  }

  /// Where the pace lies in the file; 0 where it has none.
  var pace: Int { Int(bytes.int32(at: Layout.Header.pace)) }
}
