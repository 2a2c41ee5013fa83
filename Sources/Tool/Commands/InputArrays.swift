import Basics
import Interchange

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
      throw CommandError(
        "\(taker): takes \(forms.count) array\(forms.count == 1 ? "" : "s"), one for each input, not \(paths.count)"
      )
    }
    arrays = try paths.map { path in
      do {
        return try NumPyArray(try WholeFile.read(path))
      } catch let error as NumPyError {
        throw CommandError("\(path): \(error)")
      }
    }
    clips = arrays[0].shape.first ?? 0
    for ((path, array), form) in zip(zip(paths, arrays), forms) {
      guard array.shape.first == clips, clips > 0 else {
        throw CommandError("\(path): the first axis of \(array.shape) should count \(clips) clips")
      }
      let each = array.count / clips
      guard each % form.row == 0, each > 0, form.rows.map({ each == $0 * form.row }) ?? true else {
        let rows = form.rows.map { "\($0) rows" } ?? "whole number of rows"
        throw CommandError(
          "\(path): a clip of \(each) values is no \(rows) of \(form.row) values, which "
            + "\(form.name) takes")
      }
      let axes = array.shape.dropFirst().filter { $0 > 1 }
      let wanted = [each / form.row, form.width, form.row / form.width].filter { $0 > 1 }
      guard axes == wanted || axes.sorted() != wanted.sorted() else {
        throw CommandError(
          "\(path): clips of \(axes) are not in the order of rows, columns, channels, \(wanted), in "
            + "which \(form.name) takes them")
      }
      guard (form.isAudio ? [.int16] : kinds).contains(array.kind) else {
        let taken = form.isAudio ? "int16" : kinds.map { "\($0)" }.joined(separator: " or ")
        throw CommandError("\(path): \(form.name) takes \(taken), not \(array.kind)")
      }
    }
  }

  func kind(ofInput index: Int) -> NumPyArray.Kind { arrays[index].kind }

  /// The values of a clip.
  func values(_ clip: Int, input index: Int) -> [Float] {
    let each = arrays[index].count / clips
    return arrays[index].floats(clip * each..<(clip + 1) * each)
  }
}
