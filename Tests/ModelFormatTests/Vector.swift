import ModelFormat
import SampleModels

/// A change to a sample's file, and the error that must follow.
struct Vector: Sendable, CustomStringConvertible {
  var description: String
  private var sample: @Sendable () throws -> SampleModel
  private var change: @Sendable (inout ModelFile) -> Void
  private var reason: @Sendable (ModelFile) -> ModelError.Reason
  private var position: @Sendable (ModelFile) -> Int

  init(
    _ description: String, _ sample: @escaping @Sendable () throws -> SampleModel,
    _ change: @escaping @Sendable (inout ModelFile) -> Void,
    _ reason: @autoclosure @escaping @Sendable () -> ModelError.Reason,
    at position: @escaping @Sendable (ModelFile) -> Int
  ) {
    self.description = description
    self.sample = sample
    self.change = change
    self.reason = { _ in reason() }
    self.position = position
  }

  init(
    _ description: String, _ sample: @escaping @Sendable () throws -> SampleModel,
    _ change: @escaping @Sendable (inout ModelFile) -> Void,
    reason: @escaping @Sendable (ModelFile) -> ModelError.Reason,
    at position: @escaping @Sendable (ModelFile) -> Int
  ) {
    self.description = description
    self.sample = sample
    self.change = change
    self.reason = reason
    self.position = position
  }

  /// One field of a sample set to one value, at fault itself.
  init<Value: FixedWidthInteger & Sendable>(
    _ description: String, _ sample: @escaping @Sendable () throws -> SampleModel,
    _ field: @escaping @Sendable (ModelFile) -> Int, _ value: Value,
    _ reason: @autoclosure @escaping @Sendable () -> ModelError.Reason
  ) {
    self.init(description, sample, { $0.write(value, at: field($0)) }, reason(), at: field)
  }

  /// A field that puts something elsewhere than between cursors and end of the arena.
  init(
    _ description: String, _ sample: @escaping @Sendable () throws -> SampleModel,
    _ field: @escaping @Sendable (ModelFile) -> Int,
    outOfArena value: @escaping @Sendable (ModelFile) -> Int
  ) {
    self.init(description, sample, field, value, limit: { $0.arenaBytes })
  }

  /// A field that puts something elsewhere than in the file.
  init(
    _ description: String, _ sample: @escaping @Sendable () throws -> SampleModel,
    _ field: @escaping @Sendable (ModelFile) -> Int,
    outOfFile value: @escaping @Sendable (ModelFile) -> Int
  ) {
    self.init(description, sample, field, value, limit: { $0.bytes.count })
  }

  private init(
    _ description: String, _ sample: @escaping @Sendable () throws -> SampleModel,
    _ field: @escaping @Sendable (ModelFile) -> Int,
    _ value: @escaping @Sendable (ModelFile) -> Int,
    limit: @escaping @Sendable (ModelFile) -> Int
  ) {
    self.init(
      description, sample, { $0.write(Int32(value($0)), at: field($0)) },
      reason: { .outOfBounds(value: value($0), limit: limit($0)) }, at: field)
  }

  /// The error that loading gives, and the one that it should give.
  func errors() throws -> (actual: ModelError?, expected: ModelError) {
    var file = ModelFile(try sample().file)
    change(&file)
    if file.bytes.count % 4 == 0 { file.seal() }
    let expected = ModelError(reason(file), at: position(file))
    let bytes = file.bytes.span
    do throws(ModelError) {
      _ = try Model(bytes)
      return (nil, expected)
    } catch {
      return (error, expected)
    }
  }
}
