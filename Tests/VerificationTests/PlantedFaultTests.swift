import Compiler
import ModelFormat
import Program
import Reference
import StapesRuntime
import Testing
import Verification

/// Every kind of fault in a file is found, and at the layer in which it lies.
///
/// The reference is made from the checkpoint with the scales of the faulty file, as
/// `verify` makes it.
@Suite struct PlantedFaultTests {
  private let network: SmallNetwork
  private let model: CompiledModel

  init() throws {
    network = try SmallNetwork()
    model = network.compiled
  }

  @Test func soundFile() throws {
    #expect(try difference(in: model.file) == nil)
  }

  @Test(arguments: ["conv2", "conv3_depthwise", "conv3_pointwise", "conv12", "fc"])
  func weight(layer: String) throws {
    var edit = FileEdit(model.file)
    let weights = try field(Layout.Convolution.weights, layer)
    // The weight of the largest magnitude, so that the fault is no rounding step that hides.
    let count = try field(Layout.Convolution.weightBytes, layer)
    let largest = (weights..<weights + count).max {
      abs(Int(Int8(bitPattern: model.file[$0]))) < abs(Int(Int8(bitPattern: model.file[$1])))
    }
    edit.change(at: try #require(largest)) { $0 ^ 0xFF }
    let found = try #require(try difference(in: edit.file))
    #expect(found.layer == layer)
    #expect(found.runtime != found.reference)
  }

  /// What shows on no input is found by comparing the constants.
  @Test func lastBits() throws {
    let expected = model.program
    #expect(ProgramDifference(file: expected, expected: expected) == nil)
    let index = try #require(expected.ops.firstIndex { $0.name == "conv12" })
    guard case .convolution(let convolution) = expected.ops[index].operation else {
      Issue.record("conv12 is no convolution")
      return
    }
    let faults: [(String, (inout IntegerConvolution) -> Void)] = [
      ("weight 5", { $0.weights[5] ^= 1 }), ("bias of channel 1", { $0.biases[1] ^= 1 }),
      ("multiplier of channel 2", { $0.factors[2].q31 ^= 1 << 16 }),
    ]
    for (place, plant) in faults {
      var faulty = convolution
      plant(&faulty)
      var file = expected
      file.ops[index].operation = .convolution(faulty)
      let found = try #require(ProgramDifference(file: file, expected: expected))
      #expect(found.layer == "conv12")
      #expect(found.place == place)
    }
  }

  /// What no tensor shows: labels, inputs, the entries of tables.
  @Test func constantsBesideTheArithmetic() throws {
    let expected = model.program
    var file = expected
    file.labels = ["another"]
    #expect(ProgramDifference(file: file, expected: expected)?.place == "labels or rounding")
    file = expected
    file.inputs[0].samplesPerSecond = 16_001
    #expect(ProgramDifference(file: file, expected: expected)?.place == "input")
    file = expected
    file.inputs[0].form.minimumRows = 1
    #expect(ProgramDifference(file: file, expected: expected)?.layer == file.inputs[0].name)
    let quantisation = Quantisation(scale: 1, zeroPoint: 3)
    var inputs = expected.inputs
    inputs[0].form.quantisation = quantisation
    let input = IntegerProgram(
      name: "leaky", rounding: .single, inputs: inputs,
      ops: [
        IntegerProgram.Op(
          name: "leaky",
          operation: .lookup(
            .piecewise(positive: .one, negative: ScaleFactor(q31: 1 << 30, shift: 0))),
          edges: [IntegerProgram.Edge(tensor: 0)], row: inputs[0].row, quantisation: quantisation)
      ], labels: [])
    var read = input
    // v for v ≥ 0, half of it rounded half up below.
    var table = (-128...127).map { value -> Int8 in
      let centred = value - 3
      return Int8(centred >= 0 ? value : (centred + 1) >> 1 + 3)
    }
    read.ops[0].operation = .lookup(.table(table))
    #expect(ProgramDifference(file: read, expected: input) == nil)
    table[100] ^= 0x20
    read.ops[0].operation = .lookup(.table(table))
    #expect(ProgramDifference(file: read, expected: input)?.place == "table entry 100")
  }

  @Test(arguments: ["conv2", "conv3_depthwise", "conv12", "fc"])
  func bias(layer: String) throws {
    var edit = FileEdit(model.file)
    let parameters = try field(Layout.Convolution.parameters, layer)
    // In the short form: two bytes in steps of the channel.
    let bias = Int16(bitPattern: model.file.span.uint16(at: parameters))
    edit.set(bias ^ 0x2000, at: parameters)
    let found = try #require(try difference(in: edit.file))
    #expect(found.layer == layer)
    #expect(found.channel == 0)
  }

  @Test(arguments: ["conv2", "conv3_depthwise", "conv12"])
  func multiplier(layer: String) throws {
    var edit = FileEdit(model.file)
    // Half or three quarters of it, or as much more.
    let place = try field(Layout.Convolution.parameters, layer) + 2
    edit.set(model.file.span.uint16(at: place) ^ 0x400, at: place)
    let found = try #require(try difference(in: edit.file))
    #expect(found.layer == layer)
    #expect(found.channel == 0)
  }

  /// The last bit of a mantissa may change no byte of a clip; the checkpoint's program shows it.
  @Test func smallestChangeOfMultiplier() throws {
    var edit = FileEdit(model.file)
    edit.change(at: try field(Layout.Convolution.parameters, "conv2") + 2) { $0 ^ 1 }
    let read = IntegerProgram(reading: try Model(edit.file.span))
    #expect(read != model.program)
    #expect(try network.reference(like: read) == model.program)
  }

  @Test(arguments: ["conv2", "conv4_pointwise"])
  func clamp(layer: String) throws {
    var edit = FileEdit(model.file)
    edit.set(Int16(40), at: try head(layer) + Layout.Op.highest)
    let found = try #require(try difference(in: edit.file))
    #expect(found.layer == layer)
    #expect(found.runtime == 40)
  }

  @Test func zeroPoint() throws {
    var edit = FileEdit(model.file)
    let layer = try #require(model.program.ops.first { $0.name == "fc" })
    let source = tensor(layer.edges[0].tensor)
    edit.change(at: source + Layout.Tensor.zeroPoint) { $0 &+ 3 }
    // The bias that the file holds was folded with the zero point as it was.
    #expect(try difference(in: edit.file) != nil)
  }

  /// A ring that is too short stalls, or overwrites what is still read: none has a row to spare.
  @Test func capacity() throws {
    var shortened = 0
    for tensor in model.plan.rings.indices where model.plan.rings[tensor].capacity > 1 {
      let isShared = model.program.consumers(of: tensor).contains {
        model.plan.rings[model.program.inputs.count + $0].isInPlace
      }
      guard !isShared, !model.plan.rings[tensor].isInPlace else { continue }
      var edit = FileEdit(model.file)
      edit.set(
        UInt16(model.plan.rings[tensor].capacity - 1),
        at: self.tensor(tensor) + Layout.Tensor.capacity)
      #expect(throws: TraceError.runtime(.stalled), "\(model.program.tensorName(tensor))") {
        try difference(in: edit.file)
      }
      shortened += 1
    }
    #expect(shortened == 2)
  }

