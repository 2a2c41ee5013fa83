import Foundation
public import Graph

/// A float network with its parameters: a safetensors file with the architecture in its metadata.
///
/// Tensors are F32, under PyTorch's names and in PyTorch's layouts, in the order of the layers, so
/// that the same checkpoint always gives the same bytes.
public struct Checkpoint: Equatable, Sendable {
  public var network: Network
  public var parameters: Parameters
  /// The quantisation that the parameters were trained for, as the compiler wrote it.
  public var quantisation: String?

  public init(network: Network, parameters: Parameters, quantisation: String? = nil) {
    self.network = network
    self.parameters = parameters
    self.quantisation = quantisation
  }

  /// The metadata key under which the architecture stands, as JSON on one line.
  public static let architectureKey = "stapes.architecture"
  public static let quantisationKey = "stapes.quantisation"
}

/// Why a file is not a checkpoint: one line that names the file and the tensor.
public enum CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
  case file(SafetensorsFileError)
  case noArchitecture(path: String)
  case architecture(path: String, NetworkFileError)
  case dataType(path: String, tensor: String, type: String)
  case parameters(path: String, ParameterError)
  case network(NetworkError)

  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .noArchitecture(let path):
      "\(path): the metadata has no \"\(Checkpoint.architectureKey)\"; write the checkpoint with "
        + "`stapes init` or add the architecture's JSON under this key"
    case .architecture(let path, let error):
      "\(path): the architecture in the metadata: \(error)"
    case .dataType(let path, let tensor, let type):
      "\(path): tensor \(tensor) is \(type); parameters have to be F32"
    case .parameters(let path, let error): "\(path): \(error)"
    case .network(let error): "\(error)"
    }
  }
}

extension Checkpoint {
  /// Reads and checks a checkpoint.
  public init(contentsOf path: String) throws(CheckpointError) {
    let file: SafetensorsFile
    do { file = try SafetensorsFile.read(contentsOf: path) } catch { throw .file(error) }
    try self.init(file, path: path)
  }

  /// Checks what a file holds.
  ///
  /// - Parameter path: what errors call the file.
  public init(_ file: SafetensorsFile, path: String) throws(CheckpointError) {
    guard let architecture = file.metadata?[Self.architectureKey] else {
      throw .noArchitecture(path: path)
    }
    do { network = try Network(json: Data(architecture.utf8)) } catch {
      throw .architecture(path: path, error)
    }
    quantisation = file.metadata?[Self.quantisationKey]
    parameters = Parameters()
    for tensor in file.tensors {
      guard tensor.dtype == .float32, let values = try? tensor.floats() else {
        throw .dataType(path: path, tensor: tensor.name, type: tensor.dtype.rawValue)
      }
      parameters[tensor.name] = Tensor(shape: tensor.shape, values: values)
    }
    do { try parameters.check(against: network) } catch { throw .parameters(path: path, error) }
  }

  /// Writes the checkpoint, beside and renamed.
  public func write(to path: String) throws(CheckpointError) {
    let shapes: [ParameterShape]
    do { shapes = try network.parameterShapes() } catch { throw .network(error) }
    let tensors = shapes.compactMap { shape in
      parameters[shape.name].map {
        NamedTensor(name: shape.name, shape: $0.shape, floats: $0.values)
      }
    }
    var metadata: SafetensorsMetadata = [
      Self.architectureKey: network.jsonString(compact: true), "format": "pt",
    ]
    metadata[Self.quantisationKey] = quantisation
    let file = SafetensorsFile(tensors: tensors, metadata: metadata)
    do { try file.write(to: path) } catch { throw .file(error) }
  }
}
