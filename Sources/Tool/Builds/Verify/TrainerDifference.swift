import Program
import Reference
import Runs
import Verification

/// The first value in which the trainer's forward pass is not the float path.
public struct TrainerDifference: Encodable, Equatable, Sendable, CustomStringConvertible {
  public var layer: String
  /// The place among the layer's values.
  public var index: Int
  /// nil where there are fewer values.
  public var trainer: Int16?
  public var reference: Int16?

  public init(layer: String, index: Int, trainer: Int16?, reference: Int16?) {
    self.layer = layer
    self.index = index
    self.trainer = trainer
    self.reference = reference
  }

  public var description: String {
    func text(_ value: Int16?) -> String { value.map { "\($0)" } ?? "none" }
    return "\(layer), value \(index): the trainer's forward pass has \(text(trainer)), the float "
      + "path \(text(reference))"
  }
}

extension TrainedTensors {
  /// The first difference on some inputs; nil where all values are equal.
  func difference(_ inputs: [ProgramValues]) throws -> TrainerDifference? {
    for values in inputs {
      let expected = program.reference(values)
      for (tensor, (mine, theirs)) in zip(try self(values), expected).enumerated()
      where mine != theirs.values {
        let index =
          zip(mine, theirs.values).enumerated().first { $1.0 != $1.1 }?.offset
          ?? min(mine.count, theirs.values.count)
        return TrainerDifference(
          layer: program.tensorName(tensor), index: index,
          trainer: index < mine.count ? mine[index] : nil,
          reference: index < theirs.values.count ? theirs.values[index] : nil)
      }
    }
    return nil
  }
}
