import Compiler
import Foundation
import Graph
import Interchange
import Program
import Reference
import Runs
import Testing
import Training

/// Runs whose last stage trains in integers.
@Suite struct QuantisedRunTests {
  private let tones: ToneFolder

  init() throws {
    tones = try ToneFolder(clips: 4)
  }

  private func run(_ quantisation: String, pruning: String? = nil) throws -> ToneRun {
    var settings = ["epochs": "3", "batch": "2", "quantisation": quantisation]
    settings["pruning"] = pruning
    return try ToneRun(tones, settings)
  }

  private static let quantisation =
    #"{"grid": 15, "layers": [{"layers": ["f*"], "grid": 31}], "epochs": 4, "rate": 0.001, "#
    + #""clips": 2}"#

  private func checkpoint(_ run: ToneRun, _ stage: Stage) throws -> Checkpoint {
    try Checkpoint(
      contentsOf: run.folder.checkpoint("last", fold: run.plan.folds[0].name, stage))
  }

  @Test func theCheckpointCarriesItsScales() throws {
    let run = try run(Self.quantisation)
    try run.result()
    #expect(try checkpoint(run, .dense).quantisation == nil)
    let quantised = try checkpoint(run, .quantised)
    let scheme = try QuantisationScheme(text: try #require(quantised.quantisation))
    for (layer, largest) in scheme.grid.layers {
      #expect(largest == (layer.hasPrefix("f") ? 31 : 15), "\(layer)")
    }
    #expect(Set(scheme.grid.layers.values) == [15, 31])
    #expect(quantised.parameters != (try checkpoint(run, .dense).parameters))
    #expect(try run.epochs.count == 7)
  }

  /// What pruning has left stays what it was, and none of it is rounded to 0.
  @Test func theMaskStays() throws {
    let run = try run(Self.quantisation, pruning: #"{"keep": 0.4}"#)
    try run.result()
    let ticket = try checkpoint(run, .round(1, of: 1)).parameters
    let quantised = try checkpoint(run, .quantised)
    for (name, tensor) in ticket.tensors where tensor.shape.count > 1 {
      #expect(
        quantised.parameters[name]?.values.map { $0 == 0 } == tensor.values.map { $0 == 0 },
        "\(name)")
    }
    let scheme = try QuantisationScheme(text: try #require(quantised.quantisation))
    let program = try Quantiser(
      FloatGraph(lowering: quantised.network, quantised.parameters), by: scheme
    ).program()
    let zeros = program.ops.reduce(0) { count, op in
      guard case .convolution(let convolution) = op.operation else { return count }
      return count + convolution.weights.count { $0 == 0 }
    }
    let masked = quantised.parameters.tensors.filter { $0.value.shape.count > 1 }
      .reduce(0) { $0 + $1.value.values.count { $0 == 0 } }
    #expect(zeros == masked)
  }

  /// The logits of a run are the scores of the file, to the last bit.
  @Test func theRunScoresWhatTheFileDoes() throws {
    let run = try run(Self.quantisation)
    try run.result()
    let quantised = try checkpoint(run, .quantised)
    let tensors = try #require(try TrainedTensors(quantised, threads: 1))
    let state = try RunState(contentsOf: run.folder.path + "/state.safetensors")
    let result = try #require(state.results.last)
    let scale = tensors.program.quantisation(tensors.program.quantisations.count - 1)
    for (clip, logits) in zip(result.clips, result.logits) {
      let values = ProgramValues([try run.plan.store.samples(clip)])
      let scores = WholeClip(tensors.program).tensors(values)
      #expect(
        scores.last?.values.map { Float(Int32($0) - scale.zeroPoint) * scale.scale } == logits)
      #expect(try tensors(values) == scores.map(\.values))
    }
  }

  @Test(arguments: [3, 8, 13, 20]) func goesOnWhereItStopped(steps: Int) throws {
    let undisturbed = try run(Self.quantisation)
    try undisturbed.result()
    let interrupted = try run(Self.quantisation)
    guard case nil = try interrupted.go(steps: steps) else { throw ToneRun.Unfinished() }
    guard case .some = try interrupted.go(resuming: true) else { throw ToneRun.Unfinished() }
    #expect(try interrupted.promised() == undisturbed.promised())
  }

  @Test func layersAreLookedForBeforehand() throws {
    #expect(
      complaint {
        _ = try run(#"{"layers": [{"layers": ["covn"], "grid": 7}], "epochs": 1, "rate": 0.1}"#)
      }.hasPrefix("quantisation.layers: no layer is called covn"))
  }

  @Test func schemesOfOtherNetworksAreRefused() throws {
    let run = try run(Self.quantisation)
    try run.result()
    let quantised = try checkpoint(run, .quantised)
    let graph = try FloatGraph(lowering: quantised.network, quantised.parameters)
    let text = try #require(quantised.quantisation)
    var scheme = try QuantisationScheme(text: text)
    scheme.standardisations = []
    #expect(throws: CompileError.self) { try Quantiser(graph, by: scheme) }
    scheme = try QuantisationScheme(text: text)
    scheme.grid.layers = [:]
    #expect(throws: CompileError.self) { try Quantiser(graph, by: scheme) }
    scheme = try QuantisationScheme(text: text)
    scheme.tensors[graph.inputs[0].name]?.zeroPoint = 100
    #expect(throws: CompileError.badScheme) { try Quantiser(graph, by: scheme) }
    scheme = try QuantisationScheme(text: text)
    scheme.tensors = [:]
    #expect(throws: CompileError.self) { try Quantiser(graph, by: scheme) }
  }

  @Test func schemesComeBackAsTheyWere() throws {
    let run = try run(Self.quantisation)
    try run.result()
    let text = try #require(try checkpoint(run, .quantised).quantisation)
    let scheme = try QuantisationScheme(text: text)
    #expect(try scheme.text == text)
    for broken in [
      "", "{}", text.replacing("scale", with: "skale"),
      text.replacing(#""zeroPoint":"#, with: #""zeroPoint":9"#),
    ] {
      #expect(throws: CompileError.badScheme) { try QuantisationScheme(text: broken) }
    }
  }
}
