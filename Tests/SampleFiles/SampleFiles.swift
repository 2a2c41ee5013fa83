import Foundation
import SampleModels

/// Writes the sample models into a folder: seeds for the fuzzer.
@main struct SampleFiles {
  static func main() throws {
    let folder = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? ".")
    for model in try SampleModel.all() {
      try Data(model.file).write(to: folder.appendingPathComponent("\(model).stapes"))
    }
  }
}
