import Basics
import Arguments
import Compiler
import ModelFormat
import Program

/// What a compiled model may take.
struct Budget {
  var goals: StorageGoals
  /// For one second of audio, or for the shortest input of other kinds.
  var maxMACs: Int?

  /// What of a program is kept though it adds nothing.
  struct Form: Equatable {
    var isFused = true
    var isSimplified = true
    var window: ContinuousWindow?
    /// By how much scores may come later, so that work is spread; nil to do it at once.
    var spreadSeconds: Double?
  }

  /// A model that is too large: one line that says by how much.
  enum Excess: Error, CustomStringConvertible {
    case file(bytes: Int, limit: Int)
    case arena(bytes: Int, limit: Int)
    case macs(Int, limit: Int)

    var description: String {
      switch self {
      case .file(let bytes, let limit):
        Self.text("the file has \(bytes.grouped) bytes", bytes, limit)
      case .arena(let bytes, let limit):
        Self.text("the arena has \(bytes.grouped) bytes", bytes, limit)
      case .macs(let macs, let limit):
        Self.text("a second takes \(macs.grouped) MACs", macs, limit)
      }
    }

    private static func text(_ sentence: String, _ value: Int, _ limit: Int) -> String {
      "\(sentence), \((value - limit).grouped) more than allowed"
    }
  }

  /// `a file of 131,072 bytes, 30,000,000 MACs`
  var description: String {
    let parts = [
      goals.maxFileBytes.map { "a file of \($0.grouped) bytes" },
      goals.maxArenaBytes.map { "an arena of \($0.grouped) bytes" },
      maxMACs.map { "\($0.grouped) MACs" },
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  /// Throws an `Excess` where a program does not fit.
  func compile(_ program: IntegerProgram, _ form: Form = Form()) throws -> CompiledModel {
    var program = program
    if let window = form.window { program = try window.applied(to: program) }
    var goals = goals
    if let seconds = form.spreadSeconds {
      guard let rate = program.inputs[0].samplesPerSecond else {
        throw CommandError("--spread: the network does not say how many rows a second has")
      }
      goals.waitingRows = max(1, Int(seconds * Double(rate)))
    }
    let model: CompiledModel
    do {
      model = try CompiledModel(
        program, fused: form.isFused, simplified: form.isSimplified, goals: goals)
    } catch .fileTooLarge(let bytes, let limit) {
      throw Excess.file(bytes: bytes, limit: limit)
    } catch .arenaTooLarge(let bytes, let limit) {
      throw Excess.arena(bytes: bytes, limit: limit)
    }
    if let maxMACs, case let macs = try model.macs, macs > maxMACs {
      throw Excess.macs(macs, limit: maxMACs)
    }
    return model
  }
}

extension CompiledModel {
  /// For one second of audio, or for the shortest input of other kinds.
  var macs: Int {
    get throws { CostReport(program, plan.storage).macs }
  }
}

extension ParsedArguments {
  /// As `compile`'s flags say.
  var form: Budget.Form {
    get throws {
      Budget.Form(
        isFused: !flag("--unfused"), isSimplified: !flag("--unsimplified"),
        window: try ContinuousWindow(self),
        spreadSeconds: try number("--spread", in: 0.001...60))
    }
  }

  /// The grids that `--grid` allows: its own, or several to choose from.
  var grids: [Int] {
    get throws {
      guard isGiven("--grid"), let grid = try integer("--grid", in: 1...127) else {
        return BudgetSearch.grids
      }
      return [grid]
    }
  }
}
