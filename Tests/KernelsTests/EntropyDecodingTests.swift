import Kernels
import ModelFormat
import SampleModels
import Testing

/// Every form decodes what `WeightStream` decodes, in pieces of any length, one over the other.
@Suite struct EntropyDecodingTests {
  @Test func piecesOfASample() throws {
    for form in forms { try check(form, isHostile: false) }
  }

  /// Where other values are written into the buckets, nothing is read beside the table.
  @Test func bucketsOfAHostileFile() throws {
    for form in forms { try check(form, isHostile: true) }
  }

  private func check<Form: KernelForm>(_: Form.Type, isHostile: Bool) throws {
    let file = try SampleModel.encoded().file
    let model = try Model(file.span)
    let op = model.op(0).convolution
    try #require(op.encoding == .entropy)
    let count = model.weightCount(0)
    var random = SplitMix64(seed: isHostile ? 0xBAD : 0xD0_C0DE)
    for _ in 0..<50 {
      var expected = PoisonedMemory(&random).bytes
      let buckets = expected.count
      let place = buckets + Layout.Entropy.bucketBytes
      expected += [UInt8](repeating: 7, count: Layout.Entropy.bucketBytes + 40)
      var actual = expected
      var a = expected.mutableSpan
      var b = actual.mutableSpan
      var theirs = WeightStream(model, op, count: count, buckets: buckets, in: &a)
      var mine = WeightStream(model, op, count: count, buckets: buckets, in: &b)
      if isHostile {
        for bucket in buckets..<place {
          a[bucket] = UInt8(truncatingIfNeeded: random.next())
          b[bucket] = a[bucket]
        }
      }
      // More than there are: what lies behind the last word reads as 0.
      var decoded = 0
      while decoded < count + 100 {
        let piece = random.number(0...40)
        theirs.decode(piece, into: &a, at: place)
        Form.decode(&mine, piece, into: &b, at: place)
        try #require((0..<a.count).allSatisfy { a[$0] == b[$0] }, "\(Form.self), \(decoded)")
        decoded += piece
      }
      #expect(theirs.state == mine.state)
    }
  }
}
