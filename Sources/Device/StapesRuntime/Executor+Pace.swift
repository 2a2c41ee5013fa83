internal import Kernels

/// Work spread over the rows that are pushed.
///
/// A row of a deep layer completes only every so many rows of the input, and then sets much work
/// free at once. Where a file has a pace, each row pushed brings credit, each firing of an op takes
/// its effort, and no op fires while there is none; rows wait in the input's ring meanwhile, which
/// the compiler has made long enough. Ops fire in the same order as without, so that all bytes are
/// the same, only later.
extension Executor {
  /// Whether the next firing may happen now. Where the input's ring is full, it happens without
  /// credit; a compiler's ring never is.
  var hasCredit: Bool {
    mutating get { !model.hasPace || credit > 0 || room(model.tensor(0)) == 0 }
  }

  /// Lets the search for an op that can run begin where an executor that is gone may have left off.
  mutating func goOnWithWorkLeft() {
    if model.hasPace { next = model.opCount &- 1 }
  }

  mutating func clearCredit() {
    if model.hasPace { credit = 0 }
  }

  /// Adds what rows bring, one after the other: with no work to spend it on, those before the last
  /// only make up for what was overspent.
  mutating func addCredit(forRows rows: Int) {
    let each = model.creditPerRow
    credit = min(credit &+ (rows &- 1) &* each, 0) &+ each
  }

  mutating func spendCredit(onOp index: Int) {
    credit = credit &- model.effort(ofOp: index)
  }

  /// Credit that nothing could use is no reserve for a burst.
  mutating func forgetUnusedCredit() {
    credit = min(credit, 0)
  }

  /// Rows after which there is credit again.
  mutating func rowsBeforeCredit() -> Int { (0 &- credit) / model.creditPerRow &+ 1 }

  /// What may be spent; negative where a firing took more than there was.
  private var credit: Int {
    @inline(never) mutating get { Int(arena.int32(at: model.creditMemory)) }
    @inline(never) set {
      arena.store(Int32(truncatingIfNeeded: newValue), at: model.creditMemory)
    }
  }
}
