import Compiler
import Program
import TFLite
import Testing

/// Whatever the bytes: a program or an error, never a trap.
@Suite struct HostileTests {
  @Test func notAModel() {
    for bytes in [[], [0], Array("TFL3".utf8), Array("....TFL2........".utf8)] as [[UInt8]] {
      #expect(throws: TFLiteError.notAModel) { try TFLiteModel(bytes) }
    }
    #expect(throws: TFLiteError.damaged(what: "the model", byte: 0x7FFF_FFFF)) {
      try TFLiteModel([0xFF, 0xFF, 0xFF, 0x7F] + Array("TFL3".utf8))
    }
  }

  @Test(.enabled(if: Recorded.folder != nil, "no recorded networks: set STAPES_DATA"))
  func changedBytes() throws {
    let file = try Recorded.all[0].bytes(".tflite")
    var state: UInt64 = 9
    func random(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    var imported = 0
    for _ in 0..<4_000 {
      var bytes = file
      for _ in 0...random(below: 3) {
        // Weights take most of the file; its structure lies at both ends.
        let place = random(below: 6_000)
        let at = random(below: 2) == 0 ? place : file.count - 1 - place
        bytes[at] = [0, 1, 0x7F, 0x80, 0xFF, UInt8(random(below: 256))][random(below: 6)]
      }
      if let program = try? TFLiteModel(bytes).program(rounding: .tflm) {
        imported += 1
        if imported % 50 == 0 { _ = try? CompiledModel(program) }
      }
    }
    #expect(imported > 500)
    for length in stride(from: 0, to: file.count, by: 397) {
      _ = try? TFLiteModel(Array(file.prefix(length))).program(rounding: .tflm)
    }
  }
}
