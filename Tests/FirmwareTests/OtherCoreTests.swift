import Foundation
import TestSupport
import Testing

/// A library in a program for a core that cannot run it would link, and fault.
@Suite(
  .serialized,
  .enabled(if: Programs.isInstalled("arm-none-eabi-gcc"), "arm-none-eabi-gcc is missing"))
struct OtherCoreTests {
  private let folder: TemporaryFolder
  private let package: String

  init() throws {
    folder = try TemporaryFolder()
    package = folder.file("package")
    let build = try ToolRun("Tools/firmware", "build", "--target", "cortex-m4", "--output", package)
    try #require(build.status == 0, "\(build.output)")
  }

  @Test(
    "the header",
    arguments: [
      ("cortex-m0", false), ("cortex-m3", false), ("cortex-m4", true), ("cortex-m7", true),
      ("cortex-m33", true), ("cortex-m33+nodsp", false),
    ]) func header(_ core: String, _ fits: Bool) throws
  {
    let source = try folder.write("main.c", "#include <stapes.h>\n")
    let result = try compile("-mcpu=\(core)", "-fsyntax-only", source)
    #expect((result.status == 0) == fits, "\(result.output)")
    #expect(fits || result.output.contains("libstapes.a beside this header is for cortex-m4"))
    let alone = try compile("-mcpu=\(core)", "-DSTAPES_HEADER_ALONE", "-fsyntax-only", source)
    #expect(alone.status == 0, "\(alone.output)")
  }

  /// What a linker and a person read in the archive: the core, and that either float ABI will do.
  @Test func attributes() throws {
    let archive = try ToolRun(
      absolute: "/usr/bin/arm-none-eabi-readelf", ["-A", package + "/lib/libstapes.a"])
    let lines = archive.output.split(separator: "\n").map {
      $0.trimmingPrefix(while: \.isWhitespace)
    }
    let objects = lines.count { $0.hasPrefix("File: ") }
    #expect(objects > 0)
    #expect(lines.count { $0 == "Tag_CPU_arch: v7E-M" } == objects)
    #expect(lines.count { $0 == "Tag_ABI_VFP_args: compatible" } == objects)
    #expect(!lines.contains { $0.contains("FP_arch") })
  }

  @Test("CMake", .enabled(if: Programs.isInstalled("cmake"), "cmake is missing"))
  func cmake() throws {
    try folder.write(
      "CMakeLists.txt",
      """
      cmake_minimum_required(VERSION 3.20)
      project(example C)
      find_package(Stapes 0.4 REQUIRED)
      add_library(example STATIC example.c)
      target_link_libraries(example PRIVATE Stapes::Stapes)
      """)
    try folder.write(
      "example.c", "#include <stapes.h>\nuint32_t version(void) { return stapes_version(); }\n")
    let fits = try configure("cortex-m4")
    #expect(fits.status == 0, "\(fits.output)")
    let build = try ToolRun(absolute: "/usr/bin/cmake", ["--build", folder.file("cortex-m4")])
    #expect(build.status == 0, "\(build.output)")
    let refused = try configure("cortex-m3")
    #expect(refused.status == 1)
    #expect(refused.output.contains("for cortex-m4, not -mcpu=cortex-m3"), "\(refused.output)")
  }

  private func configure(_ core: String) throws -> ToolRun {
    try ToolRun(
      absolute: "/usr/bin/cmake",
      [
        "-S", folder.path, "-B", folder.file(core), "-DCMAKE_SYSTEM_NAME=Generic",
        "-DCMAKE_SYSTEM_PROCESSOR=arm", "-DCMAKE_C_COMPILER=arm-none-eabi-gcc",
        "-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY", "-DCMAKE_PREFIX_PATH=\(package)",
        "-DCMAKE_C_FLAGS=-mthumb -mcpu=\(core)",
      ])
  }

  private func compile(_ arguments: String...) throws -> ToolRun {
    try ToolRun(
      absolute: "/usr/bin/arm-none-eabi-gcc",
      ["-mthumb", "-ffreestanding", "-I\(package)/include"] + arguments)
  }
}
