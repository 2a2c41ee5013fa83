import Interchange
import Testing

struct Rejection: Sendable, CustomTestStringConvertible {
  let bytes: [UInt8]
  let error: SafetensorsError
  let message: String

  init(_ bytes: [UInt8], _ error: SafetensorsError, _ message: String) {
    self.bytes = bytes
    self.error = error
    self.message = message
  }

  init(_ header: String, data: Int = 0, _ error: SafetensorsError, _ message: String) {
    self.init(
      sampleFile(header: header, data: [UInt8](repeating: 0, count: data)), error, message)
  }

  var testDescription: String { message }
}

/// A header of one tensor `w`.
private func tensor(
  dtype: String = #""U8""#, shape: String = "[4]", offsets: String = "[0,4]"
) -> String {
  #"{"w":{"dtype":\#(dtype),"shape":\#(shape),"data_offsets":\#(offsets)}}"#
}

private func two(_ first: String, _ second: String) -> String {
  #"{"v":{"dtype":"U8","shape":[4],"data_offsets":\#(first)},"#
    + #""w":{"dtype":"U8","shape":[4],"data_offsets":\#(second)}}"#
}

private let lengthRejections = [
  Rejection(
    [], .truncatedLength(fileBytes: 0),
    "0 bytes are too few for a safetensors file, which begins with an 8-byte length"),
  Rejection(
    [2, 0, 0, 0, 0, 0, 0], .truncatedLength(fileBytes: 7),
    "7 bytes are too few for a safetensors file, which begins with an 8-byte length"),
  Rejection(
    [UInt8](repeating: 255, count: 9), .headerTooLong(headerBytes: .max),
    "the header is 18446744073709551615 bytes long, and the format allows 100000000; "
      + "is this a safetensors file?"),
  Rejection(
    [0x01, 0xE1, 0xF5, 0x05, 0, 0, 0, 0], .headerTooLong(headerBytes: 100_000_001),
    "the header is 100000001 bytes long, and the format allows 100000000; "
      + "is this a safetensors file?"),
  Rejection(
    [0x00, 0xE1, 0xF5, 0x05, 0, 0, 0, 0], .headerBeyondEnd(headerBytes: 100_000_000, fileBytes: 8),
    "the header takes 100000000 bytes after the first 8, but the file has only 8; "
      + "it is cut short or no safetensors file"),
  Rejection(
    [3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D], .headerBeyondEnd(headerBytes: 3, fileBytes: 10),
    "the header takes 3 bytes after the first 8, but the file has only 10; "
      + "it is cut short or no safetensors file"),
]

private let utf8Rejections: [Rejection] = [
  ([0x7B, 0x22, 0xFF, 0x22], 10), ([0x7B, 0x7D, 0xC3], 10), ([0xC0, 0x80], 8),
  ([0x7B, 0xC3, 0xA9, 0xED, 0xA0, 0x80], 11),
].map { header, byte in
  Rejection(
    sampleFile(header: header), .headerSyntax(problem: "the text is not UTF-8", byte: byte),
    "the header is not JSON at byte \(byte): the text is not UTF-8")
}

private let objectRejections = ["", " {}", "[]", "7", "null", "\u{FEFF}{}"].map {
  Rejection(
    $0, .headerNotObject(byte: 8),
    "the header does not begin with \"{\" at byte 8; is this a safetensors file?")
}

