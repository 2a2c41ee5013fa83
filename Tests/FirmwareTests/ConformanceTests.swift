import Compiler
import Foundation
import TestSupport
import Testing

/// Every op, every encoding, both roundings, several chunkings, and random networks: each board, and
/// the host with the library as devices have it, gives the oracle's bytes.
@Suite(
  .serialized,
  .enabled(if: Board.allCases.allSatisfy(\.isInstalled), "qemu-system-arm or -misc is missing"))
struct ConformanceTests {
  @Test(arguments: Board.allCases.map(\.rawValue) + ["host"])
  func vectors(_ target: String) throws {
    let bundles = try ConformanceBundles()
    let result = try ToolRun(
      "Tools/firmware", ["conform", "--target", target, "--time-limit", "300"] + bundles.paths)
    try #require(result.status == 0, "\(result.output)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == bundles.paths.count)
    for line in lines { #expect(line.contains(", failures 0, ")) }
    #expect(lines[0].contains("vectors 16, runs 48,"))
    #expect(lines[1].contains("vectors 200, runs 200,"))
    guard let device = DeviceTarget(rawValue: target) else { return }
    for line in lines {
      let stack = try #require(line.split(separator: " ").last.flatMap { Int($0) })
      // The callback of the vectors takes some too.
      #expect(stack > 400 && stack <= DeviceFigures(device).stackBytes + 128)
      #expect(device != .cortexM4 || stack <= 1_280)
    }
  }

  @Test func aWrongByteIsFound() throws {
    let bundles = try ConformanceBundles()
    let url = URL(filePath: bundles.paths[0])
    var bytes = try Data(contentsOf: url)
    // The last word is the checksum of the last vector's last layer.
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: url)
    let result = try ToolRun(
      "Tools/firmware", ["conform", "--target", "cortex-m4", bundles.paths[0]])
    #expect(result.status == 1)
    #expect(result.output.contains("different: vector 15, chunks of 1: layer fc"))
    #expect(result.output.contains(", failures 3, "))
  }
}

/// Vectors in a folder that is gone when the test is over.
private final class ConformanceBundles {
  private let folder: TemporaryFolder
  /// Samples, random networks, the flagship dense and encoded.
  let paths: [String]

  init() throws {
    folder = try TemporaryFolder()
    let flagship = try folder.write("flagship.stapes", bytes: Sample.flagship().model)
    let encoded = packageRoot.appending(path: "Models/aemnet-dw-esc10/model.stapes")
    let kinds = [
      ["samples"], ["random", "200"], ["models", "1000", flagship],
      ["models", "1000", encoded.path()],
    ]
    paths = kinds.indices.map { [folder] in folder.file("\($0).bin") }
    for (path, kind) in zip(paths, kinds) {
      let run = try ProgramRun(
        Programs.built("ConformanceVectors"), [path] + kind, in: packageRoot)
      try #require(run.status == 0, "\(run.error)")
    }
  }
}
