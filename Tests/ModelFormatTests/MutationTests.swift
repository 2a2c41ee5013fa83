import Basics
import Graph
import ModelFormat
import SampleModels
import StapesRuntime
import Testing

/// Whatever the bytes: an error, or a run that ends within file and arena.
///
/// A span's bounds check would stop the test process, so that getting through is the proof.
@Suite struct MutationTests {
  @Test func samplesRun() throws {
    var trial = Trial()
    var kinds: Set<UInt8> = []
    for model in try SampleModel.all() {
      #expect(model.file.count <= 4_096)
      guard case .ran = trial.run(model.file) else {
        Issue.record("\(model) does not run")
        continue
      }
      let file = ModelFile(model.file)
      for op in model.program.ops.indices { kinds.insert(file.bytes[file.op(op, 0)]) }
    }
    #expect(kinds == Set(1...22))
  }

  @Test(arguments: try SampleModel.all())
  func truncation(_ model: SampleModel) {
    var trial = Trial()
    for length in model.file.indices {
      let outcome = trial.run(Array(model.file.prefix(length)))
      let position = length < Layout.Header.byteCount ? 0 : Layout.Header.totalBytes
      let expected =
        length < Layout.Header.byteCount ? Layout.Header.byteCount : model.file.count
      #expect(
        outcome
          == .refused(
            ModelError(.truncated(expectedBytes: expected, actualBytes: length), at: position)))
    }
  }

  @Test(arguments: try SampleModel.all())
  func flippedBits(_ model: SampleModel) {
    var trial = Trial()
    var file = ModelFile(model.file)
    for bit in 0..<model.file.count * 8 {
      file.bytes[bit / 8] ^= 1 << (bit % 8)
      if case .refused = trial.run(file.bytes) {
      } else {
        Issue.record("\(model): bit \(bit) was not noticed")
      }
      file.seal()
      _ = trial.run(file.bytes)
      file.bytes = model.file
    }
  }

  @Test(arguments: try SampleModel.all())
  func extremeFields(_ model: SampleModel) {
    var trial = Trial()
    var file = ModelFile(model.file)
    let weights = file.section(.weights)
    for position in stride(from: 0, to: model.file.count, by: 2) where !weights.contains(position) {
      for value in extremes {
        file.write(UInt16(truncatingIfNeeded: value), at: position)
        file.seal()
        _ = trial.run(file.bytes)
        guard position + 4 <= model.file.count else { continue }
        file.write(value, at: position)
        file.seal()
        _ = trial.run(file.bytes)
        file.bytes = model.file
      }
    }
  }

  /// Scores that are written over the values they are of, so that these exceed their highest.
  @Test func softmaxOverItsValues() throws {
    var trial = Trial()
    var count = 0
    for model in try SampleModel.all() {
      var file = ModelFile(model.file)
      for op in 1..<model.program.ops.count
      where file.kind(ofOp: op) == .softmax {
        let tensor = model.program.inputs.count + op
        let values = file.value(Int32.self, at: file.tensor(tensor - 1, Layout.Tensor.arenaOffset))
        file.write(Int16(-100), at: file.op(op - 1, Layout.Op.lowest))
        file.write(Int16(-100), at: file.op(op - 1, Layout.Op.highest))
        file.write(values + 1, at: file.tensor(tensor, Layout.Tensor.arenaOffset))
        file.write(UInt32(0), at: file.payload(op, Layout.Table.position))
        file.seal()
        if case .ran = trial.run(file.bytes) { count += 1 }
      }
    }
    #expect(count > 0)
  }

  /// Multipliers, shifts and biases may have any value.
  @Test(arguments: try SampleModel.all())
  func extremeFactors(_ model: SampleModel) {
    var trial = Trial()
    var file = ModelFile(model.file)
    for byte in UInt8.min...UInt8.max {
      for place in file.factors {
        file.bytes.replaceSubrange(place, with: repeatElement(byte, count: place.count))
      }
      file.seal()
      if case .ran = trial.run(file.bytes) {
      } else {
        Issue.record("\(model) with factors of \(byte) does not run")
      }
    }
  }

  @Test(arguments: try SampleModel.all())
  func randomMutations(_ model: SampleModel) {
    var trial = Trial()
    var generator = SplitMix64(seed: UInt64(model.file.count))
    var outcomes = (refused: 0, ran: 0)
    for _ in 0..<35_000 {
      var file = ModelFile(model.file)
      for _ in 0..<Int.random(in: 1...5, using: &generator) { file.mutate(&generator) }
      file.seal()
      switch trial.run(file.bytes) {
      case .refused: outcomes.refused += 1
      default: outcomes.ran += 1
      }
    }
    #expect(outcomes.refused > 1_000 && outcomes.ran > 1_000)
  }
}

