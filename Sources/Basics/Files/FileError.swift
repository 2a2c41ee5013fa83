import Foundation

/// Why a file could not be read or written; its description is one line that begins with the path.
public enum FileError: Error, Equatable, Sendable {
  public enum Action: String, Sendable { case read, written }

  /// The path is empty or contains a NUL.
  case invalidPath(String)
  case missing(String)
  case missingFolder(String)
  case isFolder(String)
  case notRegularFile(String)
  /// Larger than any file of the kind that is read.
  case tooLarge(String, bytes: Int, limit: Int)
  /// Where a folder is to be made, there is a file, or a folder that is not empty.
  case isInUse(String)
  case system(String, Action, errno: Int32)
  /// Another kind of file than the one that is read here.
  case otherContent(String, FileContent)
}

extension FileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidPath(let path):
      "\"\(printable(path))\": not a path; give the name of a file"
    case .missing(let path):
      "\(printable(path)): no such file; check the name and the folder"
    case .missingFolder(let path):
      "\(printable(path)): the folder to write to does not exist; make it first"
    case .isFolder(let path):
      "\(printable(path)): is a folder; give the name of a file"
    case .notRegularFile(let path):
      "\(printable(path)): is a device, a pipe or a socket; give the name of a file"
    case .tooLarge(let path, let bytes, let limit):
      "\(printable(path)): has \(bytes.grouped) bytes, and \(limit.grouped) are the most that is "
        + "read; check that it is the right file"
    case .isInUse(let path):
      "\(printable(path)): is there already; name another folder, or remove it"
    case .system(let path, let action, let errno):
      "\(printable(path)): cannot be \(action.rawValue): \(String(cString: strerror(errno)))"
        + (Self.remedy(for: errno).map { "; \($0)" } ?? "")
    case .otherContent(let path, let content):
      "\(printable(path)): \(content.route)"
    }
  }

  private static func remedy(for errno: Int32) -> String? {
    switch errno {
    case EACCES, EPERM: "check the permissions of the file and its folder"
    case ENOSPC, EDQUOT: "make room or write elsewhere"
    case EROFS: "write elsewhere"
    case ENAMETOOLONG: "give a shorter name"
    default: nil
    }
  }

  /// The error as it is for a folder that has another name for its reader.
  func moved(from folder: String, to destination: String) -> FileError {
    guard case .system(let path, let action, let errno) = self, path.hasPrefix(folder) else {
      return self
    }
    return .system(destination + path.dropFirst(folder.count), action, errno: errno)
  }

  /// Throws for everything but a regular file.
  static func checkRegular(_ status: stat, _ path: String) throws(FileError) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw .isFolder(path)
    default: throw .notRegularFile(path)
    }
  }

  /// Throws where C would see another path than the caller.
  package static func check(_ path: String) throws(FileError) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw .invalidPath(path) }
  }
}
