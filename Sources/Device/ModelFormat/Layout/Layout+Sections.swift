/// What stands behind the tables, and what the executor keeps in the arena.
extension Layout {
  /// A pace: what each row of the one input brings, the arena offset of the credit that is left, then
  /// what a firing of each op takes.
  public enum Pace {
    public static let creditPerRow = 0
    public static let memory = 4
    public static let efforts = 8
    public static let entryBytes = 4
  }
  public static let creditBytes = 4

  /// A blob of entropy-coded weights: its table, the coder's first state, then words of 16 bits.
  public enum Entropy {
    public static let table = 0
    public static let state = 4
    public static let words = 8
    /// Frequencies of a table add up to 2¹².
    public static let frequencyBits = 12
    /// In a table: the lowest symbol, how many there are less one, and where each begins.
    public static let lowest = 0
    public static let highestIndex = 1
    public static let bounds = 2
    /// Bytes of arena that tell a decoder with which symbol to begin, by the high bits of a slot.
    public static let bucketBytes = 256
  }
  /// Sparse weights: for each output channel how many entries it has, then these: a step to a tap, and
  /// its weight.
  public enum Sparse {
    public static let entries = 2
    public static let step = 0
    public static let weight = 1
    public static let entryBytes = 2
    public static let longestStep = 255
  }

  /// The self-test: the arena offset where checksums are gathered, the generator's seed, then the
  /// checksum of each op over the shortest input.
  public enum SelfTest {
    public static let memory = 0
    public static let seed = 4
    public static let checksums = 8
    /// Of a checksum, and of one that is being gathered.
    public static let wordBytes = 4
  }

  /// How a model listens, in rows of the first input: from one set of scores to the next, under one
  /// score, in front of the first scores, and how many later they may come where work is spread.
  public enum Listening {
    public static let hopRows = 0
    public static let windowRows = 4
    public static let warmUpRows = 8
    public static let delayRows = 12
    public static let byteCount = 16
  }

  /// Entries of a lookup op's table, by the input's bit pattern.
  public static let lookupEntries = 256
  /// Bytes of an exponential in a softmax op's table.
  public static let exponentialBytes = 2
  /// The same in a table of gemmlowp's softmax.
  public static let longExponentialBytes = 4
  /// Entries, of two bytes each, of a sigmoid op's table.
  public static let sigmoidEntries = 256
  /// Entries, of two bytes each, of each of an interpolated softmax op's tables.
  public static let interpolationEntries = 513

  /// What the executor keeps in the arena, per record.
  public enum State {
    public static let tensorBytes = 8
    public static let parts = 2
    public static let rows = 4
    public static let edgeBytes = 6
    /// Rows that a tensor's number of rows goes back by when it would pass 2³¹ − 1.
    public static let countedAgain = 1 &<< 30

    /// Bytes of all cursors, at the start of the arena, rounded up to a multiple of four.
    public static func byteCount(tensors: Int, edges: Int) -> Int {
      (tensors &* tensorBytes &+ edges &* edgeBytes &+ 3) & ~3
    }
  }

  /// Positions that a global average counts; rows beyond that many are left out of the mean.
  ///
  /// With it, a sum of values of at most 255 stays below 2³¹, and the remainder of a division by
  /// the count times 256 too.
  public static let longestAverage = 1 &<< 23
  /// Bytes that the statistics of a `clip` or `running` input take in the arena.
  public static let statisticsBytes = 40
  /// Bytes of a global average's position count, in front of its sums of four bytes each.
  public static let averageCountBytes = 4
}
