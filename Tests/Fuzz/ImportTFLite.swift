import Basics
import Compiler
import FixedPoint
import ModelFormat
import Program
import Reference
import TFLite
import Verification

// Compiled by `Tools/fuzz` together with FlatBufferMutation.swift.

/// One execution of libFuzzer: what is imported is written, read back, run against wide integers,
/// exported, and imported again. Most executions end in the importer, which takes microseconds; what
/// comes behind it takes milliseconds, and is done to one accepted model in eight.
@c(LLVMFuzzerTestOneInput)
public func importTFLite(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  guard let model = try? TFLiteModel(bytes) else { return 0 }
  let choice = bytes.reduce(UInt32(count)) { ($0 ^ UInt32($1)) &* 16_777_619 } >> 8
  let rounding: Rounding = choice % 2 == 0 ? .tflm : .single
  guard let program = try? model.program(rounding: rounding), program.isSmall else { return 0 }
  do {
    try program.check()
  } catch {
    fatalError("imported, and refused by the writer: \(error)")
  }
  if choice % 16 < 2 { judge(program, goals: choice % 256 < 2 ? .all : .dense) }
  return 0
}

private func judge(_ program: IntegerProgram, goals: StorageGoals) {
  // An arena or work beyond the format's limits is refused by the writer alone.
  guard let written = try? CompiledModel(program, simplified: true, goals: goals) else { return }
  var random = SplitMix64(seed: 1)
  let values = ProgramValues(
    program.inputs.map { input in
      (0..<(input.fixedRows ?? 0) * input.row.elements).map { _ in
        let value = Int16.random(in: .min ... .max, using: &random)
        return input.isInt16 ? value : Int16(Int8(truncatingIfNeeded: value))
      }
    })
  let subject = VerificationSubject(file: written.file, program: written.program)
  do {
    let report = try subject.verify([values], chunkings: [.whole, .pieces(3)])
    if let finding = report.finding { fatalError("\(finding)") }
  } catch {
    fatalError("imported, and does not run: \(error)")
  }
  let file = written.file
  let bytes = file.span
  guard let read = try? Model(bytes) else { fatalError("written, and not read") }
  let again = IntegerProgram(reading: read).separatingPools()
  let rows = again.inputs.map { $0.fixedRows ?? $0.minimumRows }
  guard let exported = try? TFLiteExport(again, inputRows: rows) else { return }
  guard exported.approximations.isEmpty, program.rounding == .tflm else { return }
  do {
    _ = try TFLiteModel(exported.file).program(rounding: .tflm)
  } catch {
    print("exported, and not imported: \(error)")
  }
}

extension IntegerProgram {
  /// Whether an execution takes milliseconds.
  fileprivate var isSmall: Bool {
    let rows = rows(of: inputs.map { $0.fixedRows ?? $0.minimumRows })
    var steps = 0
    for (index, op) in ops.enumerated() {
      guard case .convolution(let convolution) = op.operation else { continue }
      steps += rows[inputs.count + index] * op.row.width * convolution.weights.count
    }
    let values = rows.indices.reduce(0) { $0 + rows[$1] * rowShape($1).elements }
    return steps < 1 << 21 && values < 1 << 16 && rows.reduce(0, +) < 1 << 12
  }
}
