public import Foundation
import Basics

extension Network {
  /// The network as readable JSON, one layer a line: the same bytes for equal networks.
  ///
  /// Values that have a default are left out, and `from` where a layer reads the one before it.
  /// What a valid network writes, `init(json:)` reads back as an equal network.
  public func json() -> Data {
    Data(jsonString(compact: false).utf8)
  }

  /// The text of `json()`; compact without line breaks and spaces, for a checkpoint's metadata.
  public func jsonString(compact: Bool) -> String {
    let gap = compact ? "" : " "
    var previous = inputs.first?.name
    var members: [(String, [String])] = []
    members.append(("inputs", inputs.map { $0.jsonFields.object(gap: gap) }))
    members.append(
      (
        "layers",
        layers.map { layer in
          defer { previous = layer.name }
          return layer.jsonFields(after: previous, gap: gap).object(gap: gap)
        }
      ))
    if !labels.isEmpty { members.append(("labels", labels.map(\.jsonQuoted))) }
    let (open, separator, close) = compact ? ("", ",", "") : ("\n    ", ",\n    ", "\n  ")
    let lists = members.map { key, values in
      let list = values.isEmpty ? "" : open + values.joined(separator: separator) + close
      return "\(key.jsonQuoted):\(gap)[\(list)]"
    }
    let lines = ["\("name".jsonQuoted):\(gap)\(name.jsonQuoted)"] + lists
    return compact
      ? "{\(lines.joined(separator: ","))}" : "{\n  \(lines.joined(separator: ",\n  "))\n}\n"
  }
}

/// The members of one object, values already written out.
private struct JSONMembers {
  var members: [(key: String, value: String)]

  init(_ members: (key: String, value: String)...) {
    self.members = members
  }

  mutating func add<Value: CustomStringConvertible>(_ key: String, _ value: Value) {
    members.append((key, value.description))
  }

  mutating func add<Value: CustomStringConvertible & Equatable>(
    _ key: String, _ value: Value, unless standard: Value
  ) {
    if value != standard { add(key, value) }
  }

  mutating func add(_ key: String, _ size: Size2D, unless standard: Size2D? = nil, gap: String) {
    guard size != standard else { return }
    add(
      key, size.height == size.width ? "\(size.height)" : "[\(size.height),\(gap)\(size.width)]")
  }

  func object(gap: String) -> String {
    let texts = members.map { "\($0.key.jsonQuoted):\(gap)\($0.value)" }
    return "{\(texts.joined(separator: ",\(gap)"))}"
  }
}

extension Input {
  fileprivate var jsonFields: JSONMembers {
    var members = JSONMembers((key: "name", value: name.jsonQuoted))
    switch kind {
    case .waveform(let rate):
      members.add("kind", "waveform".jsonQuoted)
      members.add("rate", rate)
    case .picture(let channels, let height, let width):
      members.add("kind", "picture".jsonQuoted)
      members.add("channels", channels)
      members.add("height", height)
      members.add("width", width)
    case .sequence(let channels, let length):
      members.add("kind", "sequence".jsonQuoted)
      members.add("channels", channels)
      if let length { members.add("length", length) }
    }
    return members
  }
}

extension Layer {
  fileprivate func jsonFields(after previous: String?, gap: String) -> JSONMembers {
    var members = JSONMembers(
      (key: "name", value: name.jsonQuoted), (key: "op", value: operation.kind.jsonQuoted))
    operation.add(to: &members, gap: gap)
    if inputs.count != 1 || inputs.first != previous {
      members.add("from", "[\(inputs.map(\.jsonQuoted).joined(separator: ",\(gap)"))]")
    }
    return members
  }
}

extension Operation {
  fileprivate func add(to members: inout JSONMembers, gap: String) {
    switch self {
    case .convolution1D(let convolution):
      members.add("channels", convolution.channels)
      members.add("kernel", convolution.kernel)
      members.add("stride", convolution.stride, unless: 1)
      members.add("padding", convolution.padding, unless: 0)
      members.add("groups", convolution.groups, unless: 1)
      members.add("bias", convolution.bias, unless: false)
    case .convolution2D(let convolution):
      members.add("channels", convolution.channels)
      members.add("kernel", convolution.kernel, gap: gap)
      members.add("stride", convolution.stride, unless: 1, gap: gap)
      members.add("padding", convolution.padding, unless: 0, gap: gap)
      members.add("groups", convolution.groups, unless: 1)
      members.add("bias", convolution.bias, unless: false)
    case .batchNorm(let epsilon):
      members.add("epsilon", epsilon, unless: 1e-5)
    case .leakyReLU(let slope):
      members.add("slope", slope, unless: 0.01)
    case .maxPool1D(let pool), .averagePool1D(let pool):
      members.add("kernel", pool.kernel)
      members.add("stride", pool.stride)
      members.add("padding", pool.padding, unless: 0)
    case .maxPool2D(let pool), .averagePool2D(let pool):
      members.add("kernel", pool.kernel, gap: gap)
      members.add("stride", pool.stride, gap: gap)
      members.add("padding", pool.padding, unless: 0, gap: gap)
    case .fullyConnected(let outputs, let bias):
      members.add("outputs", outputs)
      members.add("bias", bias, unless: true)
    case .dropout(let rate):
      members.add("rate", rate)
    case .relu, .relu6, .globalAveragePool, .add, .concat, .flatten, .transpose, .softmax:
      break
    }
  }
}
