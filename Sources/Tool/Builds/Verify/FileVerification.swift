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
  private let file: ModelFile
  /// What stands in the file.
  private let written: IntegerProgram
  /// The forward pass of the training, where the checkpoint was trained in integers.
  private let trained: TrainedTensors?

  /// Inputs have no more rows, so that memory holds them.
  private static let mostRows = 1 << 26

  /// - Parameters:
  ///   - checkpoint: the path of the checkpoint; nil to start from the file's own weights.
  ///   - threads: for the trainer's forward pass.
  public init(_ file: ModelFile, checkpoint path: String? = nil, threads: Int) throws {
    self.file = file
    let written = try file.program()
    let checkpoint = try path.map { ($0, try Checkpoint(contentsOf: $0)) }
    let program = try checkpoint.map { try written.made(from: $0.1, path: $0.0) } ?? written
    (self.written, self.program) = (written, program)
    let longest = program.inputs.map(\.minimumRows).max() ?? 0
    guard longest <= Self.mostRows else {
      throw FileVerificationError.tooManyRows(path: file.path, rows: longest)
    }
    trained = try checkpoint.flatMap { try TrainedTensors($0.1, threads: threads) }
  }

  /// Runs the file on inputs, and once more with every fused op taken apart; then compares the
  /// trainer's forward pass and the constants in the file.
  public func run(
    _ inputs: [ProgramValues], chunkings: [Chunking], watcher: WorkWatcher = .silent
  ) throws -> Outcome {
    let separated = program.separatingPools()
    var subjects = [VerificationSubject(file: file.bytes, program: program)]
    if separated != program {
      subjects.append(
        VerificationSubject(
          file: try CompiledModel(separated, fused: false).file, program: separated))
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
  case tooManyRows(path: String, rows: Int)
  /// The file scores a window, and the checkpoint cannot.
  case window(checkpoint: String, ContinuousError)
  case otherLayers(checkpoint: String)
  /// Recordings, for a model that does not have one audio input.
  case noAudioInput

  public var description: String {
    switch self {
    case .tooManyRows(let path, let rows):
      "\(path): needs inputs of \(rows.grouped) rows, too many to try"
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
    let graph = try FloatGraph(lowering: checkpoint.network, checkpoint.parameters)
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
