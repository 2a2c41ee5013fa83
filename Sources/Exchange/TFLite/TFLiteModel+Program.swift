public import FixedPoint
public import Program

extension TFLiteModel {
  /// What the model computes, as a program of the same bytes.
  ///
  /// - Parameter rounding: `tflm` for what TFLite Micro computes.
  /// - Throws: every op that cannot be imported, at once.
  public func program(rounding: Rounding) throws(TFLiteError) -> IntegerProgram {
    var importer = Importer(self, rounding: rounding)
    return try importer.program()
  }
}
