import Interchange
import Testing

@Test func canonicalBytes() throws {
  #expect(try sample.serialized() == sampleBytes)
}

@Test func parsingGivesTheContents() throws {
  let file = try SafetensorsFile(parsing: sampleBytes)
  #expect(file == sample)
  #expect(file.tensors.map(\.name) == ["weight", "bias\n", "none", ""])
  #expect(try file.tensors[0].floats() == [1.5, -2])
  #expect(file.metadata?.entries.map(\.key) == ["format", "é \u{1F442}"])
}

@Test func headersEndOnAMultipleOfEight() throws {
  for length in 0..<16 {
    let name = String(repeating: "x", count: length)
    let tensor = NamedTensor(name: name, dtype: .uint8, shape: [], bytes: [7])
    let bytes = try SafetensorsFile(tensors: [tensor]).serialized()
    #expect((bytes.count - 1).isMultiple(of: 8))
    #expect(try SafetensorsFile(parsing: bytes).tensors == [tensor])
  }
}

@Test func noMetadataIsNotEmptyMetadata() throws {
  let none = try SafetensorsFile(tensors: []).serialized()
  let empty = try SafetensorsFile(tensors: [], metadata: [:]).serialized()
  #expect(none == sampleFile(header: "{}      "))
  #expect(empty == sampleFile(header: #"{"__metadata__":{}}     "#))
  #expect(try SafetensorsFile(parsing: none).metadata == nil)
  #expect(try SafetensorsFile(parsing: empty).metadata == [:])
}

@Test(arguments: DType.allCases) func everyTypeRoundTrips(dtype: DType) throws {
  let bytes = (0..<UInt8(6 * dtype.elementBytes)).map { $0 &* 37 }
  let file = SafetensorsFile(
    tensors: [NamedTensor(name: "x", dtype: dtype, shape: [2, 1, 3], bytes: bytes)])
  #expect(try SafetensorsFile(parsing: file.serialized()) == file)
}

@Test func sizesOfShapes() {
  #expect(DType.float32.tensorBytes(shape: []) == 4)
  #expect(DType.float16.tensorBytes(shape: [3, 5]) == 30)
  #expect(DType.int8.tensorBytes(shape: [.max]) == .max)
  #expect(DType.int8.tensorBytes(shape: [0, .max]) == 0)
  #expect(DType.int16.tensorBytes(shape: [.max]) == nil)
  #expect(DType.int8.tensorBytes(shape: [.max, 2, 0]) == nil)
  #expect(DType.int8.tensorBytes(shape: [-2, -2]) == nil)
}

@Test func everyScalarOfTheFirstPlanesRoundTrips() throws {
  var name = ""
  for value in UInt32(0)..<0x20000 {
    if let scalar = Unicode.Scalar(value) { name.unicodeScalars.append(scalar) }
  }
  let file = SafetensorsFile(
    tensors: [NamedTensor(name: name, dtype: .uint8, shape: [0], bytes: [])],
    metadata: [name: name])
  let read = try SafetensorsFile(parsing: file.serialized())
  #expect(read.tensors[0].name.utf8.elementsEqual(name.utf8))
  #expect(read.metadata?[name]?.utf8.elementsEqual(name.utf8) == true)
}

@Test func otherSpellingsOfAHeader() throws {
  let header = """
    {\t"\\u0062" : {"data_offsets":[ 2 , 4 ], "shape" :[ ],\r\n "dtype":"\\u00461\\u0036"},
     "z":{"dtype":"U8","shape":[0],"data_offsets":[2,2]},
     "a\\/\\b\\f\\n\\r\\t\\\\\\"":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},
     "__metadata__":{"\\ud83d\\uDC42":"\\u0000\\uFFFF"} } \n
    """
  let file = try SafetensorsFile(parsing: sampleFile(header: header, data: [1, 2, 3, 4]))
  #expect(
    file
      == SafetensorsFile(
        tensors: [
          NamedTensor(name: "a/\u{8}\u{C}\n\r\t\\\"", dtype: .uint8, shape: [2], bytes: [1, 2]),
          NamedTensor(name: "z", dtype: .uint8, shape: [0], bytes: []),
          NamedTensor(name: "b", dtype: .float16, shape: [], bytes: [3, 4]),
        ], metadata: ["\u{1F442}": "\0\u{FFFF}"]))
}

@Test func canonicallyEquivalentNamesAreDistinct() throws {
  let names = ["\u{E9}", "e\u{301}"]
  var file = SafetensorsFile(
    tensors: names.map { NamedTensor(name: $0, dtype: .uint8, shape: [], bytes: [0]) },
    metadata: [:])
  file.metadata?[names[0]] = "composed"
  file.metadata?[names[1]] = "decomposed"
  let bytes = try file.serialized()
  let read = try SafetensorsFile(parsing: bytes)
  #expect(read.tensors.count == 2)
  #expect(read.metadata?.entries.map(\.value) == ["composed", "decomposed"])
  #expect(read.metadata?[names[1]] == "decomposed")
  #expect(try read.serialized() == bytes)
}

@Test func metadataKeepsItsOrder() {
  var metadata: SafetensorsMetadata = ["a": "1", "b": "2", "c": "3"]
  metadata["b"] = "4"
  metadata["d"] = "5"
  metadata["a"] = nil
  metadata["x"] = nil
  #expect(metadata == ["b": "4", "c": "3", "d": "5"])
  #expect(metadata["a"] == nil)
}
