/// Texts as a file with one a line, which every tool reads.
public enum TextLines {
  /// Line n is text n: a line break within a text becomes a space.
  public static func file(_ texts: [String]) -> [UInt8] {
    texts.flatMap { text in Array(String(text.map { $0.isNewline ? " " : $0 } + ["\n"]).utf8) }
  }
}
