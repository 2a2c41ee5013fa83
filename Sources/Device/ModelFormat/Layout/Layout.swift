/// The numbers that writer and reader of a `.stapes` file share: limits, and byte offsets within
/// the header, records and payloads.
///
/// A file is little-endian: header, section directory, tables, sections, each table and section
/// starting at a multiple of four bytes, the whole file a multiple of four bytes long.
///
/// Tensors are numbered: first the inputs, then one for the output of each op. Ops stand in an
/// order in which every op follows what it reads; the last one gives the scores. Edges, each an
/// op's reading of a tensor, stand in the order of their ops. `FORMAT.md` beside this module
/// specifies every byte.
public enum Layout {
  /// "STPS" as it stands in the file.
  public static let magic: UInt32 = 0x5350_5453
  public static let majorVersion: UInt16 = 0
  public static let minorVersion: UInt16 = 5
  public static let oldestMinorVersion: UInt16 = 5
  /// Features that a reader must know to run the file.
  public enum Features {
    /// Ops give tensors of int16.
    public static let int16: UInt32 = 1
  }
  /// No dimension, stride, padding or ring capacity is larger.
  public static let longestDimension = 16_384
  /// No row of a tensor takes more bytes.
  public static let longestRowBytes = 1 << 24
  /// No bound of an amplitude estimate is larger, in sixteenths of a sample step.
  public static let longestDeviationQ4: UInt32 = 1 &<< 19
  /// No row pushed, and no end of a stream, may keep the executor busy for more steps.
  public static let mostSteps: UInt64 = 1 &<< 40
  /// No op whose weights are not dense has more of them, so that positions in bits fit 31 bits.
  public static let mostEncodedWeights = 1 << 24
  /// Output channels that a convolution of one group sums together.
  public static let tileChannels = 4
  /// Positions of a convolution whose windows lie side by side, two bytes a tap.
  public static let windowsTogether = 4
  /// Bytes of these windows, or of one where an op never has so many positions: a form may need a
  /// multiple of eight taps.
  @inlinable
  public static func windowBytes(taps: Int, positions: Int) -> Int {
    (positions < windowsTogether ? 1 : windowsTogether) &* 2 &* ((taps &+ 7) & ~7)
  }
  /// The same of a convolution with sparse weights: positions, and bytes of their windows.
  public static let sparsePositions = 8
  @inlinable
  public static func sparseWindowBytes(taps: Int) -> Int { taps &* 2 &* sparsePositions }
  /// Bytes of what lies under kernels of three by three in some rows of a depthwise convolution, copied for
  /// sixteen channels.
  @inlinable
  public static func copiedBytes(rows: Int, stride: Int, width: Int) -> Int {
    ((rows &- 1) &* stride &+ 3) &* (width &+ 2) &* 16
  }
  /// No table holds more records.
  public static let longestTable = 8_192
  /// No input asks for more rows.
  public static let mostRows = 1 << 24
  /// No input has more samples, or rows, a second.
  public static let highestRate = 1 << 20
  /// No plan takes more bytes of arena.
  public static let longestArena = 1 << 26
  /// The arena's address is a multiple of this.
  public static let arenaAlignment = 16

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
    /// Where the tables start, and the payloads of ops.
    public static let inputs = 36
    public static let tensors = 40
    public static let edges = 44
    public static let consumers = 48
    public static let ops = 52
    public static let payloads = 56
    /// How work is spread over the rows; 0 where each row's is done at once.
    public static let pace = 60
    public static let byteCount = 64
  }

  /// An entry of the section directory.
  public enum Directory {
    public static let kind = 0
    public static let offset = 4
    public static let byteCount = 8
    public static let entryBytes = 12
  }

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

  public enum Edge {
    public static let tensor = 0
    public static let op = 2
    public static let multiplier = 4
    public static let shift = 8
    public static let isTransposed = 9
    public static let recordBytes = 12
  }
}
