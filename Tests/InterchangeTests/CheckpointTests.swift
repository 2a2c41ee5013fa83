import TestSupport
import Foundation
import Graph
import Interchange
import Testing

@Suite struct CheckpointTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("checkpoint.safetensors")
  }

  private func bytes() throws -> [UInt8] { try folder.bytes("checkpoint.safetensors") }

  @Test(arguments: ["aemnet-dw", "cough-cnn", "crackle"])
  func roundTripKeepsEveryByte(name: String) throws {
    var network = try Zoo.named(name, options: ZooOptions(classes: 2))
    network.labels = ["well", "\"ill\", é"]
    let checkpoint = Checkpoint(
      network: network, parameters: try Parameters.seeded(for: network, seed: 4))
    try checkpoint.write(to: path)
    let written = try bytes()
    let read = try Checkpoint(contentsOf: path)
    #expect(read == checkpoint)
    try read.write(to: path)
    #expect(try bytes() == written)
  }

  /// A checkpoint of one tensor, changed, and what is said of it.
  @Test func mistakesNameTheTensor() throws {
    let network = try Network(
      json: Data(
        """
        {"name": "one", "inputs": [{"name": "x", "kind": "sequence", "channels": 2, "length": 3}],
        "layers": [{"name": "average", "op": "global_average_pool"},
        {"name": "fc", "op": "fully_connected", "outputs": 2, "bias": false}]}
        """.utf8))
    let architecture = network.jsonString(compact: true)
    func message(_ file: SafetensorsFile) throws -> String {
      try file.write(to: path)
      do {
        _ = try Checkpoint(contentsOf: path)
        return "fine"
      } catch {
        return "\(error)"
      }
    }
    let weight = NamedTensor(name: "fc.weight", shape: [2, 2], floats: [1, 2, 3, 4])
    let metadata: SafetensorsMetadata = [Checkpoint.architectureKey: architecture]
    #expect(try message(SafetensorsFile(tensors: [weight], metadata: metadata)) == "fine")
    let bare = try message(SafetensorsFile(tensors: [weight]))
    #expect(bare.hasPrefix("\(path): the metadata has no \"stapes.architecture\"; "))
    let integers = NamedTensor(
      name: "fc.weight", dtype: .int8, shape: [2, 2], bytes: [1, 2, 3, 4])
    #expect(
      try message(SafetensorsFile(tensors: [integers], metadata: metadata))
        == "\(path): tensor fc.weight is I8; parameters have to be F32")
    let turned = NamedTensor(name: "fc.weight", shape: [4, 1], floats: [1, 2, 3, 4])
    let shape = try message(SafetensorsFile(tensors: [turned], metadata: metadata))
    #expect(shape.contains("fc.weight") && shape.contains("[4, 1]") && shape.contains("[2, 2]"))
    let missing = try message(SafetensorsFile(tensors: [], metadata: metadata))
    #expect(missing.contains("fc.weight"))
    let infinite = NamedTensor(name: "fc.weight", shape: [2, 2], floats: [1, .infinity, 3, 4])
    #expect(
      try message(SafetensorsFile(tensors: [infinite], metadata: metadata)).contains("fc.weight"))
    let nonsense = try message(
      SafetensorsFile(tensors: [weight], metadata: [Checkpoint.architectureKey: "{\"name\": 3}"]))
    #expect(nonsense.hasPrefix("\(path): the architecture in the metadata: "))
  }
}
