import Interchange

/// A file of this header, as it stands, and this data.
func sampleFile(header: String, data: [UInt8] = []) -> [UInt8] {
  sampleFile(header: Array(header.utf8), data: data)
}

func sampleFile(header: [UInt8], data: [UInt8] = []) -> [UInt8] {
  withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + data
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

struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
