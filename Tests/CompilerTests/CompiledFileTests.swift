import Compiler
import Graph
import ModelFormat
import Program
import Testing

@Suite struct CompiledFileTests {
  private static let flagship = Zoo.aemNetDW(width: 0.5, llf: .configuration2)

  /// The same bytes each time, also from a network that is lowered and calibrated again.
  @Test(arguments: StandardisationChoice.allCases)
  func sameBytesAgain(choice: StandardisationChoice) throws {
    let network = Zoo.aemNetDW(width: 0.1, classes: 4, llf: .configuration2, embedding: 12)
    let graph = try network.lowered(seed: 3)
    let calibration = try graph.calibrated(choice)
    let file = try CompiledModel(graph, calibration, choice).file
    #expect(try CompiledModel(graph, calibration, choice).file == file)
    let again = try network.lowered(seed: 3)
    #expect(try CompiledModel(again, again.calibrated(choice), choice).file == file)
    let other = try network.lowered(seed: 4)
    #expect(try CompiledModel(other, other.calibrated(choice), choice).file != file)
  }

  /// The flagship's RAM: 44 KiB with windows, of the 48 that are asked.
  @Test(arguments: [StandardisationChoice.running, .fixed])
  func flagshipArena(choice: StandardisationChoice) throws {
    let graph = try Self.flagship.lowered(seed: 1)
    let compiled = try CompiledModel(graph, graph.calibrated(choice), choice)
    #expect(compiled.plan.arenaBytes <= 45_056)
    let report = FileReport(try Model(compiled.file.span))
    #expect(report.arena.reduce(0) { $0 + $1.bytes } == compiled.plan.arenaBytes)
    #expect(report.sections.reduce(0) { $0 + $1.bytes } == compiled.file.count)
  }
}