  /// A ring that lies on another one.
  @Test func arenaOffset() throws {
    let rings = model.plan.rings.indices.filter {
      model.plan.rings[$0].capacity > 2 && !model.plan.rings[$0].isInPlace
    }
    var edit = FileEdit(model.file)
    edit.set(
      UInt32(model.plan.rings[rings[1]].offset),
      at: tensor(rings[2]) + Layout.Tensor.arenaOffset)
    #expect(try difference(in: edit.file) != nil)
  }

  /// The other rounding profile: both sides compute as they should, and not the same.
  @Test func rounding() throws {
    var edit = FileEdit(model.file)
    edit.change(at: Layout.Header.profile) { _ in 1 }
    let trace = try RuntimeTrace(file: edit.file.span, network.values)
    let path = try #require(FloatPath(model.program))
    let reference = path.tensors(network.values)
    #expect(Difference(model.program, runtime: trace, reference: reference) != nil)
  }

  /// A fault on the reference's side: one factor, then one zero point.
  @Test func faultyReference() throws {
    let trace = try RuntimeTrace(file: model.file.span, network.values)
    let index = try #require(model.program.ops.firstIndex { $0.name == "conv5_pointwise" })
    var program = model.program
    var convolution = try #require(program.ops[index].operation.convolution)
    convolution.factors[1].q31 -= 1 << 27
    program.ops[index].operation = .convolution(convolution)
    let path = try #require(FloatPath(program))
    let found = try #require(
      Difference(program, runtime: trace, reference: path.tensors(network.values)))
    #expect(found.layer == "conv5_pointwise")
    #expect(found.channel == 1)

