import Compiler
import Basics
import Interchange
public import Program
import Runs
public import Reference
public import Verification

/// A file against the float path: of its own weights, or of the checkpoint that it was compiled from.
///
/// ```
/// let verification = try FileVerification(file, checkpoint: "dw.safetensors", threads: 4)
/// let result = try verification.run(verification.syntheticInputs(), chunkings: [.whole])
/// ```
public struct FileVerification {
  /// What the file should compute.
  public let program: IntegerProgram
  let file: ModelFile
  /// What stands in the file.
  private let written: IntegerProgram
  /// The forward pass of the training, where the checkpoint was trained in integers.
  private let trained: TrainedTensors?

  /// - Parameters:
  ///   - checkpoint: the path of the checkpoint; nil to start from the file's own weights.
  ///   - threads: for the trainer's forward pass.
  public init(_ file: ModelFile, checkpoint path: String? = nil, threads: Int) throws {
    self.file = file
    let written = try file.program()
    let checkpoint = try path.map { path in
      let checkpoint = try Checkpoint(contentsOf: path)
      return (
        path,
        try naming(path, in: CompileError.self) {
          try checkpoint.standardising(like: written)
        }
      )
    }
    let program = try checkpoint.map { try written.made(from: $0.1, path: $0.0) } ?? written
    (self.written, self.program) = (written, program)
    if let broken = program.brokenContract {
      throw FileVerificationError.undefined(path: file.path, layer: broken.layer, broken.what)
    }
    trained = try checkpoint.flatMap { try TrainedTensors($0.1, threads: threads) }
  }

  /// Runs the file on inputs, and once more with every fused op taken apart; then compares the
  /// trainer's forward pass and the constants in the file.
  public func run(
    _ inputs: [ProgramValues], chunkings: [Chunking], watcher: WorkWatcher = .silent
  ) throws -> Outcome {
    for input in inputs {
      try checkWork(
        rows: zip(program.inputs, input.inputs).map { $1.count / $0.row.elements })
    }
    let separated = program.separatingPools()
    var subjects = [VerificationSubject(file: file.bytes, program: program)]
    if separated != program {
      let model = try naming(file.path, in: CompileError.self) {
        try CompiledModel(separated, fused: false)
      }
      subjects.append(VerificationSubject(file: model.file, program: separated))
    }
    let runs = inputs.count * chunkings.count
    let total = Double(subjects.count * runs)
    var compared = 0
    for (place, subject) in subjects.enumerated() {
      let report: VerificationReport
      do {
        report = try subject.verify(inputs, chunkings: chunkings) { done in
          watcher.progress("verifying", Double(place * runs + done) / total)
        }
      } catch {
        throw ModelFileError(name: file.path, problem: error)
      }
      compared += report.comparedValues
      if let finding = report.finding { return .different(.runtime(finding)) }
    }
    if let difference = try trained?.difference(inputs) { return .different(.trainer(difference)) }
    if let difference = ProgramDifference(file: written, expected: program) {
      return .different(.constants(difference))
    }
    return .equal(
      Proof(
        comparedValues: compared, tensors: separated.quantisations.count, schedules: subjects.count,
        hasFloatPath: program.hasFloatPath, hasTrainer: trained != nil))
  }

  public enum Outcome: Sendable {
    case equal(Proof)
    case different(FileDifference)
  }

  /// What was compared and found equal.
  public struct Proof: Equatable, Sendable {
    public var comparedValues: Int
    public var tensors: Int
    /// 2 where fused ops were taken apart too, else 1.
    public var schedules: Int
    /// Whether the reference is the float path; else exact wide integers.
    public var hasFloatPath: Bool
    /// Whether the trainer's own forward pass was compared too.
    public var hasTrainer: Bool
  }
}

/// Why a file cannot be verified: one line that names it or its checkpoint.
public enum FileVerificationError: Error, Equatable, Sendable, CustomStringConvertible {
  case tooMuchWork(path: String, rows: Int, what: String, count: Double, limit: Double)
  /// A number that the format gives no meaning to, so that there is nothing to compare with.
  case undefined(path: String, layer: String, String)
  /// The file scores a window, and the checkpoint cannot.
  case window(checkpoint: String, ContinuousError)
  case otherLayers(checkpoint: String)
  /// Recordings, for a model that does not have one audio input.
  case noAudioInput

  public var description: String {
    switch self {
    case .tooMuchWork(let path, let rows, let what, let count, let limit):
      "\(printable(path)): an input of \(rows.grouped) rows takes \(Int(count).grouped) \(what), beyond "
        + "the limit of \(Int(limit).grouped); give a shorter one if the model takes it"
    case .undefined(let path, let layer, let what):
      "\(printable(path)): \(printable(layer)) has \(what), to which the format gives no meaning; "
        + "compile the model again"
    case .window(let checkpoint, let error):
      "\(checkpoint): the file scores a window, and the checkpoint cannot: \(error.sentence)"
    case .otherLayers(let checkpoint):
      "\(checkpoint): its layers are not those of the file; was the file compiled from this "
        + "checkpoint?"
    case .noAudioInput: "--recordings needs a model with one audio input"
    }
  }
}

extension IntegerProgram {
  /// What a file that holds this program should hold if it was compiled from a checkpoint.
  fileprivate func made(from checkpoint: Checkpoint, path: String) throws -> IntegerProgram {
    let graph = try checkpoint.graph
    // The checkpoint's own scales, or those of the file, may not fit the checkpoint.
    let whole = try naming(path, in: CompileError.self) {
      let scheme =
        try checkpoint.quantisation.map(QuantisationScheme.init(text:)) ?? QuantisationScheme(self)
      return try Quantiser(graph, by: scheme).program()
    }
    var wanted = whole
    do {
      if let window = averageWindow { wanted = try whole.continuous(window) }
    } catch {
      throw FileVerificationError.window(checkpoint: path, error)
    }
    for expected in [wanted.simplified().program, wanted] {
      for candidate in [expected.fusingPools(), expected] where candidate.hasStructure(of: self) {
        return candidate
      }
    }
    throw FileVerificationError.otherLayers(checkpoint: path)
  }

  /// Whether two programs have the same layers, reading the same tensors.
  fileprivate func hasStructure(of other: IntegerProgram) -> Bool {
    ops.count == other.ops.count
      && zip(ops, other.ops).allSatisfy { mine, theirs in
        mine.name == theirs.name && mine.row == theirs.row
          && mine.edges.map(\.tensor) == theirs.edges.map(\.tensor)
          && mine.operation.rowFlow == theirs.operation.rowFlow
          && mine.operation.channelFlow == theirs.operation.channelFlow
          && mine.operation.geometry == theirs.operation.geometry
      }
  }
}
