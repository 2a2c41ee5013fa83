// Runs a model over an input and prints what examples/scores prints of it: scores, checksums of
// layers, instructions. In Swift alone: no C interface, no heap, no pointers but in Board.swift.

import ModelFormat
import StapesRuntime

@c @implementation
func main() -> Int32 {
  board_paint_stack()
  let start = board_instructions()
  let model: Model
  do throws(ModelError) {
    model = try Model(Board.model)
  } catch {
    Board.print("open: the model is damaged: ")
    Board.print(error.reason.field.name)
    Board.print("\n")
    return 1
  }
  do throws(RuntimeError) {
    var executor = try Executor(model, arena: Board.arena)
    printLine("instructions-open", board_instructions() - start)
    try run(&executor)
    return 0
  } catch {
    Board.print("run: ")
    Board.print(error.text)
    Board.print("\n")
    return 1
  }
}

private func run(_ executor: inout Executor) throws(RuntimeError) {
  printLine("model-bytes", executor.model.bytes.count)
  printLine("arena-bytes", Executor.requiredArenaBytes(executor.model))
  if let layer = try executor.selfTest() {
    printLine("self-test: fails in layer", layer)
    board_exit(1)
  }
  Board.print("self-test ok\n")
  try executor.observeInput()
  let opened = board_instructions()
  try executor.pushInput()
  let pushed = board_instructions()
  try executor.finish()
  printLine("instructions-finish", board_instructions() - pushed)
  printLine("instructions-push", pushed - opened)
  printScores(executor)
  printLine("rows", executor.inputRows)
  printLine("rows-per-second", executor.model.input(0).samplesPerSecond)
  printLine("stack-bytes", board_used_stack())
  try printLayers(&executor)
}

private func printScores(_ executor: borrowing Executor) {
  var checksum = RowChecksum()
  Board.print("scores")
  for index in 0..<executor.scoreCount {
    let score = executor.score(index)
    checksum.add(UInt8(truncatingIfNeeded: score))
    if executor.hasInt16Scores { checksum.add(UInt8(truncatingIfNeeded: score &>> 8)) }
    Board.print(" ")
    print_signed(Int32(score))
  }
  Board.print("\nscores-fnv1a")
  printChecksum(checksum)
  printLine("top-label", executor.topLabel)
}

/// Runs the input once more, and prints what each layer gives.
private func printLayers(_ executor: inout Executor) throws(RuntimeError) {
  executor.reset()
  try executor.observeInput()
  var checksums = LayerChecksums(of: executor.model)
  try executor.pushInput(observer: &checksums)
  try executor.finish(observer: &checksums)
  for layer in 0..<min(executor.model.opCount, LayerChecksums.capacity) {
    Board.print("layer ")
    print_signed(Int32(layer))
    printChecksum(checksums[layer])
  }
}
