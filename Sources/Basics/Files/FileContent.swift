/// What a file holds, whatever its name says: recognised by its first bytes, and JSON by its keys.
///
/// Every reader names what it takes; a file that holds something else is refused with the way that it
/// has to go.
public enum FileContent: Sendable, CaseIterable {
  // Files of this project
  case model, checkpoint, architecture, recipe
  // Files of others that commands take
  case tflite, array, recording
  // Files of others that have to be converted first
  case onnx, pytorch, keras, arrays, archive

  /// nil for what is not recognised.
  public init?(_ bytes: [UInt8]) {
    // First, because its length may look like any signature.
    if Self.isSafetensors(bytes) {
      self = .checkpoint
    } else if let content = Self.signatures.first(where: { $0.isAt(the: bytes) })?.content {
      self = content
    } else if bytes.starts(with: Self.zip) {
      self = Self.archive(bytes)
    } else if Self.isONNX(bytes) {
      self = .onnx
    } else if let content = Self.json(bytes) {
      self = content
    } else {
      return nil
    }
  }

  /// What the file is and which way it goes; a sentence without its subject.
  public var route: String {
    switch self {
    case .model:
      "is a compiled model (.stapes); inspect, run, verify, size, check and export take it"
    case .checkpoint: "is a safetensors file; stapes compile makes a model of a checkpoint"
    case .architecture: "is an architecture; stapes init makes a checkpoint of it"
    case .recipe: "is a recipe; stapes train takes it"
    case .tflite: "is a TFLite model; stapes import makes a .stapes file of it"
    case .array: "is a NumPy array; stapes run takes it behind a model"
    case .recording: "is a recording; stapes run takes it behind a model"
    case .onnx:
      "is an ONNX model; convert the PyTorch module that it comes from with stapes_torch "
        + "(Tools/pytorch), or import the network as an int8 .tflite"
    case .pytorch:
      "is a PyTorch file; load it in Python, and write a checkpoint with convert and save_checkpoint "
        + "of stapes_torch (Tools/pytorch)"
    case .keras:
      "is a Keras model; convert it to an int8 .tflite with TensorFlow's TFLiteConverter for stapes "
        + "import"
    case .arrays: "is an archive of NumPy arrays (.npz); save each array as a .npy file"
    case .archive: "is a zip archive; unpack it first"
    }
  }
}

extension [UInt8] {
  /// The bytes of a file, unless they are recognised as another content than a reader takes.
  ///
  /// - Parameter wanted: nil for texts that no signature tells.
  package func expecting(
    _ wanted: FileContent?, at path: String
  ) throws(FileError) -> [UInt8] {
    guard let content = FileContent(self), content != wanted else { return self }
    throw .otherContent(path, content)
  }
}

extension FileContent {
  private struct Signature {
    let content: FileContent
    let place: Int
    let bytes: [UInt8]

    init(_ content: FileContent, _ text: String, at place: Int = 0, behind first: [UInt8] = []) {
      self.content = content
      self.place = place
      bytes = first + Array(text.utf8)
    }

    func isAt(the file: [UInt8]) -> Bool { file.dropFirst(place).starts(with: bytes) }
  }

  private static let signatures = [
    Signature(.model, "STPS"), Signature(.tflite, "TFL3", at: 4),
    Signature(.array, "NUMPY", behind: [0x93]),
    Signature(.keras, "HDF\r\n", behind: [0x89]), Signature(.recording, "WAVE", at: 8),
    Signature(.recording, "fLaC"), Signature(.recording, "OggS"), Signature(.recording, "ID3"),
    // A pickle of protocol 2, as torch.save wrote it once.
    Signature(.pytorch, "\u{02}", behind: [0x80]),
  ]

  /// JSON behind eight bytes that say how long it is.
  private static func isSafetensors(_ bytes: [UInt8]) -> Bool {
    bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
      && bytes.littleEndian(UInt64.self, at: 0) <= bytes.count
  }

  private static let zip: [UInt8] = Array("PK".utf8) + [3, 4]

  /// The name of the first member tells.
  private static func archive(_ bytes: [UInt8]) -> FileContent {
    guard bytes.count > 30 else { return .archive }
    let length = Int(bytes.littleEndian(UInt16.self, at: 26))
    let name = String(decoding: bytes.dropFirst(30).prefix(length), as: UTF8.self)
    if name.hasSuffix(".npy") { return .arrays }
    if ["metadata.json", "config.json", "model.weights.h5"].contains(name) { return .keras }
    let parts = name.split(separator: "/")
    let members = ["data.pkl", "constants.pkl", "byteorder", "version", "data", ".format_version"]
    return parts.count > 1 && members.contains(String(parts[1])) ? .pytorch : .archive
  }

  /// A version of ONNX's format, then its producer or its graph.
  private static func isONNX(_ bytes: [UInt8]) -> Bool {
    bytes.count > 4 && bytes[0] == 0x08 && (1...32).contains(bytes[1])
      && [0x12, 0x1A, 0x3A, 0x42].contains(bytes[2])
  }

  private static func json(_ bytes: [UInt8]) -> FileContent? {
    guard bytes.count < 1 << 24, bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"),
      let fields = try? JSONFields(JSONReader.read(bytes), place: "the file")
    else { return nil }
    if fields.has("layers"), fields.has("inputs") { return .architecture }
    return fields.has("architecture") && fields.has("data") ? .recipe : nil
  }
}
