/// How large a file may be that is read at once. A file beyond the ceiling is another kind of file,
/// or damaged.
public enum FileKind: Int, Sendable {
  /// Recipes, architectures, budgets, labels, tables of clips.
  case text = 0x400_0000
  /// Compiled models, and those of TFLite.
  case model = 0x1000_0000
  /// Checkpoints and arrays.
  case tensors = 0x1_0000_0000

  /// 64 MiB, 256 MiB or 4 GiB.
  var mostBytes: Int { rawValue }
}
