import Basics
public import FixedPoint
public import Program
import TFLite

extension IntegerProgram {
  /// The program of an integer TFLite model.
  ///
  /// - Parameters:
  ///   - path: of a `.tflite` file.
  ///   - labels: the path of a text with a name of a score a line; nil for none.
  public init(importing path: String, rounding: Rounding, labels: String? = nil) throws {
    self = try naming(path, in: TFLiteError.self) {
      try TFLiteModel(try WholeFile.read(path, .model).expecting(.tflite, at: path))
        .program(rounding: rounding)
    }
    guard let path = labels else { return }
    let labels = try LabelFile.read(path)
    let scores = ops.last?.row.channels ?? 0
    guard labels.count == scores else {
      throw InputError.labels(path: path, count: labels.count, scores: scores)
    }
    self.labels = labels
  }
}
