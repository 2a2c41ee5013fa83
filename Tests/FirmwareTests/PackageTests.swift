import Foundation
import Testing

/// What `Tools/firmware build` leaves for other build systems.
@Suite(.serialized) struct PackageTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(component: "stapes-package-\(UUID().uuidString)")

  @Test func files() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try ToolRun(
      "Tools/firmware", "build", "--target", "cortex-m4", "--output", folder.path())
    try #require(result.status == 0, "\(result.output)")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path()).sorted()
    #expect(
      paths.filter { $0.contains(".") || $0.hasSuffix("LICENSE") } == [
        "include/stapes.h", "lib/cmake/Stapes/StapesConfig.cmake",
        "lib/cmake/Stapes/StapesConfigVersion.cmake", "lib/libstapes.a",
        "lib/pkgconfig/stapes.pc", "share/stapes/LICENSE", "share/stapes/arithmetic.c",
        "share/stapes/memory.c", "share/stapes/sizes.txt",
      ])
    let sizes = try text("share/stapes/sizes.txt")
    #expect(result.output.hasSuffix(sizes))
    // Nothing of the library lies in RAM.
    for line in sizes.split(separator: "\n") where !line.contains(" stack ") {
      #expect(line.hasSuffix(" 0"))
    }
    #expect(try text("lib/pkgconfig/stapes.pc").contains("prefix=${pcfiledir}/../.."))
    #expect(!(try text("lib/pkgconfig/stapes.pc").contains(packageRoot.path())))
  }

  /// The same sources elsewhere give the same archive.
  @Test func reproducible() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let elsewhere = folder.appending(component: "elsewhere")
    try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
    for name in ["Package.swift", "Sources", "Tests", "Firmware", "Tools", "LICENSE"] {
      try FileManager.default.copyItem(
        at: packageRoot.appending(component: name), to: elsewhere.appending(component: name))
    }
    let here = folder.appending(component: "here")
    let there = folder.appending(component: "there")
    let first = try ToolRun(
      "Tools/firmware", "build", "--target", "cortex-m4", "--output", here.path())
    try #require(first.status == 0, "\(first.output)")
    let tool = elsewhere.appending(path: "Tools/firmware").path()
    let second = try ToolRun(
      absolute: tool, ["build", "--target", "cortex-m4", "--output", there.path()])
    try #require(second.status == 0, "\(second.output)")
    for name in ["lib/libstapes.a", "include/stapes.h", "share/stapes/sizes.txt"] {
      #expect(
        FileManager.default.contentsEqual(
          atPath: here.appending(path: name).path(), andPath: there.appending(path: name).path()),
        "\(name)")
    }
  }

  /// A firmware pays for the ops of its model alone: for the flagship no more than 16 KiB of code.
  @Test func onlyWhatAModelNeeds() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let model = folder.appending(component: "model.stapes")
    try Data(try Sample.flagship(standardisation: .running).model).write(to: model)
    let result = try ToolRun(
      "Tools/firmware", "build", "--target", "cortex-m4", "--for", model.path(), "--output",
      folder.appending(component: "package").path())
    try #require(result.status == 0, "\(result.output)")
    let audio = try #require(
      result.output.split(separator: "\n").first { $0.contains("audio only") })
    let fields = audio.split(separator: " ").compactMap { Int($0) }
    #expect(fields[0] > 10_000 && fields[0] <= 16_384)
    #expect(fields[1] == 0)
    // What was left out is refused by name.
    let other = folder.appending(component: "other.stapes")
    let input = folder.appending(component: "input.raw")
    let clip = try Sample.small()
    try Data(clip.model).write(to: other)
    try Data(count: 8_000).write(to: input)
    let refused = try ToolRun(
      "Tools/firmware", "run", "--target", "cortex-m4", "--for", model.path(), other.path(),
      input.path())
    #expect(refused.status == 1)
    #expect(refused.output.contains("the library was built without an op of the model"))
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }
}
