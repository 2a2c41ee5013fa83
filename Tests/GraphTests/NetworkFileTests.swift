import Basics
import Foundation
import Graph
import Testing

@Suite struct NetworkFileTests {
  private static let zoo: [Network] =
    [
      everyOperation, Zoo.aemNetDW(width: 0.5, llf: .configuration2),
      Zoo.crackle(classes: 2, branches: [.inspiration(4, of: 9), .expiration(4, of: 9)]),
    ] + Zoo.names.compactMap { try? Zoo.named($0) }

  @Test(arguments: zoo)
  func whatIsWrittenIsReadBack(network: Network) throws {
    #expect(try Network(json: network.json()) == network)
    let compact = network.jsonString(compact: true)
    #expect(try Network(json: Data(compact.utf8)) == network)
    #expect(!compact.contains("\n"))
    #expect(compact.utf8.count < network.json().count)
    #expect(network.jsonString(compact: false) == String(decoding: network.json(), as: UTF8.self))
  }

  /// Foundation's reader agrees that it is JSON.
  @Test(arguments: zoo)
  func whatIsWrittenIsJSON(network: Network) throws {
    for text in [network.jsonString(compact: true), network.jsonString(compact: false)] {
      let value = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      #expect(value?["name"] as? String == network.name)
      #expect((value?["layers"] as? [[String: Any]])?.count == network.layers.count)
    }
  }

