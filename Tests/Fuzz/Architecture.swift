import Builds
import Compiler
import Foundation
import Graph
import Interchange
import Program

/// An architecture: what is read is written to the same network; small ones are described, given
/// parameters, and compiled.
@c(LLVMFuzzerTestOneInput)
public func readArchitecture(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    let network = try Network(json: Data(bytes))
    let again = try Network(json: network.json())
    precondition(again == network)
    let summary = try network.summary()
    guard summary.macs <= 1 << 20, summary.parameters <= 1 << 14 else { return 0 }
    let parameters = try Parameters.seeded(for: network, seed: 1)
    let graph = try FloatGraph(lowering: network, parameters)
    guard graph.minimumRows().allSatisfy({ $0 <= 1 << 12 }) else { return 0 }
    let examples = Array(CalibrationNoise.examples(graph).prefix(1))
    let calibrated = try CalibratedNetwork(
      Checkpoint(network: network, parameters: parameters), examples: examples)
    _ = try ModelBuilder().model(of: calibrated.program())
  } catch {
    precondition(!"\(error)".contains("\n"))
  }
  return 0
}
