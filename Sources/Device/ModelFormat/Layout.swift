/// The numbers that writer and reader of a `.stapes` file share.
///
/// A file is little-endian: header, section directory, tables, sections, each table and section
/// starting at a multiple of four bytes, the whole file a multiple of four bytes long.
///
/// Tensors are numbered: first the inputs, then one for the output of each op. Ops stand in an
/// order in which every op follows what it reads; the last one gives the scores. Edges, each an
/// op's reading of a tensor, stand in the order of their ops.
public enum Layout {
  /// "STPS" as it stands in the file.
  public static let magic: UInt32 = 0x5350_5453
  public static let majorVersion: UInt16 = 0
  public static let minorVersion: UInt16 = 3
  /// The oldest minor version that is read.
  public static let oldestMinorVersion: UInt16 = 3
  /// Features that a reader must know to run the file.
  public enum Features {
    /// Ops take or give tensors of int16.
    public static let wideTensors: UInt32 = 1
  }
  /// No dimension, stride, padding or ring capacity is larger.
  public static let longestDimension = 16_384
  /// No row of a tensor takes more bytes.
  public static let longestRowBytes = 1 << 24
  /// No bound of an amplitude estimate is larger, in sixteenths of a sample step.
  public static let longestDeviationQ4: UInt32 = 1 &<< 19
  /// No row pushed, and no end of a stream, may keep the executor busy for more steps.
  public static let mostSteps: UInt64 = 1 &<< 40
  /// No op with encoded weights has more of them, so that positions in bits fit 31 bits.
  public static let mostEncodedWeights = 1 << 24
  /// Output channels that a convolution of one group sums together.
  public static let tileChannels = 4
  /// No table holds more records.
  public static let longestTable = 8_192
  /// The arena's address is a multiple of this.
  public static let arenaAlignment = 16

  /// Byte offsets within the header.
  public enum Header {
    public static let magic = 0
    public static let majorVersion = 4
    public static let minorVersion = 6
    public static let totalBytes = 8
    public static let features = 12
    public static let checksum = 16
    public static let arenaBytes = 24
    public static let profile = 28
    public static let sectionCount = 29
    /// How many records the tables have; tensors are as many as inputs and ops together.
    public static let inputCount = 30
    public static let edgeCount = 32
    public static let opCount = 34
    /// Where the tables start.
    public static let inputs = 36
    public static let tensors = 40
    public static let edges = 44
    public static let consumers = 48
    public static let ops = 52
    /// How work is spread over the rows; 0 where each row's is done at once.
    public static let pace = 56
    public static let byteCount = 60
  }

  /// Byte offsets within one entry of the section directory.
  public enum Directory {
    public static let kind = 0
    public static let offset = 4
    public static let byteCount = 8
    public static let entryBytes = 12
  }

  /// Byte offsets within an input record.
  public enum Input {
    public static let standardisation = 0
    public static let samplesPerSecond = 4
    public static let fixedRows = 8
    public static let minimumRows = 12
    public static let minimumDeviation = 16
    public static let initialDeviation = 20
    public static let memory = 24
    public static let recordBytes = 28
  }

  /// Byte offsets within a tensor record.
  public enum Tensor {
    public static let channels = 0
    public static let width = 2
    public static let capacity = 4
    public static let elementBytes = 6
    public static let zeroPoint = 7
    public static let arenaOffset = 8
    public static let scale = 12
    public static let firstConsumer = 16
    public static let consumerCount = 18
    public static let firstSlot = 20
    public static let recordBytes = 24
  }

  /// Byte offsets within an edge record.
  public enum Edge {
    public static let tensor = 0
    public static let op = 2
    public static let multiplier = 4
    public static let shift = 8
    public static let isTransposed = 9
    public static let recordBytes = 12
  }

  /// Byte offsets within an op record.
  public enum Op {
    public static let kind = 0
    public static let lowest = 1
    public static let highest = 2
    public static let encoding = 3
    public static let firstEdge = 4
    public static let edgeCount = 6
    public static let groups = 8
    public static let flags = 10
    public static let kernelRows = 12
    public static let kernelAcross = 14
    public static let strideRows = 16
    public static let strideAcross = 18
    public static let padBefore = 20
    public static let padAfter = 22
    public static let padLeft = 24
    public static let padRight = 26
    public static let poolRows = 28
    public static let poolAcross = 30
    /// Of wide ops, in the place of the pool and of the clamp: the clamp, of 16 bits.
    public static let wideLowest = 28
    public static let wideHighest = 30
    public static let parameters = 32
    public static let weights = 36
    public static let weightBytes = 40
    public static let multiplier = 44
    /// Of convolutions in the place of the multiplier: the shifts that short channel parameters
    /// share.
    public static let biasShift = 44
    public static let factorShift = 45
    /// Of convolutions: the end of the grid on which the weights were rounded.
    public static let largestWeight = 46
    public static let shift = 48
    public static let strip = 50
    public static let memory = 52
    public static let recordBytes = 56
  }

