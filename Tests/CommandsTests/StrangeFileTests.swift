import Foundation
import TestSupport
import Testing

/// Inputs without an end, and outputs that are no files.
@Suite struct StrangeFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.writeSmallModel()
    mkfifo(folder.file("fifo"), 0o600)
  }

  @Test(arguments: ["/dev/zero", "fifo"]) func withoutAnEnd(_ path: String) throws {
    try Data().write(to: folder.url.appending(path: "link"))
    try FileManager.default.removeItem(atPath: folder.file("link"))
    for ending in ["", ".json", ".safetensors", ".npy"] {
      let name = "link\(ending)"
      try FileManager.default.createSymbolicLink(
        atPath: folder.file(name), withDestinationPath: path)
      let problem = "is a device, a pipe or a socket; give the name of a file\n"
      for arguments in [
        ["inspect", name], ["import", name, "-o", "new.stapes"], ["compile", name, "-o", "new"],
        ["import", "small.json", "--labels", name, "-o", "new"],
        ["check", "small.stapes", "--against", name], ["describe", name],
      ] {
        let run = try ToolRun(arguments, in: folder.url)
        #expect(run.status != 0, "\(arguments)")
        // A name without an ending is an architecture of the zoo; a recipe wants its data first; a
        // model that is none is refused before its labels are read.
        let isRead =
          ![["describe", "link"], ["describe", "link.npy"]].contains(arguments)
          && arguments[1] != "small.json"
          && arguments[0...1] != ["compile", "link.json"]
        #expect(!isRead || run.error.hasSuffix(problem), "\(arguments): \(run.error)")
      }
    }
  }

  @Test func beyondEveryCeiling() throws {
    try folder.write("hole", "")
    try #require(truncate(folder.file("hole"), 9 << 40) == 0)
    let run = try ToolRun("inspect", "hole", in: folder.url)
    #expect(run.status == 1)
    #expect(
      run.error
        == "stapes: hole: has 9,895,604,649,984 bytes, and 268,435,456 are the most that is read; "
        + "check that it is the right file\n")
  }

  @Test(arguments: ["/dev/full", "fifo"]) func devicesAreNotReplaced(_ path: String) throws {
    for arguments in [
      ["init", "small.json", "-o", path], ["compile", "small.safetensors", "-o", path],
      ["synthesize", "sound", "--seconds", "0.1", "-o", path],
      ["export", "small.stapes", "--tflite", path],
      ["check", "small.stapes", "--write-baseline", path],
    ] {
      let run = try ToolRun(arguments, in: folder.url)
      #expect(run.status == 1)
      #expect(
        run.error.hasSuffix("\(path): is a device, a pipe or a socket; give the name of a file\n"))
    }
    #expect(folder.names == ["fifo", "small.json", "small.safetensors", "small.stapes"])
  }

  @Test func aFolderThatIsAFile() throws {
    let run = try ToolRun(
      "train", "small.json", "--data", ".", "-o", "small.stapes/run", in: folder.url)
    #expect(run.status != 0)
    #expect(!run.error.contains("NSCocoa") && !run.error.contains("Error Domain"))
  }
}
