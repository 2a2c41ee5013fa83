import Basics
import Interchange

/// A file of this header, as it stands, and this data.
func sampleFile(header: String, data: [UInt8] = []) -> [UInt8] {
  sampleFile(header: Array(header.utf8), data: data)
}

func sampleFile(header: [UInt8], data: [UInt8] = []) -> [UInt8] {
  [UInt8](littleEndian: [UInt64(header.count)]) + header + data
}

let sample = SafetensorsFile(
  tensors: [
    NamedTensor(name: "weight", shape: [2, 1], floats: [1.5, -2]),
    NamedTensor(name: "bias\n", dtype: .int8, shape: [3], bytes: [1, 2, 255]),
    NamedTensor(name: "none", dtype: .uint8, shape: [4, 0], bytes: []),
    NamedTensor(name: "", dtype: .bool, shape: [], bytes: [1]),
  ], metadata: ["format": "stapes", "é \u{1F442}": "\"\\/\u{1}"])

let sampleBytes = sampleFile(
  header: #"{"__metadata__":{"format":"stapes","é 👂":"\"\\/\u0001"},"#
    + #""weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"#
    + #""bias\n":{"dtype":"I8","shape":[3],"data_offsets":[8,11]},"#
    + #""none":{"dtype":"U8","shape":[4,0],"data_offsets":[11,11]},"#
    + #""":{"dtype":"BOOL","shape":[],"data_offsets":[11,12]}}"# + "     ",
  data: [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0, 1, 2, 255, 1])
