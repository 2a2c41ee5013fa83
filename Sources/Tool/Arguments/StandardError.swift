import Basics
import Foundation

/// Standard error, where errors, notes and progress go.
public enum StandardError {
  /// Writes one line: line breaks and control characters of foreign texts are escaped.
  public static func writeLine(_ text: String) { write(printable(text) + "\n") }

  /// Writes a text as it is. Nobody can be told of a failure.
  static func write(_ text: String) {
    _ = Descriptor.write(Array(text.utf8), to: STDERR_FILENO)
  }
}