    program = model.program
    program.ops[index].form.quantisation.zeroPoint += 1
    let shifted = try #require(FloatPath(program)).tensors(network.values)
    let second = try #require(Difference(program, runtime: trace, reference: shifted))
    #expect(second.layer == "conv5_pointwise")
  }

  /// The description names the place and both values.
  @Test func description() throws {
    var edit = FileEdit(model.file)
    let parameters = try field(Layout.Convolution.parameters, "fc")
    edit.set(model.file.span.int32(at: parameters + 4) &+ 1 << 20, at: parameters + 4)
    let found = try #require(try difference(in: edit.file))
    let runtime = try #require(found.runtime)
    let reference = try #require(found.reference)
    #expect(
      "\(found)"
        == "fc: row 0, column 0, channel 1: the runtime has \(runtime), the float path \(reference)"
    )
  }

  /// Only what is pushed counts, and not what lies behind it in the caller's buffer.
  @Test func bytesBehindTheInput() throws {
    let samples = network.values.inputs[0]
    let scores = try [0, 0x55AA].map { (filler: Int16) in
      let buffer = samples + [Int16](repeating: filler, count: 500)
      var memory = [UInt8](repeating: 0, count: model.plan.arenaBytes)
      let model = try Model(model.file.span)
      var arena = memory.mutableSpan
      var executor = try Executor(model, arena: arena._mutatingExtracting(0..<arena.count))
      try executor.push(samples: buffer.span.extracting(0..<samples.count))
      try executor.finish()
      return (0..<executor.scoreCount).map { executor.score($0) }
    }
    #expect(scores[0] == scores[1])
    #expect(try RuntimeTrace(file: model.file.span, network.values).scores == scores[0])
  }

  @Test func readProgramIsWhatWasWritten() throws {
    let model = try Model(model.file.span)
    #expect(IntegerProgram(reading: model) == self.model.program)
  }

  // Helpers

  private func difference(in file: [UInt8]) throws -> Difference? {
    let program = try network.reference(like: IntegerProgram(reading: try Model(file.span)))
    let path = try #require(FloatPath(program))
    let trace = try RuntimeTrace(file: file.span, network.values)
    return Difference(program, runtime: trace, reference: path.tensors(network.values))
  }

  private func head(_ layer: String) throws -> Int {
    let index = try #require(model.program.ops.firstIndex { $0.name == layer })
    return number(at: Layout.Header.ops) + index * Layout.Op.recordBytes
  }

  /// A number in the payload of a convolution.
  private func field(_ offset: Int, _ layer: String) throws -> Int {
    let words = model.file.span.uint16(at: try head(layer) + Layout.Op.payload)
    return number(at: number(at: Layout.Header.payloads) + 4 * Int(words) + offset)
  }

  private func tensor(_ index: Int) -> Int {
    number(at: Layout.Header.tensors) + index * Layout.Tensor.recordBytes
  }

  private func number(at position: Int) -> Int { Int(model.file.span.int32(at: position)) }
}