  @Test func theFormIsReadable() {
    var network = chain(
      speech,
      .convolution1D(Convolution1D(channels: 64, kernel: 9, stride: 4, padding: 4)), .relu,
      .transpose,
      .convolution2D(Convolution2D(channels: 2, kernel: Size2D(height: 1, width: 7), bias: true)),
      .globalAveragePool, .fullyConnected(outputs: 2), .add, labels: ["yes", "no"])
    network.layers[6].inputs = ["layer6", "layer5"]
    #expect(
      network.jsonString(compact: false) == """
        {
          "name": "chain",
          "inputs": [
            {"name": "input", "kind": "waveform", "rate": 16000}
          ],
          "layers": [
            {"name": "layer1", "op": "convolution1d", "channels": 64, "kernel": 9, "stride": 4, "padding": 4},
            {"name": "layer2", "op": "relu"},
            {"name": "layer3", "op": "transpose"},
            {"name": "layer4", "op": "convolution2d", "channels": 2, "kernel": [1, 7], "bias": true},
            {"name": "layer5", "op": "global_average_pool"},
            {"name": "layer6", "op": "fully_connected", "outputs": 2},
            {"name": "layer7", "op": "add", "from": ["layer6", "layer5"]}
          ],
          "labels": [
            "yes",
            "no"
          ]
        }

        """)
    network.layers.removeSubrange(1...)
    #expect(
      network.jsonString(compact: true)
        == #"{"name":"chain","inputs":[{"name":"input","kind":"waveform","rate":16000}],"#
        + #""layers":[{"name":"layer1","op":"convolution1d","channels":64,"kernel":9,"#
        + #""stride":4,"padding":4}],"labels":["yes","no"]}"#)
  }

  private static let head = #"{"name": "n", "inputs": [{"name": "x", "kind": "waveform", "#
  private static func text(_ layers: String...) -> String {
    head + "\"rate\": 8}], \"layers\": [\n" + layers.joined(separator: ",\n") + "\n]}"
  }

  private static let mistakes: [(String, String)] = [
    ("", "line 1: the text ends where a value should stand"),
    ("[1]", "line 1: the network: it must be an object, not a list"),
    ("{}", "line 1: the network: the key \"name\" is missing"),
    ("{\n\"name\": \"n\"}", "line 1: the network: the key \"inputs\" is missing"),
    (
      "{\"inputs\": [], \"layers\": [],\n\"name\": 3}",
      "line 2: the network: name must be a string, not 3"
    ),
    ("{\"name\": \"n\", \"inputs\": [], \"layers\": []}", "the network has no inputs"),
    (
      "{\"name\": \"n\", \"inputs\": [],\n\"depth\": 1}",
      "line 2: the network: unknown key \"depth\"; it may have name, inputs, layers, labels"
    ),
    (
      text(#"{"name": "a", "op": "relu"}"#, #"{"name": "b", "op": "rleu"}"#),
      "line 3: layer \"b\": \"rleu\" is no op; did you mean relu? Choose one of convolution1d, convolution2d, "
        + "batch_norm, relu, relu6, leaky_relu, sigmoid, tanh, silu, hard_swish, gelu, max_pool1d, max_pool2d, average_pool1d, "
        + "average_pool2d, global_average_pool, fully_connected, add, multiply, concat, flatten, "
        + "transpose, softmax, dropout"
    ),
    (
      text(#"{"name": "a", "op": "convolution1d", "chanels": 1, "kernel": 1}"#),
      "line 2: layer \"a\": unknown key \"chanels\"; did you mean channels? It may have "
        + "name, op, channels, kernel, stride, padding, groups, bias, from"
    ),
    (
      text(#"{"name": "a", "op": "convolution1d", "channels": 1}"#),
      "line 2: layer \"a\": the key \"kernel\" is missing"
    ),
    (
      text(#"{"op": "relu"}"#), "line 2: layer 1: the key \"name\" is missing"
    ),
    (text("7"), "line 2: layer 1: it must be an object, not 7"),
    (
      text(#"{"name": "a", "op": "convolution1d", "channels": 1.5, "kernel": 1}"#),
      "line 2: layer \"a\": channels must be a whole number, not 1.5"
    ),
    (
      text(#"{"name": "a", "op": "convolution1d", "channels": true, "kernel": 1}"#),
      "line 2: layer \"a\": channels must be a whole number, not true"
    ),
    (
      text(#"{"name": "a", "op": "convolution1d", "channels": 99999999999999999999, "kernel": 1}"#),
      "line 2: layer \"a\": channels must be a whole number, not 1e+20"
    ),
    (
      text(#"{"name": "a", "op": "convolution1d", "channels": 9223372036854775807, "kernel": 1}"#),
      "a: the number of channels is 9,223,372,036,854,775,807, beyond the limit of 16,777,216"
    ),
    (
      text(#"{"name": "a", "op": "convolution1d", "channels": -9223372036854775808, "kernel": 1}"#),
      "a: the number of channels must be at least 1, not -9223372036854775808"
    ),
    (
      text(#"{"name": "a", "op": "max_pool2d", "kernel": [1, 2, 3], "stride": 1}"#),
      "line 2: layer \"a\": kernel must be a whole number or [height, width], not a list"
    ),
    (
      text(#"{"name": "a", "op": "dropout", "rate": "half"}"#),
      "line 2: layer \"a\": rate must be a number, not a string"
    ),
    (
      text(#"{"name": "a", "op": "add", "from": ["x", 1]}"#),
      "line 2: layer \"a\": from must be a list of strings, not 1"
    ),
    (
      text(#"{"name": "a", "op": "relu", "from": true}"#),
      "line 2: layer \"a\": from must be a list, not true"
    ),
    (
      text(#"{"name": "a", "op": "fully_connected", "outputs": 1, "bias": 1}"#),
      "line 2: layer \"a\": bias must be true or false, not 1"
    ),
    (
      "{\"name\": \"n\", \"layers\": [], \"inputs\": [{\"name\": \"x\", \"kind\": \"video\"}]}",
      "line 1: input \"x\": \"video\" is no kind; choose one of waveform, picture, sequence"
    ),
    (
      head + "\"length\": 2}], \"layers\": []}",
      "line 1: input \"x\": unknown key \"length\"; it may have name, kind, rate"
    ),
  ]

  @Test(arguments: mistakes)
  func mistakesAreOneLineWithThePlace(text: String, message: String) {
    let error = #expect(throws: NetworkFileError.self) { try Network(json: Data(text.utf8)) }
    #expect(error?.description == message)
    #expect(error?.description.contains("\n") == false)
  }

  /// Damaged texts give an error or a valid network, and never a trap.
  @Test func damagedTexts() throws {
    let bytes = [UInt8](everyOperation.jsonString(compact: true).utf8)
    var generator = SplitMix64(seed: 5)
    var valid = 0
    for _ in 0..<5_000 {
      var damaged = bytes
      for _ in 0...Int.random(in: 0..<3, using: &generator) {
        let position = Int.random(in: 0..<damaged.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: damaged[position] = UInt8.random(in: 0...255, using: &generator)
        case 1: damaged.remove(at: position)
        case 2: damaged.insert(UInt8(ascii: "9"), at: position)
        default: damaged.removeSubrange(position...)
        }
        if damaged.isEmpty { break }
      }
      if let network = try? Network(json: Data(damaged)) {
        valid += 1
        try network.validate()
        #expect(try Network(json: network.json()) == network)
      }
    }
    #expect(valid > 0)
  }
}
