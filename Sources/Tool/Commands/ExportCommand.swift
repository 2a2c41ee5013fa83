import Basics
import Arguments
import Builds
import Program
import TFLite

/// `stapes export`: from a file to somebody else's model.
enum ExportCommand: Command {
  static let specification = CommandSpecification(
    name: "export",
    abstract: "Write a .stapes file as a TFLite model.",
    discussion: """
      TFLite Micro and LiteRT load the model, and run it with their kernels and accelerators. Its \
      shapes are fixed: --seconds or --rows says the length of an input. export names the layers \
      that TFLite rounds differently, and fails if TFLite cannot express a layer. Amplitudes are \
      standardised before the model, as the runtime does it.
      """,
    positionals: [Positional("model", help: "A .stapes file.", use: .reads)],
    options: [
      Option(
        "--tflite", valueName: "file", help: "The model to write.", isRequired: true,
        use: .writes),
      Option("--seconds", valueName: "s", help: "Length of audio inputs.", default: "1"),
      Option("--rows", valueName: "count", help: "Rows of other inputs of any length."),
    ],
    examples: [
      Example("stapes export dw.stapes --tflite dw.tflite", purpose: "A second of audio")
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let file = try ModelFile(arguments.positional("model"))
    let output = arguments.string("--tflite") ?? ""
    let program = try file.program().separatingPools()
    let seconds = try arguments.number("--seconds", in: 0.001...600) ?? 1
    let asked = try arguments.integer("--rows", in: 1...1 << 20)
    let rows = try program.inputs.map { input -> Int in
      if let rows = input.fixedRows { return rows }
      guard
        let rows = input.samplesPerSecond.map({ Int((seconds * Double($0)).rounded()) }) ?? asked
      else {
        throw UsageError("--rows: \(input.name) has any length; say how many rows TFLite's has")
      }
      guard rows >= input.minimumRows else {
        throw CommandError(
          "\(input.name) needs \(input.minimumRows.grouped) rows, not \(rows.grouped)")
      }
      return rows
    }
    let export = try naming(file.path, in: TFLiteExportError.self) {
      try TFLiteExport(program, inputRows: rows)
    }
    try AtomicFile.write(export.file, to: output)
    print("\(printable(output)): \(export.file.count.grouped) bytes")
    for approximation in export.approximations { print("not the same bits: \(approximation)") }
    if program.rounding == .single, export.approximations.isEmpty {
      print("TFLite Micro rounds twice where this file rounds once: some values differ by one step")
    }
    return .success
  }
}
