import Foundation
import TestSupport
import Testing

/// What `Tools/firmware build` leaves for other build systems.
@Suite(.serialized) struct PackageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func files() throws {
    let result = try ToolRun(
      "Tools/firmware", "build", "--target", "cortex-m4", "--output", folder.path)
    try #require(result.status == 0, "\(result.output)")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    #expect(
      paths.filter { $0.contains(".") || $0.hasSuffix("LICENSE") } == [
        "include/stapes.h", "lib/cmake/Stapes/StapesConfig.cmake",
        "lib/cmake/Stapes/StapesConfigVersion.cmake", "lib/libstapes.a",
        "lib/pkgconfig/stapes.pc", "share/stapes/LICENSE", "share/stapes/arithmetic.c",
        "share/stapes/memory.c", "share/stapes/sizes.txt",
      ])
    let sizes = try folder.text("share/stapes/sizes.txt")
    #expect(result.output.hasSuffix(sizes))
    // Nothing of the library lies in RAM.
    for line in sizes.split(separator: "\n") where !line.contains(" stack ") {
      #expect(line.hasSuffix(" 0"))
    }
    #expect(try folder.text("lib/pkgconfig/stapes.pc").contains("prefix=${pcfiledir}/../.."))
    #expect(!(try folder.text("lib/pkgconfig/stapes.pc").contains(packageRoot.path())))
  }

  /// The same sources elsewhere give the same archive.
  @Test func reproducible() throws {
    try folder.makeFolder("elsewhere")
    let elsewhere = folder.url.appending(component: "elsewhere")
    for name in ["Package.swift", "Sources", "Tests", "Firmware", "Tools", "LICENSE"] {
      try FileManager.default.copyItem(
        at: packageRoot.appending(component: name), to: elsewhere.appending(component: name))
    }
    let here = folder.url.appending(component: "here")
    let there = folder.url.appending(component: "there")
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

  /// A firmware pays for the ops of its model alone, and for fast kernels if it wants them.
  @Test(arguments: [("speed", 29_184), ("size", 19_200)])
  func onlyWhatAModelNeeds(form: String, mostBytes: Int) throws {
    let model = try folder.write(
      "model.stapes", bytes: Sample.flagship(standardisation: .running).model)
    let result = try ToolRun(
      "Tools/firmware", "build", "--target", "cortex-m4", "--for", model, "--optimise", form,
      "--output", folder.file("package"))
    try #require(result.status == 0, "\(result.output)")
    let audio = try #require(
      result.output.split(separator: "\n").first { $0.contains("audio only") })
    let fields = audio.split(separator: " ").compactMap { Int($0) }
    #expect(fields[0] > 10_000 && fields[0] <= mostBytes)
    #expect(fields[1] == 0)
    guard form == "speed" else { return }
    // What was left out is refused by name.
    let other = try folder.write("other.stapes", bytes: Sample.small().model)
    let input = try folder.write("input.raw", bytes: [UInt8](repeating: 0, count: 8_000))
    let refused = try ToolRun(
      "Tools/firmware", "run", "--target", "cortex-m4", "--for", model, other, input)
    #expect(refused.status == 1)
    #expect(refused.output.contains("the library was built without an op of the model"))
  }
}
