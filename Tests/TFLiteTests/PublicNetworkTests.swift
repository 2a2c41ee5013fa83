import Compiler
import FixedPoint
import Foundation
import Program
import Reference
import TFLite
import Testing
import Verification

/// Two networks of MLPerf Tiny, and what two public interpreters make of 64 inputs.
@Suite(.enabled(if: Recorded.folder != nil, "no recorded networks: set STAPES_DATA"))
struct PublicNetworkTests {
  @Test("every byte is TFLite Micro's", arguments: Recorded.all)
  func micro(_ recorded: Recorded) throws {
    let program = try recorded.program(rounding: .tflm)
    let model = try CompiledModel(program, simplified: true, goals: .dense)
    let expected = try recorded.outputs("tflm")
    for (index, input) in try recorded.inputs().enumerated() {
      let trace = try RuntimeTrace(
        file: model.file.span, ProgramValues([input]),
        chunking: index % 2 == 0 ? .whole : .pieces(3))
      #expect(trace.scores == expected[index], "input \(index)")
    }
  }

  @Test("the smaller ResNet-8: 79,000 bytes within 19 KiB of arena") func smaller() throws {
    let goals = StorageGoals(
      encodings: StorageGoals.all.encodings, maxFileBytes: 79_000, maxArenaBytes: 19 * 1_024)
    let model = try CompiledModel(
      Recorded.all[1].program(rounding: .tflm), simplified: true, goals: goals)
    #expect(model.file.count <= 79_000)
    #expect(model.plan.arenaBytes <= 19 * 1_024)
  }

  /// The product of both scales over the output's, in NumPy's doubles; in float32, …461 and …742. So
  /// small a difference shows in one output of a hundred thousand; Tests/Oracles/tie_models.py has
  /// networks that consist of such outputs, on which TFLite Micro takes doubles.
  @Test(
    "one scale of a fully connected layer is multiplied in doubles",
    arguments: [
      (0, ScaleFactor(q31: 1_278_221_421, shift: -7)),
      (1, ScaleFactor(q31: 1_552_512_760, shift: -5)),
    ])
  func doubleProduct(_ number: Int, _ factor: ScaleFactor) throws {
    let program = try Recorded.all[number].program(rounding: .tflm)
    let layer = try #require(program.ops.first { $0.name.hasPrefix("fc") })
    guard case .convolution(let convolution) = layer.operation else {
      Issue.record("\(layer.name) is no convolution")
      return
    }
    #expect(convolution.factors.allSatisfy { $0 == factor })
  }

  @Test("file and arena", arguments: Recorded.all)
  func sizes(_ recorded: Recorded) throws {
    let program = try recorded.program(rounding: .tflm)
    let model = try CompiledModel(program, simplified: true, goals: .all)
    #expect(model.file.count <= recorded.mostFileBytes, "\(model.file.count)")
    #expect(model.plan.arenaBytes <= recorded.mostArenaBytes, "\(model.plan.arenaBytes)")
  }
}

/// A network with recorded inputs and outputs.
struct Recorded: CustomStringConvertible, Sendable {
  var name: String
  var inputBytes: Int
  var scores: Int
  var mostFileBytes: Int
  var mostArenaBytes: Int

  var description: String { name }

  static let all = [
    Recorded(
      name: "keyword-spotting-dscnn", inputBytes: 490, scores: 12, mostFileBytes: 28_500,
      mostArenaBytes: 7 * 1_024),
    Recorded(
      name: "image-classification-resnet8", inputBytes: 3_072, scores: 10, mostFileBytes: 82_000,
      mostArenaBytes: 18 * 1_024),
  ]

  static var folder: URL? {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let data =
      ProcessInfo.processInfo.environment["STAPES_DATA"].map { URL(filePath: $0) }
      ?? root.deletingLastPathComponent().appending(path: "shared/data")
    let folder = data.appending(component: "mlperf-tiny")
    return FileManager.default.fileExists(atPath: folder.path()) ? folder : nil
  }

  func bytes(_ ending: String) throws -> [UInt8] {
    let folder = try #require(Self.folder)
    return [UInt8](try Data(contentsOf: folder.appending(component: name + ending)))
  }

  func program(rounding: Rounding) throws -> IntegerProgram {
    try TFLiteModel(bytes(".tflite")).program(rounding: rounding)
  }

  func inputs() throws -> [[Int16]] {
    let bytes = try bytes(".input.i8")
    return stride(from: 0, to: bytes.count, by: inputBytes).map { start in
      bytes[start..<start + inputBytes].map { Int16(Int8(bitPattern: $0)) }
    }
  }

  func outputs(_ interpreter: String) throws -> [[Int16]] {
    let bytes = try bytes(".output.\(interpreter).i8")
    return stride(from: 0, to: bytes.count, by: scores).map { start in
      bytes[start..<start + scores].map { Int16(Int8(bitPattern: $0)) }
    }
  }
}
