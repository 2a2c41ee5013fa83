public import Basics
import Foundation

/// Writes a `.npy` file part by part, so that the array need not fit into memory.
///
/// The file is whole when `finish` returns. Nothing hides it until then: write it into a folder that
/// `AtomicFolder` makes.
public struct NumPyWriter: ~Copyable {
  private let path: String
  private let kind: NumPyArray.Kind
  private let shape: [Int]
  private let descriptor: Int32
  private var rows = 0

  /// - Parameters:
  ///   - path: of a file that does not exist.
  ///   - shape: of the whole array.
  /// - Precondition: The shape has a dimension.
  public init(_ path: String, _ kind: NumPyArray.Kind, shape: [Int]) throws(FileError) {
    precondition(!shape.isEmpty)
    try FileError.check(path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missingFolder(path) : .system(path, .written, errno: errno)
    }
    guard Descriptor.write(NumPyArray.header(kind, shape: shape), to: descriptor) else {
      let cause = errno
      close(descriptor)
      throw .system(path, .written, errno: cause)
    }
    self.path = path
    self.kind = kind
    self.shape = shape
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Writes what comes next along the first axis.
  ///
  /// - Precondition: The part has the array's kind, and its shape but for the first dimension.
  public mutating func append(_ part: NumPyArray) throws(FileError) {
    precondition(part.kind == kind && part.shape.dropFirst() == shape.dropFirst())
    guard Descriptor.write(part.bytes, to: descriptor) else {
      throw .system(path, .written, errno: errno)
    }
    rows += part.shape[0]
  }

  /// Brings the file to the disk.
  ///
  /// - Precondition: The parts make up the array.
  public consuming func finish() throws(FileError) {
    precondition(rows == shape[0])
    guard fsync(descriptor) == 0 else { throw .system(path, .written, errno: errno) }
  }
}
