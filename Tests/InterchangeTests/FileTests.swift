import Basics
import Interchange
import TestSupport
import Testing

@Test func writesAndReadsAFile() throws {
  let folder = try TemporaryFolder()
  try sample.write(to: folder.file("a.safetensors"))
  #expect(try SafetensorsFile.read(contentsOf: folder.file("a.safetensors")) == sample)
  #expect(try WholeFile.read(folder.file("a.safetensors")) == sampleBytes)
  #expect(folder.names == ["a.safetensors"])
}

@Test func errorsNameTheFile() throws {
  let folder = try TemporaryFolder()
  let path = folder.file("a.safetensors")
  try AtomicFile.write([1, 2, 3], to: path)
  let malformed = SafetensorsFileError.contents(.truncatedLength(fileBytes: 3), path: path)
  #expect(throws: malformed) { try SafetensorsFile.read(contentsOf: path) }
  #expect(malformed.description.hasPrefix("\(path): 3 bytes are too few"))
  #expect(throws: SafetensorsFileError.file(.missing(folder.file("b")))) {
    try SafetensorsFile.read(contentsOf: folder.file("b"))
  }

  let reserved = SafetensorsFile(
    tensors: [NamedTensor(name: "__metadata__", dtype: .uint8, shape: [0], bytes: [])])
  #expect(throws: SafetensorsFileError.contents(.reservedName("__metadata__"), path: path)) {
    try reserved.write(to: path)
  }
  #expect(throws: SafetensorsFileError.file(.isFolder(folder.path))) {
    try sample.write(to: folder.path)
  }
  #expect(try WholeFile.read(path) == [1, 2, 3])
}
