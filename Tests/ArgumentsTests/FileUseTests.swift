import Arguments
import Testing

/// What command lines are told about the files that they name; the tests of the tool try more.
@Suite struct FileUseTests {
  private let tool = ToolSpecification(
    name: "copy", abstract: "", version: "1",
    commands: [
      CommandSpecification(
        name: "files", abstract: "",
        positionals: [Positional("source", help: "", isRepeated: true, use: .reads)],
        options: [
          Option("--data", valueName: "folder", help: "", use: .readsDataSet),
          Option("--output", valueName: "file", help: "", use: .writes),
          Option("--log", valueName: "file", help: "", use: .writes),
          Option("--name", valueName: "text", help: ""),
        ])
    ])

  @Test(arguments: [
    (
      "/etc/passwd --output /etc/../etc/passwd",
      "/etc/../etc/passwd is <source> as well; name another file"
    ),
    (
      "/none /etc/passwd --output /etc/passwd", "/etc/passwd is <source> as well; name another file"
    ),
    ("/none --output /new --log //new", "/new is --log as well; name another file"),
    (
      "/none --output /etc/new/log --data /etc",
      "/etc/new/log lies in the data set of --data; write elsewhere"
    ),
    ("/etc/passwd --output /etc", "/etc holds <source>; write into another folder"),
  ])
  func refused(_ words: String, _ message: String) throws {
    #expect(throws: UsageError("--output: " + message)) {
      try tool.invocation(of: ["files"] + words.split(separator: " ").map(String.init))
    }
  }

  @Test(arguments: [
    "/etc/passwd --output /etc/other --name /etc/passwd", "/none --output /none",
    "/etc/passwd --output /tmp/new --data /etc", "/etc --output /new/x",
  ])
  func allowed(_ words: String) throws {
    _ = try tool.invocation(of: ["files"] + words.split(separator: " ").map(String.init))
  }
}
