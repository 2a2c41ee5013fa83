import Arguments
import Basics
import Builds
import Foundation
import Recipes
import Runs

/// `stapes train`: from recordings to checkpoints.
enum TrainCommand: Command {
  static let specification = CommandSpecification(
    name: "train",
    abstract: "Train a network as a recipe says, on every fold of a data set.",
    discussion: """
      Writes a folder. It holds the recipe as run, labels.txt (one class a line) and metrics.jsonl \
      (one epoch a line). Each fold has last.safetensors and best.safetensors: the best epoch on \
      the validation clips, or the last epoch if the recipe keeps no validation clips. \
      predictions.csv (one test clip a line), results.csv (one figure a line), results.json and \
      report.html cover all folds.

      If the recipe has "pruning", each fold is trained twice. The largest weights of the trained \
      network stay, return to their values at the start, and are trained alone (the ticket). With \
      "quantisation", training then continues in the integers of the compiled file.

      A clip that cannot be read is dropped, named, counted and listed in results.json, unless the \
      recipe's data.broken says stop. A class that loses all its clips is an error.

      Ctrl-C saves the state and ends the run. The same command with --resume continues after \
      that, and after a kill at any moment. It ends in the same checkpoints, byte for byte. The \
      number of threads changes the time only. A run goes on only if its files and the sound of \
      every clip are as they were, and while no other process trains in the folder.
      """,
    positionals: [
      Positional("recipe", help: "A recipe (.json); see Models/recipes.", use: .reads)
    ],
    options: [
      Option(
        "--data", valueName: "folder", help: "The data set: a folder, or a list (.csv).",
        isRequired: true, use: .readsDataSet),
      .output("folder", "Where the run is kept."),
      Option(
        "--folds", valueName: "name,…",
        help: "Train only these folds, by their names in the data."),
      ClipOptions.holdOut(
        "Train one network on all other subjects, and test it with these, in place of folds."),
      Option("--seed", valueName: "number", help: "Instead of the recipe's seed."),
      Option("--epochs", valueName: "count", help: "Instead of the recipe's epochs."),
    ] + checkpointOptions + [
      Option(
        "--from", valueName: "folder",
        help: "A run whose recipe differs only in pruning and quantisation. "
          + "Its networks are taken over.", use: .reads),
      .threads,
    ],
    flags: [Flag("--resume", help: "Continue the run in the folder.")],
    examples: [
      Example(
        "stapes train Models/recipes/esc10-aemnet-dw.json --data ESC-10 -o runs/esc10",
        purpose: "All five folds"),
      Example(
        "stapes train Models/recipes/esc10-aemnet-dw.json --data ESC-10 -o runs/esc10 --resume",
        purpose: "Continue after an interruption"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let recipe = try recipe(arguments)
    let folder = RunFolder(arguments.output)
    let path = arguments.positional("recipe")
    let lines = WorkLines()
    let data = try RecipeData(
      recipe, data: arguments.string("--data") ?? "", beside: path, watcher: lines.watcher)
    lines.finish()
    let threads = try arguments.threads
    let checkpoints = try RecipeCheckpoints(
      of: recipe, at: path, start: arguments.string("--start"),
      teacher: arguments.string("--teacher"))
    let only = try arguments.list("--folds")
    let plan = try RunPlan(
      recipe, network: data.network, store: data.store, only: only ?? [],
      start: checkpoints.start, teacher: checkpoints.teacher, threads: threads)
    let earlier = try arguments.string("--from").map { try EarlierRun(RunFolder($0), for: plan) }
    let run = try TrainingRun(
      plan, recipe: recipe.json(), folder: folder, earlier: earlier,
      command: arguments.commandLine(without: ["--resume", "--threads"]),
      resuming: arguments.flag("--resume"))
    guard let result = try train(run) else { return .failure }
    print(result.summary)
    print("report: \(printable(folder.report))")
    return .success
  }

  /// Trains to the end, with progress; nil where it was stopped, and saved.
  static func train(
    _ run: TrainingRun, howToContinue: String = "continue with --resume"
  ) throws -> RunResult? {
    Interrupt.catchSignals()
    var line = ProgressLine("train", startFraction: run.share)
    let result = try run.run(shouldStop: { Interrupt.isRequested }) { moment in
      line.label = moment.line
      line.update(moment.share)
    } foldEnded: { sentence in
      line.clear()
      print(sentence)
    }
    line.clear()
    if result == nil { print("stopped and saved; \(howToContinue)") }
    return result
  }

  private static func recipe(_ arguments: ParsedArguments) throws -> Recipe {
    var recipe = try RecipeFile.read(arguments.positional("recipe"))
    if let seed = try arguments.integer("--seed", in: 0...(1 << 53)) { recipe.seed = UInt64(seed) }
    if let epochs = try arguments.integer("--epochs", in: 1...100_000) { recipe.epochs = epochs }
    recipe.holdOut(try arguments.heldOut(insteadOf: "--folds"))
    return recipe
  }

  /// Options that name what a recipe starts from and learns from.
  static let checkpointOptions = [
    Option(
      "--start", valueName: "file", help: "The checkpoint that transfer starts from.",
      use: .reads),
    Option(
      "--teacher", valueName: "file", help: "The checkpoint that distillation learns from.",
      use: .reads),
  ]
}

extension TrainingRun.Moment {
  /// `fold 1  epoch 12/200  loss 1.203  accuracy 61.2 %, validation 58.1 %  128 clips/s`, or
  /// `fold 1  epoch 12/200  loss 0.0121  validation mAP 0.345  128 clips/s`
  fileprivate var line: String {
    // The mean over hundreds of classes that are mostly absent is small.
    let loss = String(format: loss < 0.1 ? "%.4f" : "%.3f", loss)
    let training = accuracy.map { "\(score.name) \(score.text($0))" }
    let validation = validationScore.map {
      training == nil
        ? "validation \(score.name) \(score.text($0))" : "validation \(score.text($0))"
    }
    let scores = [training, validation].compactMap(\.self).joined(separator: ", ")
    let parts = [
      "\(fold)", "epoch \(epoch)/\(epochs)", "loss \(loss)", scores,
      "\(Int(clipsPerSecond)) clips/s",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "  ")
  }
}