private let extremes: [UInt32] = [
  0, 1, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
]

extension ModelFile {
  /// The bytes of all multipliers and shifts, and of the biases between them.
  fileprivate var factors: [Range<Int>] {
    let edges = (0..<count(.edges)).map {
      edge($0, Layout.Edge.multiplier)..<edge($0, Layout.Edge.shift) + 1
    }
    return edges + (0..<count(.ops)).flatMap(factors(ofOp:))
  }

  private func factors(ofOp index: Int) -> [Range<Int>] {
    let places: [Int]
    switch kind(ofOp: index) {
    case .convolution, .depthwise: return channelParameters(ofOp: index)
    case .add, .subtract, .offset, .reversedOffset, .multiply: places = [0]
    case .globalAverage, .valueAverage, .scaledSum: places = [Layout.Sums.factor]
    case .windowAverage: places = [Layout.WindowAverage.factor]
    case .rescale: places = [Layout.Rescale.positive, Layout.Rescale.negative]
    case .logistic, .hyperbolicTangent, .interpolatedSoftmax:
      places = [Layout.Interpolation.factor]
    case .maxPool, .averagePool, .concat, .lookup, .flatten, .softmax, .gemmlowpSoftmax, nil:
      places = []
    }
    return places.map {
      payload(index, $0 + Layout.Factor.q31)..<payload(index, $0 + Layout.Factor.shift) + 1
    }
  }

  private func channelParameters(ofOp index: Int) -> [Range<Int>] {
    typealias Field = Layout.Convolution
    let channels = value(UInt16.self, at: tensor(count(.inputs) + index, Layout.Tensor.channels))
    let form = ChannelForm(rawValue: bytes[payload(index, Field.form)]) ?? .whole
    let start = Int(value(UInt32.self, at: payload(index, Field.parameters)))
    return [
      payload(index, Field.biasShift)..<payload(index, Field.largestWeight),
      start..<start + Int(channels) * form.channelBytes,
    ]
  }

  /// Overwrites one to four bytes with an extreme, a random, or another place's value.
  fileprivate mutating func mutate(_ generator: inout SplitMix64) {
    let width = [1, 2, 2, 4].randomElement(using: &generator) ?? 1
    let position = Int.random(in: 0...(bytes.count - width) / width, using: &generator) * width
    let other = Int.random(in: 0...(bytes.count - width) / width, using: &generator) * width
    let extreme = extremes.randomElement(using: &generator) ?? 0
    let random = UInt32.random(in: 0...UInt32.max, using: &generator)
    let how = Int.random(in: 0..<4, using: &generator)
    for index in 0..<width {
      switch how {
      case 0: bytes[position + index] = UInt8(truncatingIfNeeded: extreme >> (8 * index))
      case 1: bytes[position + index] = UInt8(truncatingIfNeeded: random >> (8 * index))
      case 2: bytes[position + index] = bytes[other + index]
      default: bytes[position] = bytes[position] &+ (random & 1 == 0 ? 1 : 255)
      }
    }
  }
}
