import Builds
import Compiler
import Foundation
import Graph
import Testing

/// The table of supported operations says what layers are compiled to.
@Suite struct SupportTableTests {
  @Test func layersBecomeWhatTheTableSays() throws {
    let network = try Self.network()
    let layers = Set(network.layers.map(\.operation.kind))
    let kinds = Set(try network.file().withModel { FileReport($0).ops.map(\.kind) })
    let rows = Self.rows
    for kind in kinds {
      let row = try #require(rows.first { $0.kinds.contains(kind) }, "\(kind)")
      #expect(!row.layers.isDisjoint(with: layers), "\(kind)")
    }
    // Batch norms and clamps go into the ops in front of them.
    for layer in layers.subtracting(["batch_norm", "relu6"]) {
      let named = rows.filter { $0.layers.contains(layer) }.flatMap(\.kinds)
      #expect(named == ["no op"] || !kinds.isDisjoint(with: named), "\(layer)")
    }
  }

  /// The first two columns.
  private static var rows: [(kinds: [String], layers: Set<String>)] {
    SupportTable.markdown.split(separator: "\n").dropFirst(2).map { line in
      let cells = line.dropFirst(2).split(separator: " | ", omittingEmptySubsequences: false)
      return (
        cells[0].components(separatedBy: ", "),
        Set(cells[1].replacing("`", with: "").components(separatedBy: ", "))
      )
    }
  }

  private static func network() throws -> Network {
    try Network(
      json: Data(
        """
        {
          "name": "many layers",
          "inputs": [
            {"name": "picture", "kind": "picture", "channels": 2, "height": 8, "width": 8}
          ],
          "labels": ["cat", "dog"],
          "layers": [
            {"name": "conv", "op": "convolution2d", "channels": 4, "kernel": 3, "padding": 1},
            {"name": "norm", "op": "batch_norm"},
            {"name": "clamp", "op": "relu6"},
            {"name": "depthwise", "op": "convolution2d", "channels": 4, "kernel": 3, "padding": 1,
             "groups": 4},
            {"name": "sum", "op": "add", "from": ["clamp", "depthwise"]},
            {"name": "leaky", "op": "leaky_relu"},
            {"name": "join", "op": "concat", "from": ["sum", "leaky"]},
            {"name": "pool", "op": "max_pool2d", "kernel": 2, "stride": 2},
            {"name": "average", "op": "average_pool2d", "kernel": 2, "stride": 1},
            {"name": "vector", "op": "flatten"},
            {"name": "drop", "op": "dropout", "rate": 0.5},
            {"name": "fc", "op": "fully_connected", "outputs": 2},
            {"name": "scores", "op": "softmax"}
          ]
        }
        """.utf8))
  }
}
