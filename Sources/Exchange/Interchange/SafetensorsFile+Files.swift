public import Basics

extension SafetensorsFile {
  public static func read(contentsOf path: String) throws(SafetensorsFileError) -> SafetensorsFile {
    let bytes: [UInt8]
    do { bytes = try WholeFile.read(path, .tensors).expecting(.checkpoint, at: path) } catch {
      throw .file(error)
    }
    do { return try SafetensorsFile(parsing: bytes) } catch { throw .contents(error, path: path) }
  }

  /// Writes the canonical form; see ``serialized()`` and ``AtomicFile/write(_:to:)``.
  public func write(to path: String) throws(SafetensorsFileError) {
    let bytes: [UInt8]
    do { bytes = try serialized() } catch { throw .contents(error, path: path) }
    do { try AtomicFile.write(bytes, to: path) } catch { throw .file(error) }
  }
}

/// Why a safetensors file could not be read or written; its description is one line that begins
/// with the path.
public enum SafetensorsFileError: Error, Equatable, Sendable, CustomStringConvertible {
  case file(FileError)
  case contents(SafetensorsError, path: String)

  public var description: String {
    switch self {
    case .file(let error): error.description
    case .contents(let error, let path): "\(printable(path)): \(error)"
    }
  }
}