private let syntaxRejections: [Rejection] = [
  ("{", "an object needs a key here", 9),
  ("{,}", "an object needs a key here", 9),
  ("{7:1}", "an object needs a key here", 9),
  (#"{"w"}"#, "a key needs : after it", 12),
  (#"{"w"#, "a string has no end", 11),
  ("{\"a\nb\":1}", "a string holds a control character or has no end", 11),
  (#"{"\x":1}"#, "a string has an unknown escape", 11),
  (#"{"\"#, "a string has an unknown escape", 11),
  (#"{"\u12g4":1}"#, #"a \u escape needs four hexadecimal digits"#, 14),
  (#"{"\u12"#, #"a \u escape needs four hexadecimal digits"#, 14),
  (#"{"\udc42":1}"#, "a string has half of a surrogate pair", 10),
  (#"{"\ud83d":1}"#, "a string has half of a surrogate pair", 10),
  (#"{"\udc42\udc42":1}"#, "a string has half of a surrogate pair", 10),
  (#"{"\ud83d\n":1}"#, "a string has half of a surrogate pair", 10),
  (#"{"\ud83d\ud83d":1}"#, "a string has half of a surrogate pair", 10),
  (#"{"__metadata__":{"a":"b"},}"#, "an object needs a key here", 34),
  (#"{"__metadata__":{"a":"b"}"#, "an object needs , or } here", 33),
  (#"{"__metadata__":{"a":"b";"c":"d"}}"#, "an object needs , or } here", 32),
  (#"{"__metadata__":{"a":"b",}}"#, "an object needs a key here", 33),
  (tensor(shape: "[4 4]"), "a list needs , or ] here", 38),
  (tensor(shape: "[04]"), "a list needs , or ] here", 37),
  (tensor(shape: "[-]"), "a number lacks a digit", 37),
  (tensor(shape: "[4.]"), "a number lacks a digit", 38),
  (tensor(shape: "[4e+]"), "a number lacks a digit", 39),
  ("{}{", "something follows the value", 10),
  ("{} \0", "something follows the value", 11),
].map { (header: String, problem: String, byte: Int) in
  Rejection(
    header, .headerSyntax(problem: problem, byte: byte),
    "the header is not JSON at byte \(byte): \(problem)")
}

private let keyRejections = [
  Rejection(
    #"{"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\u0077":{}}"#, .duplicateTensor("w"),
    "tensor \"w\" occurs twice"),
  Rejection(
    #"{"__metadata__":{},"__metadata__":{}}"#, .duplicateKey("__metadata__", byte: 27),
    "the key \"__metadata__\" occurs for a second time at byte 27"),
  Rejection(
    #"{"__metadata__":{"a":"1","a":"1"}}"#, .duplicateKey("a", byte: 33),
    "the key \"a\" occurs for a second time at byte 33"),
  Rejection(
    #"{"w":{"dtype":"U8","dtype":"U8"}}"#, .duplicateKey("dtype", byte: 27),
    "the key \"dtype\" occurs for a second time at byte 27"),
  Rejection(
    #"{"__metadata__":null}"#, .metadataNotObject(byte: 24),
    "__metadata__ is not an object at byte 24"),
  Rejection(
    #"{"__metadata__":{"a": 1}}"#, .metadataValueNotString(key: "a", byte: 30),
    "the value of the metadata key \"a\" is not a string at byte 30"),
]

private let fieldRejections = [
  Rejection(
    #"{"w": [[[[]]]]}"#, .tensorNotObject(tensor: "w", byte: 14),
    "tensor \"w\" is not described by an object at byte 14"),
  Rejection(
    #"{"w":{}}"#, .missingField(tensor: "w", field: "dtype", byte: 13),
    "tensor \"w\" has no dtype in its description at byte 13"),
  Rejection(
    #"{"w":{"dtype":"U8"}}"#, .missingField(tensor: "w", field: "shape", byte: 13),
    "tensor \"w\" has no shape in its description at byte 13"),
  Rejection(
    #"{"w":{"dtype":"U8","shape":[]}}"#,
    .missingField(tensor: "w", field: "data_offsets", byte: 13),
    "tensor \"w\" has no data_offsets in its description at byte 13"),
  Rejection(
    #"{"w":{"scale":2}}"#, .unknownField(tensor: "w", field: "scale", byte: 14),
    "tensor \"w\" has a field \"scale\" at byte 14; "
      + "the format knows dtype, shape and data_offsets"),
  Rejection(
    tensor(dtype: "8"),
    .wrongFieldType(tensor: "w", field: "dtype", expected: "a string", byte: 22),
    "tensor \"w\": expected a string for dtype at byte 22"),
  Rejection(
    tensor(shape: "4"),
    .wrongFieldType(tensor: "w", field: "shape", expected: "an array", byte: 35),
    "tensor \"w\": expected an array for shape at byte 35"),
  Rejection(
    tensor(shape: "[4,[1]]"),
    .wrongFieldType(tensor: "w", field: "shape", expected: "numbers only", byte: 38),
    "tensor \"w\": expected numbers only for shape at byte 38"),
  Rejection(
    tensor(shape: "[4,]"),
    .wrongFieldType(tensor: "w", field: "shape", expected: "numbers only", byte: 38),
    "tensor \"w\": expected numbers only for shape at byte 38"),
  Rejection(
    tensor(dtype: #""F8_E4M3""#), .unknownDType(tensor: "w", dtype: "F8_E4M3", byte: 22),
    "tensor \"w\" has the dtype \"F8_E4M3\" at byte 22; this reader knows "
      + "F64, F32, F16, BF16, I64, I32, I16, I8, U64, U32, U16, U8, BOOL"),
  Rejection(
    tensor(offsets: "[0,4,4]"), .offsetCount(tensor: "w", count: 3, byte: 54),
    "tensor \"w\": data_offsets at byte 54 holds 3 numbers instead of 2"),
]

private let countRejections =
  ["-1", "-0", "1.5", "4e0", "9223372036854775808", "4.0"].map { number in
    Rejection(
      tensor(shape: "[4,\(number)]"),
      .notACount(tensor: "w", field: "shape", number: number, byte: 38),
      "tensor \"w\": \(number) in shape at byte 38 "
        + "is not a whole number from 0 to 9223372036854775807")
  } + [
    Rejection(
      tensor(offsets: "[-4,0]"),
      .notACount(tensor: "w", field: "data_offsets", number: "-4", byte: 55),
      "tensor \"w\": -4 in data_offsets at byte 55 "
        + "is not a whole number from 0 to 9223372036854775807"),
    Rejection(
      tensor(dtype: #""F64""#, shape: "[1152921504606846976]"), data: 4,
      .shapeTooLarge(tensor: "w", dtype: .float64),
      "tensor \"w\": the size of its shape in F64 is beyond 9223372036854775807 bytes"),
    Rejection(
      tensor(shape: "[4294967296,4294967296]"), data: 4,
      .shapeTooLarge(tensor: "w", dtype: .uint8),
      "tensor \"w\": the size of its shape in U8 is beyond 9223372036854775807 bytes"),
  ]

private let layoutRejections = [
  Rejection(
    tensor(offsets: "[4,0]"), data: 4, .offsetsReversed(tensor: "w", begin: 4, end: 0),
    "tensor \"w\" begins at 4 of the data and ends before, at 0"),
  Rejection(
    tensor(), data: 3, .offsetsBeyondData(tensor: "w", end: 4, dataBytes: 3),
    "tensor \"w\" ends at 4 of the data, which has 3 bytes; the file is cut short or damaged"),
  Rejection(
    tensor(offsets: "[9223372036854775807,9223372036854775807]"), data: 4,
    .offsetsBeyondData(tensor: "w", end: .max, dataBytes: 4),
    "tensor \"w\" ends at 9223372036854775807 of the data, which has 4 bytes; "
      + "the file is cut short or damaged"),
  Rejection(
    tensor(dtype: #""F32""#), data: 4,
    .sizeMismatch(tensor: "w", dtype: .float32, neededBytes: 16, storedBytes: 4),
    "tensor \"w\": its shape in F32 takes 16 bytes, but its offsets hold 4"),
  Rejection(
    two("[0,4]", "[3,7]"), data: 8, .overlap(tensor: "w", begin: 3, other: "v", end: 4),
    "tensor \"w\" begins at 3 of the data, inside tensor \"v\", which ends at 4"),
  Rejection(
    two("[0,4]", "[0,4]"), data: 4, .overlap(tensor: "w", begin: 0, other: "v", end: 4),
    "tensor \"w\" begins at 0 of the data, inside tensor \"v\", which ends at 4"),
  Rejection(
    two("[5,9]", "[0,4]"), data: 9, .hole(tensor: "v", from: 4, to: 5),
    "no tensor holds the data from 4 to 5, where tensor \"v\" begins"),
  Rejection(
    tensor(shape: "[0]", offsets: "[1,1]"), data: 1, .hole(tensor: "w", from: 0, to: 1),
    "no tensor holds the data from 0 to 1, where tensor \"w\" begins"),
  Rejection(
    tensor(), data: 6, .trailingBytes(2), "no tensor holds the last 2 bytes of the data"),
  Rejection("{}", data: 1, .trailingBytes(1), "no tensor holds the last 1 bytes of the data"),
]

private let rejections =
  lengthRejections + utf8Rejections + objectRejections + syntaxRejections + keyRejections
  + fieldRejections + countRejections + layoutRejections

@Test(arguments: rejections) func rejects(rejection: Rejection) {
  #expect(throws: rejection.error) { try SafetensorsFile(parsing: rejection.bytes) }
  #expect(rejection.error.description == rejection.message)
}

@Test func writingRejectsNames() {
  let scalar = { NamedTensor(name: $0, dtype: .uint8, shape: [], bytes: [0]) }
  let error = SafetensorsError.reservedName("__metadata__")
  #expect(throws: error) {
    try SafetensorsFile(tensors: [scalar("__metadata__")]).serialized()
  }
  #expect(
    error.description == "no tensor can be named \"__metadata__\", which is the key of the metadata"
  )
  #expect(throws: SafetensorsError.duplicateTensor("w")) {
    try SafetensorsFile(tensors: [scalar("w"), scalar("w")]).serialized()
  }
}

@Test func writingRejectsAHeaderBeyondTheLimit() {
  let name = String(repeating: "x", count: SafetensorsFile.maximumHeaderBytes)
  let tensor = NamedTensor(name: name, dtype: .uint8, shape: [], bytes: [0])
  #expect(throws: SafetensorsError.headerTooLong(headerBytes: 100_000_056)) {
    try SafetensorsFile(tensors: [tensor]).serialized()
  }
}

@Test func messagesAreOneShortLine() {
  let name = "a\nb\u{1B}[31m\u{202E}\u{2028}" + String(repeating: "é", count: 1000)
  #expect(
    SafetensorsError.duplicateTensor(name).description
      == "tensor \"a\\u{a}b\\u{1b}[31m\\u{202e}\\u{2028}\(String(repeating: "é", count: 70))…\" "
      + "occurs twice")
  #expect(
    SafetensorsError.notFloatingPoint(tensor: "x", dtype: .int8).description
      == "tensor \"x\" has the dtype I8, and floats were asked for")
}
