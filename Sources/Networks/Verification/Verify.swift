import Basics
public import Program
public import Reference
import Synchronization

/// One file to be verified: its bytes, and the program that they are meant to compute.
public struct VerificationSubject: Sendable {
  public var file: [UInt8]
  public var program: IntegerProgram

  public init(file: [UInt8], program: IntegerProgram) {
    self.file = file
    self.program = program
  }
}

/// What a verification found.
public struct VerificationReport: Sendable {
  /// The first difference, with the input and chunking that showed it.
  public struct Finding: Sendable {
    public var input: Int
    public var chunking: Chunking
    public var difference: Difference
  }

  public var finding: Finding?
  /// Values compared.
  public var comparedValues = 0
}

extension VerificationSubject {
  /// Runs the file on inputs, each in several chunkings, and compares every tensor with the float
  /// path; with exact wide integers where the program's factors are too wide for Double.
  ///
  /// - Parameter progress: called after each run, from any thread, with how many are done.
  public func verify(
    _ inputs: [ProgramValues], chunkings: [Chunking], progress: @Sendable (Int) -> Void = { _ in }
  ) throws(TraceError) -> VerificationReport {
    let state = Mutex((report: VerificationReport(), error: TraceError?.none, runs: 0))
    Workers.everyCore.forEach(inputs.count) { index in
      if state.withLock({ $0.report.finding != nil || $0.error != nil }) { return }
      let reference = program.reference(inputs[index])
      for chunking in chunkings {
        do throws(TraceError) {
          let trace = try RuntimeTrace(file: file.span, inputs[index], chunking: chunking)
          let difference = Difference(program, runtime: trace, reference: reference)
          let done = state.withLock { state in
            state.report.comparedValues += reference.reduce(0) { $0 + $1.values.count }
            state.runs += 1
            if let difference, state.report.finding.map({ index < $0.input }) ?? true {
              state.report.finding = VerificationReport.Finding(
                input: index, chunking: chunking, difference: difference)
            }
            return state.runs
          }
          progress(done)
          if difference != nil { return }
        } catch {
          state.withLock { $0.error = error }
          return
        }
      }
    }
    return try state.withLock { state throws(TraceError) in
      if let error = state.error { throw error }
      return state.report
    }
  }
}

extension IntegerProgram {
  /// Every tensor by the float path, or by the whole-clip oracle where that is not exact.
  public func reference(_ values: ProgramValues) -> [Stream<Int16>] {
    FloatPath(self)?.tensors(values) ?? WholeClip(self).tensors(values)
  }

  /// Whether the float path is exact for this program.
  public var hasFloatPath: Bool { FloatPath(self) != nil }
}
