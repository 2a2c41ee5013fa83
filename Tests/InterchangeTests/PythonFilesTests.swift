import Foundation
import Interchange
import Testing

// Files as the Python package writes them. To make them again: `pip install safetensors ml_dtypes`
// (0.8.0 and 0.6.0 made these) and run
//
//   import base64, ml_dtypes, numpy as np
//   from safetensors.numpy import save
//   show = lambda *contents: print(base64.b64encode(save(*contents)).decode())
//   show({
//     "b.weight": np.array([[1, -2.5, 0.1], [3e38, -0.0, 1e-45]], np.float32),
//     "a.bias": np.array([1, -2, 65504, 6e-8, float("inf")], np.float16),
//     "a.scale": np.array([1, -0.15625, 3e38], ml_dtypes.bfloat16),
//     "steps": np.array([-1, 2**62], np.int64),
//     "empty": np.zeros((0, 3), np.float32),
//     "scalar": np.array(0.1, np.float64),
//   }, {"note": "caf\u00e9 \"q\" \\ \n\x01 \U0001F442/"})
//   show({"\u00e9\0\x7f\x1f/\b": np.array([7], np.uint8)}, {})
//   show({})

private let manyTypes = """
  qAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJub3RlIjoiY2Fmw6kgXCJxXCIgXFwgXG5cdTAwMDEg8J+Rgi8ifSwic3Rl
  cHMiOnsiZHR5cGUiOiJJNjQiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNldHMiOlswLDE2XX0sInNjYWxhciI6eyJkdHlw
  ZSI6IkY2NCIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbMTYsMjRdfSwiYi53ZWlnaHQiOnsiZHR5cGUiOiJGMzIi
  LCJzaGFwZSI6WzIsM10sImRhdGFfb2Zmc2V0cyI6WzI0LDQ4XX0sImVtcHR5Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUi
  OlswLDNdLCJkYXRhX29mZnNldHMiOls0OCw0OF19LCJhLnNjYWxlIjp7ImR0eXBlIjoiQkYxNiIsInNoYXBlIjpbM10s
  ImRhdGFfb2Zmc2V0cyI6WzQ4LDU0XX0sImEuYmlhcyI6eyJkdHlwZSI6IkYxNiIsInNoYXBlIjpbNV0sImRhdGFfb2Zm
  c2V0cyI6WzU0LDY0XX19ICAg//////////8AAAAAAAAAQJqZmZmZmbk/AACAPwAAIMDNzMw95rFhfwAAAIABAAAAgD8g
  vmJ/ADwAwP97AQAAfA==
  """
private let oddName = """
  WAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6e30sIsOpXHUwMDAwf1x1MDAxZi9cYiI6eyJkdHlwZSI6IlU4Iiwic2hhcGUi
  OlsxXSwiZGF0YV9vZmZzZXRzIjpbMCwxXX19Bw==
  """
private let noTensors = "CAAAAAAAAAB7fSAgICAgIA=="

private func decoded(_ text: String) throws -> [UInt8] {
  Array(try #require(Data(base64Encoded: text, options: .ignoreUnknownCharacters)))
}

@Test(arguments: [manyTypes, oddName, noTensors]) func rewrittenToTheByte(text: String) throws {
  let bytes = try decoded(text)
  #expect(try SafetensorsFile(parsing: bytes).serialized() == bytes)
}

@Test func contentsOfAPythonFile() throws {
  let file = try SafetensorsFile(parsing: decoded(manyTypes))
  #expect(file.metadata == ["note": "café \"q\" \\ \n\u{1} \u{1F442}/"])
  let tensors = file.tensors
  #expect(tensors.map(\.name) == ["steps", "scalar", "b.weight", "empty", "a.scale", "a.bias"])
  #expect(tensors.map(\.dtype) == [.int64, .float64, .float32, .float32, .bfloat16, .float16])
  #expect(tensors.map(\.shape) == [[2], [], [2, 3], [0, 3], [3], [5]])
  #expect(
    tensors[0].bytes == [255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0x40])
  #expect(try tensors[1].floats() == [0.1])
  #expect(try tensors[2].floats() == [1, -2.5, 0.1, 3e38, -0.0, .leastNonzeroMagnitude])
  #expect(try tensors[3].floats() == [])
  #expect(try tensors[4].floats() == [1, -0.15625, 0x1.C4p127])
  #expect(try tensors[5].floats() == [1, -2, 65504, 0x1p-24, .infinity])
}

@Test func contentsOfAnOddName() throws {
  let file = try SafetensorsFile(parsing: decoded(oddName))
  #expect(file.metadata == [:])
  #expect(
    file.tensors
      == [NamedTensor(name: "é\0\u{7F}\u{1F}/\u{8}", dtype: .uint8, shape: [1], bytes: [7])])
}
