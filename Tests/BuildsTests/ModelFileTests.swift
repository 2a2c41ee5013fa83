import Builds
import Compiler
import ModelFormat
import StapesRuntime
import Testing

@Suite struct ModelFileTests {
  @Test func aBrokenFileIsNamed() throws {
    let folder = try TemporaryFolder()
    var bytes = try smallNetwork().file().bytes
    bytes[bytes.count / 2] ^= 1
    let file = try ModelFile(folder.write(bytes, to: "broken.stapes"))
    #expect(
      complaint { _ = try file.program() }
        == "\(file.path): the checksum does not fit the bytes; copy the file again")
    #expect(
      complaint { _ = try ModelFile(path: "text", bytes: Array("no model".utf8)).program() }
        .hasPrefix("text: "))
    #expect(complaint { _ = try ModelFile(folder("none")) }.contains("none: no such file"))
  }

  @Test func theProgramIsTheOneThatWasWritten() throws {
    let built = try ModelBuilder().build(
      .calibrated(smallNetwork().calibrated()), ifTooLarge: .none)
    let file = ModelFile(path: "small", bytes: built.model.file)
    #expect(try file.program() == built.model.program)
    #expect(try file.withModel { $0.labels } == ["cat", "dog"])
  }

  /// What a library may leave out shrinks with every model that it is to run.
  @Test func librariesHoldWhatTheirModelsNeed() throws {
    #expect(LibraryFlags().leftOut.count == 15)
    var flags = LibraryFlags()
    try smallNetwork().file().withModel { flags.need($0) }
    let small = flags.leftOut
    #expect(small.allSatisfy { $0.hasPrefix("STAPES_NO_") })
    for name in ["DEPTHWISE", "JOINS", "PACE", "INT16", "RUNNING_STANDARDISATION"] {
      #expect(small.contains("STAPES_NO_\(name)"))
    }
    for name in ["GLOBAL_AVERAGE", "CLIP_STANDARDISATION"] {
      #expect(!small.contains("STAPES_NO_\(name)"))
    }
    let running = try smallNetwork().calibrated(standardisation: .running)
    var builder = ModelBuilder()
    builder.form.spreadSeconds = 0.1
    let spread = try builder.build(.calibrated(running), ifTooLarge: .none)
    try ModelFile(path: "spread", bytes: spread.model.file).withModel { flags.need($0) }
    #expect(
      Set(small).subtracting(flags.leftOut)
        == ["STAPES_NO_PACE", "STAPES_NO_RUNNING_STANDARDISATION"])
  }

  @Test func scoresAreRealNumbers() throws {
    let file = try smallNetwork(softmax: true).file()
    let tone = (0..<800).map { Int16($0 * 37 % 2_000 - 1_000) }
    let scores = try file.withModel { model in try model.scores(of: [tone]) }
    #expect(scores.count == 2 && abs(scores.reduce(0, +) - 1) < 0.02)
    #expect(throws: RuntimeError.self) {
      try file.withModel { model in _ = try model.scores(of: [[1, 2, 3]]) }
    }
    let features = try featureNetwork().file()
    let rows = try features.withModel { model in
      (try model.scores(features: [Float](repeating: 0.5, count: 40)), model.scoreNames)
    }
    #expect(rows.0.count == 2 && rows.1 == ["cat", "dog"])
  }
}

@Suite struct ModelFiguresTests {
  @Test func figuresAreThoseOfTheFile() throws {
    let file = try smallNetwork(channels: 24).file()
    let figures = try ModelFigures(file)
    #expect(Set(figures.values.keys) == [.file, .arena, .macs])
    #expect(figures.values[.file] == Double(file.bytes.count))
    #expect(
      figures.heaviest(.macs).hasPrefix("conv1 ") || figures.heaviest(.macs).hasPrefix("conv2 "))
    #expect(figures.heaviest(.file).hasPrefix("conv2 ") && figures.heaviest(.stack).isEmpty)
    #expect(figures.heaviest(.arena).split(separator: ", ").count == 3)
  }

  @Test(arguments: DeviceTarget.allCases) func aDeviceHasMore(target: DeviceTarget) throws {
    let file = try smallNetwork().file()
    let figures = try ModelFigures(file, target: target)
    let device = try #require(figures.device)
    #expect(
      Set(figures.values.keys)
        == Set(Quantity.allCases.filter { !$0.needsData && !$0.needsClock }))
    #expect(device.target == target && device.instructions > device.worstPushInstructions)
    #expect(device.flashBytes == file.bytes.count + device.libraryBytes.values.reduce(0, +))
    #expect(device.ramBytes == device.arenaBytes + device.executorBytes + device.stackBytes)
  }
}