  /// Bits of an op's flags.
  public enum Flags {
    /// The output row overwrites the oldest row of the input's window.
    public static let inPlace = 1
    /// Channel parameters take four bytes.
    public static let shortChannels = 2
    /// Encoded weights are decoded once and stay in the arena.
    public static let resident = 4
    /// Channel parameters take seven bytes.
    public static let mediumChannels = 8
    /// The op takes or gives wide activations.
    public static let wide = 16
    /// Sums of a wide convolution take up to 48 bits.
    public static let longSums = 32
  }

  /// A pace: what each row of the one input brings, the arena offset of the credit that is left, then
  /// what a firing of each op takes.
  public enum Pace {
    public static let creditPerRow = 0
    public static let memory = 4
    public static let efforts = 8
    public static let entryBytes = 4
  }
  /// Bytes of the credit in the arena.
  public static let creditBytes = 4

  /// Bytes of one output channel's bias (4), multiplier (4) and shift (1).
  public static let channelBytes = 9
  /// Bytes of one output channel's bias (2) and factor (2) in the short form.
  public static let shortChannelBytes = 4
  /// Bytes of one output channel's factor (4) and bias (3) in the medium form.
  public static let mediumChannelBytes = 7
  /// Bytes of one output channel's bias (6), factor (2) and shift (1) where sums are long.
  public static let longChannelBytes = 9

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
  /// The self-test: the arena offset where checksums are gathered, the generator's seed, then the
  /// checksum of each op over the shortest input.
  public enum SelfTest {
    public static let memory = 0
    public static let seed = 4
    public static let checksums = 8
    /// Of a checksum, and of one that is being gathered.
    public static let wordBytes = 4
  }

  /// Entries of a lookup op's table, by the input's bit pattern.
  public static let lookupEntries = 256
  /// Bytes of an exponential in a softmax op's table.
  public static let exponentialBytes = 2
  /// The same in a table of gemmlowp's softmax.
  public static let wideExponentialBytes = 4
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

/// The sections of a file, by the number that stands in the directory. Each may be absent.
public enum SectionKind: UInt16, Sendable {
  case channels = 1
  case weights = 2
  case tables = 3
  case labels = 4
  case names = 5
  case provenance = 6
  case selfTest = 7
}

/// What an op computes.
public enum OpKind: UInt8, Sendable {
  case convolution = 1
  case depthwise = 2
  case maxPool = 3
  case averagePool = 4
  case globalAverage = 5
  case add = 6
  case concat = 7
  case lookup = 8
  case flatten = 9
  case softmax = 10
  case windowAverage = 11
  case valueAverage = 12
  case scaledSum = 13
  case multiply = 14
  case gemmlowpSoftmax = 15
  case rescale = 16
  case logistic = 17
  case hyperbolicTangent = 18
  case interpolatedSoftmax = 19

  /// Whether the op sums rows up and gives one at the stream's end.
  @inlinable @inline(__always)
  public var sumsRows: Bool {
    switch self {
    case .globalAverage: Library.hasGlobalAverage
    case .valueAverage, .scaledSum: Library.hasImportedOps
    default: false
    }
  }
}

/// How an op's weights are stored.
public enum WeightEncoding: UInt8, Sendable {
  /// One int8 each, in the order in which the kernel reads them.
  case dense = 0
  /// A byte that says how many bits a value has, then the values, low bits first.
  case packed = 1
  /// As packed, but for zeros: a bit for each weight that says whether it has a value, in front.
  case bitmap = 2
  /// Range-coded with a table of frequencies, zeros among the symbols.
  case entropy = 3
}

/// How the amplitude of 16-bit audio reaches the network.
public enum StandardisationKind: UInt8, Sendable {
  /// Samples as they are; a gain found at calibration is part of the first layer's scale.
  case fixed = 0
  /// (x − mean) / deviation over the whole clip, which the caller shows before pushing it.
  case clip = 1
  /// (x − mean) / deviation of a causal estimate that moves every block of samples.
  case running = 2
}
