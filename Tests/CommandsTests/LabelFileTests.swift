import Foundation
import SampleModels
import TestSupport
import Testing

/// Names of scores, as editors of all systems write them.
@Suite struct LabelFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    // Of three scores.
    try folder.write("m.tflite", bytes: TFLiteSketch.all[0].file)
  }

  private func imported(_ labels: [UInt8]) throws -> ToolRun {
    try folder.write("labels.txt", bytes: labels)
    return try ToolRun(
      ["import", "m.tflite", "--labels", "labels.txt", "-o", "m.stapes"], in: folder.url)
  }

  @Test(arguments: [
    "one\ntwo\nthree\n", "one\ntwo\nthree", "one\r\ntwo\r\nthree\r\n", "one\r\ntwo\r\nthree",
    "\u{FEFF}one\ntwo\nthree\n\n\n", "one\ntwo\nthree\r\n\r\n",
  ])
  func taken(_ text: String) throws {
    let ran = try imported(Array(text.utf8))
    try #require(ran.status == 0, "\(ran.error)")
    let shown = try ToolRun(["inspect", "m.stapes", "--json"], in: folder.url).output
    #expect(shown.filter { !$0.isWhitespace }.contains(#""labels":["one","two","three"]"#))
  }

  @Test func refused() throws {
    for (bytes, message) in [
      (Array("one\r\ntwo\r\n".utf8), "labels.txt: 2 labels for 3 scores"),
      (Array("1\n2\n3\n4\n".utf8), "labels.txt: 4 labels for 3 scores"),
      ([], "labels.txt: 0 labels for 3 scores"),
      (Array("one\n\nthree\n".utf8), "labels.txt: line 2 is empty; "),
      (Array("one\ntwo\n".utf8) + [0xFF, 0xFE], "labels.txt: line 3 is not UTF-8; "),
      (
        Array("one\n".utf8) + [UInt8](repeating: 97, count: 65_536),
        "labels.txt: line 2 has 65,536 bytes; a label has at most 65,535"
      ),
    ] as [([UInt8], String)] {
      let ran = try imported(bytes)
      #expect(ran.status == 1 && ran.error.hasPrefix("stapes: \(message)"), "\(ran.error)")
    }
  }

  /// An architecture is refused where it is read, not where it is compiled.
  @Test func architecture() throws {
    let long = String(repeating: "a", count: 70_000)
    try folder.write("a.json", smallNetwork.replacing("\"cat\"", with: "\"\(long)\""))
    let ran = try ToolRun(["init", "a.json", "-o", "a.safetensors"], in: folder.url)
    #expect(ran.status == 1)
    #expect(
      ran.error == "stapes: a.json: label 1 has 70,000 bytes; a label has at most 65,535\n")
  }

  /// What the importer cannot write is refused in one line with the file's name.
  @Test func refusalNamesTheFile() throws {
    var sketch = TFLiteSketch()
    let input = sketch.input([1, 2, 166, 2])
    let around = sketch.constant([Int32](arrayLiteral: 0, 0, 0, 1, 0, 0, 0, 0), [4, 2])
    let scores = sketch.op(TFLiteSketch.pad, [input, around], sketch.tensor([1, 2, 500, 2]))
    try folder.write("bad.tflite", bytes: sketch.file(scores))
    let ran = try ToolRun(["import", "bad.tflite", "-o", "bad.stapes"], in: folder.url)
    #expect(
      ran.error
        == "stapes: bad.tflite: op 0, PAD: gives the shape [1, 2, 500, 2], and its padding "
        + "[1, 3, 166, 2]\n")
  }
}
