import CSndFile
import Foundation
import TestSupport
import Testing

/// Files made by libsndfile itself, apart from the module under test.
extension TemporaryFolder {
  func write(_ name: String, format: Int, channels: Int = 1, shorts: [Int16]) throws -> String {
    try write(name, format, channels) { sf_write_short($0, shorts, sf_count_t(shorts.count)) }
  }

  func write(_ name: String, format: Int, channels: Int = 1, integers: [Int32]) throws -> String {
    try write(name, format, channels) { sf_write_int($0, integers, sf_count_t(integers.count)) }
  }

  func write(_ name: String, format: Int, channels: Int = 1, doubles: [Double]) throws -> String {
    try write(name, format, channels) { sf_write_double($0, doubles, sf_count_t(doubles.count)) }
  }

  private func write(
    _ name: String, _ format: Int, _ channels: Int, _ body: (OpaquePointer) -> sf_count_t
  ) throws -> String {
    var info = SF_INFO()
    info.samplerate = 16_000
    info.channels = CInt(channels)
    info.format = CInt(format)
    let handle = try #require(sf_open(file(name), CInt(SFM_WRITE), &info))
    _ = body(handle)
    try #require(sf_error(handle) == 0 && sf_close(handle) == 0)
    return file(name)
  }

  /// Cuts a file down to its first bytes.
  func truncate(_ path: String, to count: Int) throws {
    let bytes = try Data(contentsOf: URL(filePath: path))
    try #require(count < bytes.count)
    try bytes.prefix(count).write(to: URL(filePath: path))
  }
}

/// The suites that open files run one after the other: libsndfile keeps the reason why a file did
/// not open in one global variable, and the files made above do not take the module's lock.
@Suite(.serialized) enum FileTests {}
