import Basics
import Compiler
import FixedPoint
import Foundation
import Program
import Reference
import Testing
import TestSupport
import TFLite
import Verification

/// Networks of int16 activations, and what TFLite Micro makes of four inputs:
/// Tests/Oracles/record_int16.py chose them so that every op is in one of them.
@Suite struct Int16NetworkTests {
  @Test("every score is TFLite Micro's", .golden("tflite"), arguments: 0..<4) func scores(
    _ number: Int
  ) throws {
    let recorded = try Int16Network(number)
    let program = try recorded.program()
    for isSimplified in [false, true] {
      let model = try CompiledModel(program, simplified: isSimplified, goals: .all)
      for (input, expected) in zip(recorded.inputs, recorded.outputs) {
        for chunking in [Chunking.whole, .pieces(1), .pieces(3)] {
          let trace = try RuntimeTrace(
            file: model.file.span, ProgramValues([input]), chunking: chunking)
          #expect(trace.scores == expected)
        }
      }
    }
  }

  @Test("every tensor is the oracle's, in both profiles", arguments: 0..<4)
  func tensors(_ number: Int) throws {
    for rounding in [Rounding.tflm, .single] {
      let recorded = try Int16Network(number)
      let model = try CompiledModel(try recorded.program(rounding: rounding))
      let subject = VerificationSubject(file: model.file, program: model.program)
      let report = try subject.verify(
        recorded.inputs.map { ProgramValues([$0]) }, chunkings: [.whole, .pieces(2)])
      #expect(report.finding == nil)
      #expect(report.comparedValues > 0)
    }
  }

  @Test("what is exported has int8 activations", arguments: 0..<4)
  func exportNames(_ number: Int) throws {
    let program = try Int16Network(number).program()
    let rows = try #require(program.inputs[0].fixedRows)
    #expect {
      try TFLiteExport(program, inputRows: [rows])
    } throws: { error in
      "\(error)".contains("16-bit activations")
    }
  }

  /// Whatever the bytes: a program or an error, never a trap.
  @Test(arguments: 0..<4) func changedBytes(_ number: Int) throws {
    let file = try Int16Network(number).model
    var state: UInt64 = 9
    func random(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    var imported = 0
    for _ in 0..<1_500 {
      var bytes = file
      for _ in 0...random(below: 3) {
        let value = [0, 1, 0x7F, 0x80, 0xFF, UInt8(random(below: 256))][random(below: 6)]
        bytes[random(below: file.count)] = value
      }
      guard let program = try? TFLiteModel(bytes).program(rounding: .tflm) else { continue }
      imported += 1
      if imported % 20 == 0 { _ = try? CompiledModel(program) }
    }
    #expect(imported > 100)
  }
}

/// A network with recorded inputs and outputs.
private struct Int16Network {
  let model: [UInt8]
  let inputs: [[Int16]]
  let outputs: [[Int16]]

  init(_ number: Int) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    func bytes(_ ending: String) throws -> [UInt8] {
      [UInt8](try Data(contentsOf: folder.appending(path: "int16_\(number).\(ending)")))
    }
    model = try bytes("tflite")
    let program = try TFLiteModel(model).program(rounding: .tflm)
    let scores = program.inputs.count + program.ops.count - 1
    inputs = Self.clips(try bytes("input"), elementBytes: program.elementBytes(0))
    outputs = Self.clips(try bytes("output"), elementBytes: program.elementBytes(scores))
  }

  func program(rounding: Rounding = .tflm) throws -> IntegerProgram {
    try TFLiteModel(model).program(rounding: rounding)
  }

  /// Four clips one behind the other.
  private static func clips(_ bytes: [UInt8], elementBytes: Int) -> [[Int16]] {
    let values =
      elementBytes == 1
      ? bytes.littleEndianNumbers(Int8.self).map { Int16($0) }
      : bytes.littleEndianNumbers(Int16.self)
    let count = values.count / 4
    return (0..<4).map { Array(values[$0 * count..<($0 + 1) * count]) }
  }
}
