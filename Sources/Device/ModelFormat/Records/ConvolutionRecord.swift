/// What a convolution has beside its window: groups, a fused pool, weights, channel parameters.
public struct ConvolutionRecord: Record, Copyable, ~Escapable {
  private typealias Field = Layout.Convolution
  let record: Span<UInt8>

  @_lifetime(copy payload)
  @inline(__always)
  init(_ payload: Span<UInt8>) { self.record = payload }

  static var byteCount: Int { @inline(__always) get { Int(Field.byteCount) } }

  @inline(__always) public var groups: Int { fields.half(Field.groups) }
  /// Rows that are computed in one firing, before a fused pool.
  @inline(__always) public var strip: Int { fields.half(Field.strip) }
  /// The max-pool that is fused behind; 1 × 1 for none.
  @inline(__always) public var poolRows: Int { Int(fields[Field.poolRows]) }
  @inline(__always) public var poolAcross: Int { Int(fields[Field.poolAcross]) }
  @inline(__always) public var isPooled: Bool { poolRows > 1 || poolAcross > 1 }
  @inline(__always) public var encoding: WeightEncoding {
    WeightEncoding(rawValue: fields[Field.encoding]) ?? .dense
  }
  @inline(__always) public var placement: Int { Int(fields[Field.placement]) }
  /// The output row overwrites the oldest row of the input's window.
  @inline(__always) public var inPlace: Bool { placement & Layout.Placement.inPlace != 0 }
  /// Encoded weights are decoded once, into the arena, where they stay.
  @inline(__always) public var isResident: Bool { placement & Layout.Placement.resident != 0 }
  /// Positions are computed one by one, with a window for one.
  @inline(__always) public var isAlone: Bool { placement & Layout.Placement.alone != 0 }
  @inline(__always)
  func has(_ form: ChannelForm) -> Bool { fields[Field.form] == form.rawValue }
  @inline(__always) public var form: ChannelForm {
    ChannelForm(rawValue: fields[Field.form]) ?? .whole
  }
  /// What short channel parameters are shifted by, beside their own exponents.
  @inline(__always) public var biasShift: Int32 { Int32(fields.int8(at: Field.biasShift)) }
  @inline(__always) public var factorShift: Int32 { Int32(fields.int8(at: Field.factorShift)) }
  /// The end of the grid on which weights were rounded, at most 127.
  @inline(__always) public var largestWeight: Int { Int(fields[Field.largestWeight]) }
  /// Positions in the file of channel parameters and of weights.
  @inline(__always) public var parameters: Int { fields.word(Field.parameters) }
  @inline(__always) public var weights: Int { fields.word(Field.weights) }
  @inline(__always) public var weightBytes: Int { fields.word(Field.weightBytes) }
  /// Where in the arena weights are decoded to.
  @inline(__always) public var memory: Int { fields.word(Field.memory) }
  /// Where in the arena a convolution to int8 lays windows, or a depthwise one copies what lies under its
  /// kernel; 0 where there is nothing of the kind.
  @inline(__always) public var windows: Int { fields.word(Field.windows) }
  /// The most positions whose windows lie side by side, for an output of so many columns.
  public func positionsTogether(_ width: Int) -> Int { isAlone ? 1 : strip &* width &* poolAcross }

  /// Bytes of arena in front of decoded weights.
  public var bucketBytes: Int { encoding == .entropy ? Layout.Entropy.bucketBytes : 0 }
}
