/// One input of a model, read from its record as it is asked for.
public struct InputRecord: Record, Copyable, ~Escapable {
  private typealias Field = Layout.Input
  let record: Span<UInt8>

  @_lifetime(copy record)
  @inline(__always)
  init(_ record: Span<UInt8>) { self.record = record }

  static var byteCount: Int { @inline(__always) get { Field.recordBytes } }

  @inline(__always) public var standardisation: StandardisationKind {
    StandardisationKind(rawValue: fields[Field.standardisation]) ?? .fixed
  }
  /// Samples (or rows) a second; 0 where the model does not say.
  @inline(__always) public var samplesPerSecond: Int { fields.word(Field.samplesPerSecond) }
  /// The only length that the model takes, or 0 for any.
  @inline(__always) public var fixedRows: Int { fields.word(Field.fixedRows) }
  /// The shortest length that yields a score.
  @inline(__always) public var minimumRows: Int { fields.word(Field.minimumRows) }
  /// Bounds of the amplitude estimate, in sixteenths of a sample step.
  @inline(__always) public var minimumDeviationQ4: UInt32 {
    fields.uint32(at: Field.minimumDeviation)
  }
  @inline(__always) public var initialDeviationQ4: UInt32 {
    fields.uint32(at: Field.initialDeviation)
  }
  /// Where in the arena the statistics live.
  @inline(__always) public var memory: Int { fields.word(Field.memory) }
}
