import Basics
import Interchange
import Program

/// NumPy arrays for the inputs of a network, one each, whose first axis counts clips.
struct InputArrays {
  /// What an input takes.
  struct Form {
    var name: String
    /// Values of a row.
    var row: Int
    /// Columns of a row.
    var width: Int
    /// The only number of rows that is taken; nil for any.
    var rows: Int?
    var isAudio: Bool

    init<Kind>(_ input: TensorGraph<Kind>.Input, isAudio: Bool) {
      (name, row, width) = (input.name, input.row.elements, input.row.width)
      (rows, self.isAudio) = (input.fixedRows, isAudio)
    }
  }

  let clips: Int
  private let arrays: [NumPyArray]

  /// - Parameters:
  ///   - taker: what takes the arrays, for errors.
  ///   - kinds: of numbers that an input of rows takes.
  init(
    _ paths: [String], for forms: [Form], of taker: String,
    kinds: [NumPyArray.Kind] = [.int8, .float32]
  ) throws {
    guard paths.count == forms.count else {
      throw ArrayError.arrayCount(taker: taker, expected: forms.count, given: paths.count)
    }
    arrays = try paths.map { path in
      try naming(path, in: NumPyError.self) {
        try NumPyArray(try WholeFile.read(path, .tensors).expecting(.array, at: path))
      }
    }
    clips = arrays[0].shape.first ?? 0
    for ((path, array), form) in zip(zip(paths, arrays), forms) {
      try form.check(array, path: path, clips: clips, kinds: kinds)
    }
  }

  func kind(ofInput index: Int) -> NumPyArray.Kind { arrays[index].kind }

  func values(_ clip: Int, input index: Int) -> [Float] {
    let each = arrays[index].count / clips
    return arrays[index].floats(clip * each..<(clip + 1) * each)
  }
}

extension InputArrays.Form {
  fileprivate func check(
    _ array: NumPyArray, path: String, clips: Int, kinds: [NumPyArray.Kind]
  ) throws(ArrayError) {
    guard array.shape.first == clips, clips > 0 else {
      throw .clipCount(path: path, shape: array.shape, clips: clips)
    }
    let each = array.count / clips
    guard each % row == 0, each > 0, rows.map({ each == $0 * row }) ?? true else {
      throw .values(path: path, values: each, row: row, rows: rows, input: name)
    }
    let axes = array.shape.dropFirst().filter { $0 > 1 }
    let wanted = [each / row, width, row / width].filter { $0 > 1 }
    guard axes == wanted || axes.sorted() != wanted.sorted() else {
      throw .axes(path: path, axes: axes, expected: wanted, input: name)
    }
    let taken = isAudio ? [.int16] : kinds
    guard taken.contains(array.kind) else {
      throw .kind(path: path, kind: array.kind, expected: taken, input: name)
    }
  }
}
