public import Compiler
import Basics

/// What a compiled model may take.
///
/// ```
/// let budget = Budget(goals: StorageGoals(encodings: [.entropy], maxFileBytes: 128 << 10))
/// let file = try ModelBuilder(budget).model(of: program).file
/// ```
public struct Budget: Equatable, Sendable, CustomStringConvertible {
  /// Encodings of weights, the largest file and the largest arena.
  public var goals: StorageGoals
  /// For one second of audio, or for the shortest input of other kinds; nil for any number.
  public var maxMACs: Int?
  /// What live audio may take of a core.
  public var maxLoad: LoadLimit?

  public init(goals: StorageGoals = .all, maxMACs: Int? = nil, maxLoad: LoadLimit? = nil) {
    self.goals = goals
    self.maxMACs = maxMACs
    self.maxLoad = maxLoad
  }

  /// `a file of 131,072 bytes, 30,000,000 MACs`; empty where nothing is limited.
  public var description: String {
    let parts = [
      goals.maxFileBytes.map { "a file of \($0.grouped) bytes" },
      goals.maxArenaBytes.map { "an arena of \($0.grouped) bytes" },
      maxMACs.map { "\($0.grouped) MACs" }, maxLoad?.description,
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }
}

/// The largest share of a core that live audio may take.
public struct LoadLimit: Equatable, Sendable, CustomStringConvertible {
  public var percent: Double
  public var target: DeviceTarget
  public var clock: CoreClock

  public init(percent: Double, target: DeviceTarget, clock: CoreClock) {
    self.percent = percent
    self.target = target
    self.clock = clock
  }

  /// `50 % of a cortex-m4 at 160 MHz`
  public var description: String {
    "\(Numerals.short(percent)) % of a \(target.rawValue) at \(clock.text)"
  }
}

extension CoreClock {
  /// `160 MHz`, or `160 MHz and 1.3 cycles an instruction`.
  public var text: String {
    "\(Numerals.short(Double(hertz) / 1e6)) MHz"
      + (cyclesPerInstruction == 1
        ? "" : " and \(Numerals.short(cyclesPerInstruction)) cycles an instruction")
  }
}

extension Budget {
  /// A part of the largest file that a search leaves free.
  public struct Reserve: Equatable, Sendable, CustomStringConvertible {
    /// Of the largest file.
    public var share: Double
    public var usableBytes: Int
    public var limitBytes: Int

    /// nil where nothing is left free.
    init?(_ share: Double, of budget: Budget) {
      guard share > 0, let limit = budget.goals.maxFileBytes else { return nil }
      self.share = share
      usableBytes = Int(Double(limit) * (1 - share))
      limitBytes = limit
    }

    /// `5 % of the file are kept for the training that follows: 124,518 of 131,072 bytes may be used`
    public var description: String {
      "\(Numerals.fixed(share * 100, decimals: 0)) % of the file are kept for the training that "
        + "follows: \(usableBytes.grouped) of \(limitBytes.grouped) bytes may be used"
    }
  }

  /// A model that is too large: one line that says by how much.
  public enum Excess: Error, Equatable, Sendable, CustomStringConvertible {
    case file(bytes: Int, limit: Int)
    case arena(bytes: Int, limit: Int)
    case macs(Int, limit: Int)
    case load(percent: Double, limit: LoadLimit)

    public var description: String {
      switch self {
      case .file(let bytes, let limit):
        Self.text("the file has \(bytes.grouped) bytes", bytes, limit)
      case .arena(let bytes, let limit):
        Self.text("the arena has \(bytes.grouped) bytes", bytes, limit)
      case .macs(let macs, let limit):
        Self.text("a second takes \(macs.grouped) MACs", macs, limit)
      case .load(let percent, let limit):
        "live audio takes \(Numerals.fixed(percent, decimals: 1)) % of the core, more than \(limit)"
      }
    }

    private static func text(_ sentence: String, _ value: Int, _ limit: Int) -> String {
      "\(sentence), \((value - limit).grouped) more than allowed"
    }
  }
}
