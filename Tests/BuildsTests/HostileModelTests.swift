import Basics
import Builds
import ModelFormat
import Program
import SampleModels
import Testing

/// Files that no compiler writes: sealed again after a change, so that every reader takes them.
@Suite struct HostileModelTests {
  private func verification(
    _ sample: SampleModel, _ change: (inout SampleModels.ModelFile) -> Void
  ) throws -> FileVerification {
    var file = SampleModels.ModelFile(sample.file)
    change(&file)
    file.seal()
    return try FileVerification(
      Builds.ModelFile(path: "sealed.stapes", bytes: file.bytes), threads: 1)
  }

  /// Constants of any value: the oracle computes what the device computes, sums that wrap included,
  /// or refuses a number that the format gives no meaning to.
  @Test func anyConstants() throws {
    var random = SplitMix64(seed: 11)
    var proven = 0
    for sample in try SampleModel.all() {
      let places = Self.constants(of: sample.file)
      for _ in 0..<40 {
        do {
          let verification = try verification(sample) { file in
            for _ in 0..<Int.random(in: 1...8, using: &random) {
              guard let place = places.randomElement(using: &random) else { return }
              file.write(UInt8.random(in: 0...255, using: &random), at: place)
            }
          }
          let inputs = try verification.syntheticInputs(count: 1, seconds: 0.02)
          let outcome = try verification.run(inputs, chunkings: [.whole])
          guard case .equal = outcome else {
            Issue.record("\(sample): \(outcome)")
            continue
          }
          proven += 1
        } catch let error as any CustomStringConvertible {
          #expect("\(error)".hasPrefix("sealed.stapes: "))
        }
      }
    }
    #expect(proven > 250)
  }

  /// Any byte of any table: `inspect` and `verify` end with a result or with one line.
  @Test func anyBytes() throws {
    var random = SplitMix64(seed: 5)
    var taken = 0
    for sample in try SampleModel.all() {
      for _ in 0..<60 {
        var bytes = sample.file
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          let place = Int.random(in: Layout.Header.checksum..<bytes.count, using: &random)
          bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
        guard let sealed = SampleModels.ModelFile(repairing: bytes) else { continue }
        let file = Builds.ModelFile(path: "sealed.stapes", bytes: sealed.bytes)
        do {
          let isShort = try file.withModel { model in
            (0..<model.inputCount).allSatisfy {
              max(model.input($0).minimumRows, model.input($0).fixedRows) < 2_000
            } && model.mostSteps < 1 << 22
          }
          guard isShort else { continue }
          taken += 1
          _ = try ModelFigures(file).values
          let verification = try FileVerification(file, threads: 1)
          let inputs = try verification.syntheticInputs(count: 1, seconds: 0.001)
          _ = try verification.run(inputs, chunkings: [.whole])
        } catch let error as any CustomStringConvertible {
          #expect("\(error)".hasPrefix("sealed.stapes: ") && !"\(error)".contains("\n"))
        }
      }
    }
    #expect(taken > 100)
  }

  /// Bytes of weights, channel parameters and tables, and the mantissas of edges.
  private static func constants(of bytes: [UInt8]) -> [Int] {
    let file = SampleModels.ModelFile(bytes)
    let sections: [Int] = [SectionKind.channels, .weights, .tables].flatMap { kind -> [Int] in
      let model = try? Builds.ModelFile(path: "", bytes: bytes).withModel { $0.section(kind) }
      return model.map { Array($0.offset..<$0.end) } ?? []
    }
    let factors = (0..<file.count(.edges)).flatMap { edge in
      (0..<4).map { file.edge(edge, Layout.Edge.multiplier) + $0 }
    }
    return sections + factors
  }

  @Test func factorsWithoutAMeaning() throws {
    let sample = try SampleModel.residual()
    let error = #expect(throws: FileVerificationError.self) {
      try verification(sample) { file in
        for edge in 0..<file.count(.edges) {
          file.write(Int8(77), at: file.edge(edge, Layout.Edge.shift))
        }
      }
    }
    #expect(
      error.map { "\($0)".hasPrefix("sealed.stapes: ") && "\($0)".contains("· 2^46, to which") }
        == true)
  }

  /// 448 bytes that ask for sixteen million rows of four values.
  @Test(arguments: [Layout.Input.fixedRows, Layout.Input.minimumRows])
  func rowsBeyondMemory(field: Int) throws {
    let verification = try verification(SampleModel.sequence()) { file in
      file.write(UInt32(Layout.mostRows), at: file.input(0, field))
      if field == Layout.Input.minimumRows {
        file.write(UInt32(0), at: file.input(0, Layout.Input.fixedRows))
      }
    }
    let error = #expect(throws: FileVerificationError.self) {
      _ = try verification.syntheticInputs()
    }
    guard case .tooMuchWork("sealed.stapes", Layout.mostRows, "values", _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// A minimum that is less than the ops need gives no scores: nobody traps on the rows that lack.
  @Test func fewerRowsThanAFlattenJoins() throws {
    let verification = try verification(SampleModel.sequence()) { file in
      file.write(UInt32(2), at: file.input(0, Layout.Input.fixedRows))
      file.write(UInt32(2), at: file.input(0, Layout.Input.minimumRows))
    }
    let inputs = try verification.syntheticInputs(count: 1)
    guard case .equal = try verification.run(inputs, chunkings: [.whole]) else {
      Issue.record("different")
      return
    }
  }
}
