import Basics
public import Program

/// Why a program cannot become a TFLite model.
public enum TFLiteExportError: Error, Equatable, Sendable, CustomStringConvertible {
  case inexpressible(layer: String, reason: String)
  /// Inputs of these lengths give no scores.
  case tooShort(ProgramError)

  public var description: String {
    switch self {
    case .inexpressible(let layer, let reason): "\(printable(layer)): \(reason)"
    case .tooShort(let error): error.description
    }
  }
}

/// A program as a `.tflite` file, which TFLite Micro and LiteRT load.
public struct TFLiteExport: Sendable {
  public let file: [UInt8]
  /// What TFLite computes with other roundings.
  public let approximations: [String]

  /// - Parameters:
  ///   - program: without fused pools.
  ///   - inputRows: rows of each input; TFLite's shapes are fixed.
  public init(
    _ program: IntegerProgram, inputRows: [Int]
  ) throws(TFLiteExportError) {
    do { try program.checkRows(inputRows) } catch { throw .tooShort(error) }
    var exporter = Exporter(program, inputRows: inputRows)
    file = try exporter.file()
    approximations = exporter.approximations
  }
}
