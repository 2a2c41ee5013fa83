import Compiler
import ModelFormat
import SampleModels
import Testing

/// One file for each thing that can be wrong, with the error and the byte that it must name.
@Suite struct ModelErrorTests {
  @Test(
    arguments: Vector.header + Vector.tables + Vector.records + Vector.tensors + Vector.inputs
      + Vector.edges + Vector.ops + Vector.windows + Vector.convolutions + Vector.others
      + Vector.encodings + Vector.int16)
  func error(_ vector: Vector) throws {
    let errors = try vector.errors()
    #expect(errors.actual == errors.expected)
  }

  /// Scores that are no vector are refused by the compiler before they are written.
  @Test func wideScores() {
    #expect {
      try SampleModel.wideScores()
    } throws: { error in
      "\(error)".hasSuffix(": the width of the scores is 2; it must be 1")
    }
  }

  @Test func checksum() throws {
    var file = try SampleModel.audio().file
    file[file.count - 1] ^= 0x80
    let bytes = file.span
    var error: ModelError?
    do throws(ModelError) { _ = try Model(bytes) } catch let thrown { error = thrown }
    #expect(error == ModelError(.checksumMismatch, at: Layout.Header.checksum))
  }
}
