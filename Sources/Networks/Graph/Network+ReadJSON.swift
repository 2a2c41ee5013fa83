public import Foundation
import Basics

extension Network {
  /// Reads and validates a network in the form that `json()` writes.
  ///
  /// Keys with a default may be missing, and `from` where a layer reads the one before it (the
  /// first layer: the first input). Unknown keys are errors. Any bytes at all may be given.
  public init(json: Data) throws(NetworkFileError) {
    do throws(JSONError) {
      self = try Network(JSONFields(try JSONReader.read([UInt8](json)), place: "the network"))
    } catch {
      throw .json(error)
    }
    do throws(NetworkError) {
      try validate()
    } catch {
      throw .invalid(error)
    }
  }

  private init(_ fields: JSONFields) throws(JSONError) {
    try fields.allow(["name", "inputs", "layers", "labels"])
    self.init(
      name: try fields.string("name"), inputs: [], layers: [],
      labels: fields.has("labels") ? try fields.strings("labels") : [])
    for (index, value) in try fields.list("inputs").enumerated() {
      inputs.append(try Input(JSONFields(value, place: "input \(index + 1)")))
    }
    for (index, value) in try fields.list("layers").enumerated() {
      layers.append(
        try Layer(
          JSONFields(value, place: "layer \(index + 1)"),
          after: layers.last?.name ?? inputs.first?.name))
    }
  }
}

extension JSONFields {
  /// The same object, called by its name from here on.
  fileprivate func named(_ kind: String) throws(JSONError) -> JSONFields {
    var named = self
    named.place = "\(kind) \(try string("name").debugDescription)"
    return named
  }
}

extension Input {
  fileprivate init(_ unnamed: JSONFields) throws(JSONError) {
    let fields = try unnamed.named("input")
    name = try fields.string("name")
    switch try fields.choice("kind", among: ["waveform", "picture", "sequence"]) {
    case "waveform":
      try fields.allow(["name", "kind", "rate"])
      kind = .waveform(rate: try fields.integer("rate"))
    case "picture":
      try fields.allow(["name", "kind", "channels", "height", "width"])
      kind = .picture(
        channels: try fields.integer("channels"), height: try fields.integer("height"),
        width: try fields.integer("width"))
    default:
      try fields.allow(["name", "kind", "channels", "length"])
      kind = .sequence(
        channels: try fields.integer("channels"),
        length: fields.has("length") ? try fields.integer("length") : nil)
    }
  }
}

extension Layer {
  fileprivate init(_ unnamed: JSONFields, after previous: String?) throws(JSONError) {
    let fields = try unnamed.named("layer")
    name = try fields.string("name")
    operation = try Operation(fields)
    if let previous, !fields.has("from") {
      inputs = [previous]
    } else {
      inputs = try fields.strings("from")
    }
  }
}

extension Operation {
  /// Every kind, with its keys in files beside name, op and from.
  private static let keys: KeyValuePairs = [
    "convolution1d": ["channels", "kernel", "stride", "padding", "groups", "bias"],
    "convolution2d": ["channels", "kernel", "stride", "padding", "groups", "bias"],
    "batch_norm": ["epsilon"],
    "relu": [],
    "relu6": [],
    "leaky_relu": ["slope"],
    "max_pool1d": ["kernel", "stride", "padding"],
    "max_pool2d": ["kernel", "stride", "padding"],
    "average_pool1d": ["kernel", "stride", "padding"],
    "average_pool2d": ["kernel", "stride", "padding"],
    "global_average_pool": [],
    "fully_connected": ["outputs", "bias"],
    "add": [],
    "concat": [],
    "flatten": [],
    "transpose": [],
    "softmax": [],
    "dropout": ["rate"],
  ]

  fileprivate init(_ fields: JSONFields) throws(JSONError) {
    let kind = try fields.choice("op", among: Self.keys.map(\.key))
    let keys = Self.keys.first { $0.key == kind }?.value ?? []
    try fields.allow(["name", "op"] + keys + ["from"])
    switch kind {
    case "convolution1d": self = .convolution1D(try Convolution1D(fields))
    case "convolution2d": self = .convolution2D(try Convolution2D(fields))
    case "batch_norm": self = .batchNorm(epsilon: try fields.number("epsilon", default: 1e-5))
    case "relu": self = .relu
    case "relu6": self = .relu6
    case "leaky_relu": self = .leakyReLU(slope: try fields.number("slope", default: 0.01))
    case "max_pool1d": self = .maxPool1D(try Pool1D(fields))
    case "max_pool2d": self = .maxPool2D(try Pool2D(fields))
    case "average_pool1d": self = .averagePool1D(try Pool1D(fields))
    case "average_pool2d": self = .averagePool2D(try Pool2D(fields))
    case "global_average_pool": self = .globalAveragePool
    case "fully_connected":
      self = .fullyConnected(
        outputs: try fields.integer("outputs"), bias: try fields.bool("bias", default: true))
    case "add": self = .add
    case "concat": self = .concat
    case "flatten": self = .flatten
    case "transpose": self = .transpose
    case "softmax": self = .softmax
    default: self = .dropout(rate: try fields.number("rate"))
    }
  }
}

extension Convolution1D {
  fileprivate init(_ fields: JSONFields) throws(JSONError) {
    self.init(
      channels: try fields.integer("channels"), kernel: try fields.integer("kernel"),
      stride: try fields.integer("stride", default: 1),
      padding: try fields.integer("padding", default: 0),
      groups: try fields.integer("groups", default: 1),
      bias: try fields.bool("bias", default: false))
  }
}

extension Convolution2D {
  fileprivate init(_ fields: JSONFields) throws(JSONError) {
    self.init(
      channels: try fields.integer("channels"), kernel: try fields.size("kernel"),
      stride: try fields.size("stride", default: 1),
      padding: try fields.size("padding", default: 0),
      groups: try fields.integer("groups", default: 1),
      bias: try fields.bool("bias", default: false))
  }
}

extension Pool1D {
  fileprivate init(_ fields: JSONFields) throws(JSONError) {
    self.init(
      kernel: try fields.integer("kernel"), stride: try fields.integer("stride"),
      padding: try fields.integer("padding", default: 0))
  }
}

extension Pool2D {
  fileprivate init(_ fields: JSONFields) throws(JSONError) {
    self.init(
      kernel: try fields.size("kernel"), stride: try fields.size("stride"),
      padding: try fields.size("padding", default: 0))
  }
}
