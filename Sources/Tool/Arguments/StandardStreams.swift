import Foundation

/// The three streams that a process starts with.
public enum StandardStreams {
  /// Takes the numbers of the streams that the process was started without. Otherwise the next
  /// file that is opened would get such a number, and what is printed would land in it.
  public static func occupy() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      // Open in the wrong direction: using the stream fails as before.
      _ = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
