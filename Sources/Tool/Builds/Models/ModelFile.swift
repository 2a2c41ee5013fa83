import Basics
public import ModelFormat
public import Program
import StapesRuntime

/// The bytes of a `.stapes` file.
public struct ModelFile: Sendable {
  public let path: String
  public let bytes: [UInt8]

  public init(_ path: String) throws {
    self.init(path: path, bytes: try WholeFile.read(path, .model).expecting(.model, at: path))
  }

  /// - Parameter path: what messages call the file.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// Calls `body` with the validated model; throws a `ModelFileError` for a file that is none.
  public func withModel<Result>(_ body: (Model) throws -> Result) throws -> Result {
    let model: Model
    do {
      model = try Model(bytes.span)
    } catch {
      throw ModelFileError(name: path, problem: .model(error))
    }
    return try body(model)
  }

  /// The same where `body` runs the model; a `RuntimeError` becomes a `ModelFileError`.
  ///
  /// - Parameter name: of the file or the recording, with which that error begins.
  func withModel<Result>(on name: String, _ body: (Model) throws -> Result) throws -> Result {
    do {
      return try withModel(body)
    } catch let error as RuntimeError {
      throw ModelFileError(name: name, problem: .runtime(error))
    }
  }

  public func program() throws -> IntegerProgram {
    try withModel { IntegerProgram(reading: $0) }
  }
}
