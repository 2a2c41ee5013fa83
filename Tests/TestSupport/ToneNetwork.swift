/// Architectures and recipes that are trained in no time.
package enum Tones {
  /// The JSON of a network that tells tones at 8 kHz apart.
  package static func network(
    channels: Int, stride: Int, kernel: Int = 3, classes: [String]
  ) -> String {
    """
    {
      "name": "tones",
      "inputs": [{"name": "audio", "kind": "waveform", "rate": 8000}],
      "labels": [\(classes.map { "\"\($0)\"" }.joined(separator: ", "))],
      "layers": [
        {"name": "conv1", "op": "convolution1d", "channels": \(channels), "kernel": 32, "stride": \(stride)},
        {"name": "norm1", "op": "batch_norm"},
        {"name": "relu1", "op": "relu"},
        {"name": "pool1", "op": "max_pool1d", "kernel": 4, "stride": 4},
        {"name": "conv2", "op": "convolution1d", "channels": \(channels), "kernel": \(kernel)},
        {"name": "norm2", "op": "batch_norm"},
        {"name": "relu2", "op": "relu"},
        {"name": "average", "op": "global_average_pool"},
        {"name": "dropout", "op": "dropout", "rate": 0.1},
        {"name": "fc", "op": "fully_connected", "outputs": \(classes.count)}
      ]
    }
    """
  }

  /// The JSON of a recipe for `tones.json`: these keys, and others beside them or in their place.
  package static func recipe(
    rate: Double, epochs: Int, batch: Int, _ others: [String: String] = [:]
  ) -> String {
    var members = [
      "name": #""tones""#, "architecture": #"{"file": "tones.json"}"#,
      "optimizer": "{\"rate\": \(rate)}", "epochs": "\(epochs)", "batch": "\(batch)",
      "folds": #"{"kind": "stratified", "count": 2}"#,
    ]
    members.merge(others) { $1 }
    let lines = members.sorted { $0.key < $1.key }.map { "\"\($0)\": \($1)" }
    return "{\n\(lines.joined(separator: ",\n"))\n}\n"
  }
}
