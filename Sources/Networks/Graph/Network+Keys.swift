import Basics

extension Network {
  static var keys: KeyTable<Network> {
    KeyTable(
      Network(name: "", inputs: [], layers: []), name: "The network",
      text: "A network is valid when its layers fit each other; errors name the layer.",
      [
        .required("name", \.name, .string, "The network's name in tables and reports."),
        .required(
          "inputs", \.inputs, .list(of: Input.keys, place: "input", isNamed: true),
          "What the network is fed with."),
        layers,
        .key("labels", \.labels, .strings, "The names of the classes, in the outputs' order."),
      ])
  }

  /// By default a layer reads the one before it, and the first one the first input.
  private static var layers: Key<Network> {
    Key(
      names: { _, _ in ["layers"] },
      read: { fields, network throws(JSONError) in
        let operations = Operation.cases
        for (index, value) in try fields.list("layers").enumerated() {
          let fields = try JSONFields(value, place: "layer \(index + 1)").named("layer")
          let previous = network.layers.last?.name ?? network.inputs.first?.name
          network.layers.append(try Layer.keys(operations, after: previous).read(fields))
        }
      },
      members: { network, _, style in
        let operations = Operation.cases
        var previous = network.inputs.first?.name
        let layers = network.layers.map { layer in
          defer { previous = layer.name }
          return Layer.keys(operations, after: previous).tree(layer, style)
        }
        return [("layers", .list(layers))]
      },
      rows: { _ in
        [
          KeyPage.Row(
            name: "layers", type: "list of objects", missing: nil,
            text: "The operations, in an order in which they can be computed.")
        ]
      },
      pages: { Layer.keys(Operation.cases, after: "the layer before").pages })
  }
}

extension Input {
  fileprivate static var keys: KeyTable<Input> {
    KeyTable(
      Input(name: "", kind: .waveform(rate: 0)), name: "Each of `inputs`",
      [
        .required("name", \.name, .string, "What layers call the input."),
        .cases(
          "kind", \.kind, InputKind.cases, "What the input carries.", title: "Kinds of inputs",
          isRequired: true),
      ])
  }
}

extension InputKind {
  fileprivate static var cases: [KeyCase<InputKind>] {
    [
      KeyCase(
        "waveform", "Mono audio of any length.",
        KeyTable(0, [.required("rate", \.self, .integer(), "Samples a second.")]),
        make: InputKind.waveform
      ) { if case .waveform(let rate) = $0 { rate } else { nil } },
      KeyCase(
        "picture", "A picture that streams along its height, row by row.",
        KeyTable(
          (channels: 0, height: 0, width: 0),
          [
            .required("channels", \.channels, .integer(), "Channels of the input."),
            .required("height", \.height, .integer(), "Rows."),
            .required("width", \.width, .integer(), "Values of a row and channel."),
          ]),
        make: { .picture(channels: $0.channels, height: $0.height, width: $0.width) }
      ) {
        if case .picture(let channels, let height, let width) = $0 {
          (channels, height, width)
        } else {
          nil
        }
      },
      KeyCase(
        "sequence", "Rows of features.",
        KeyTable(
          (channels: 0, length: Int?.none),
          [
            .required("channels", \.channels, .integer(), "Channels of the input."),
            .key("length", \.length, .optional(.integer()), "Rows; any number of them by default."),
          ]), make: { .sequence(channels: $0.channels, length: $0.length) }
      ) { if case .sequence(let channels, let length) = $0 { (channels, length) } else { nil } },
    ]
  }
}

extension Layer {
  /// - Parameter previous: what the layer reads by default.
  fileprivate static func keys(
    _ operations: [KeyCase<Operation>], after previous: String?
  ) -> KeyTable<Layer> {
    KeyTable(
      Layer(name: "", operation: .relu, inputs: previous.map { [$0] } ?? []),
      name: "Each of `layers`",
      [
        .required("name", \.name, .string, "Parameters are called `name.weight` and so on."),
        .cases(
          "op", \.operation, operations, "What the layer computes.", title: "Operations",
          isRequired: true),
        .key("from", \.inputs, .strings, "The inputs and earlier layers that the layer reads."),
      ])
  }
}
