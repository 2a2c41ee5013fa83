import Builds
import ModelFormat
import Program
import SampleModels
import TFLite
import Verification

/// A `.stapes` file through what `inspect`, `size`, `verify` and `export` do with it; as it is, then
/// with the header repaired.
@c(LLVMFuzzerTestOneInput)
public func useCompiledFile(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  use(bytes)
  if let file = SampleModels.ModelFile(repairing: bytes) { use(file.bytes) }
  return 0
}

/// Rows of a schedule and steps of a run for which there is time in an execution.
private let (mostRows, mostSteps) = (1 << 12, UInt64(1) << 24)

private func use(_ bytes: [UInt8]) {
  let file = Builds.ModelFile(path: "fuzzed", bytes: bytes)
  do {
    guard try file.withModel({ isQuick($0) }) else { return }
    _ = try ModelFigures(file).values
    _ = try ModelFigures(file, target: .cortexM4).values
    let verification = try FileVerification(file, threads: 1)
    let inputs = try verification.syntheticInputs(count: 1, seconds: 0.01)
    _ = try verification.run(inputs, chunkings: [.pieces(3), .whole])
    let program = try file.program().separatingPools()
    _ = try TFLiteExport(program, inputRows: program.inputs.map { max(1, $0.minimumRows) })
  } catch {
    precondition(!"\(error)".contains("\n"))
  }
}

/// Whether a file that asks for little time; longer ones only take longer.
private func isQuick(_ model: Model) -> Bool {
  (0..<model.inputCount).allSatisfy { index in
    let input = model.input(index)
    return max(input.fixedRows, input.minimumRows, input.samplesPerSecond) <= mostRows
  } && model.mostSteps <= mostSteps && model.arenaBytes <= 1 << 22
}
