import Foundation
import Testing

/// What is left of the library in a linked image.
@Suite(.serialized) struct ImageTests {
  @Test(
    "an image that uses all of stapes.h allocates nothing",
    arguments: ["cortex-m0", "cortex-m4", "rv32imac", "wasm32"])
  func allocations(_ target: String) throws {
    let result = try ToolRun("Tools/firmware", "build", "--target", target)
    try #require(result.status == 0, "\(result.output)")
    let symbols = try Self.symbols(target)
    #expect(symbols.isSuperset(of: Self.interface))
    #expect(symbols.filter(Self.isForbidden) == [])
  }

  @Test("the search for allocations finds some", arguments: ["malloc", "_free", "swift_retain"])
  func search(_ symbol: String) {
    #expect(Self.isForbidden(symbol))
  }

  private static let interface: Set<String> = [
    "stapes_arena_bytes", "stapes_describe_input", "stapes_finish", "stapes_input_count",
    "stapes_label_text", "stapes_layer_count", "stapes_layer_name", "stapes_newest_format",
    "stapes_observe", "stapes_oldest_format", "stapes_open", "stapes_push_rows",
    "stapes_push_samples", "stapes_reset", "stapes_score_count", "stapes_scores",
    "stapes_scores_given", "stapes_self_test", "stapes_status_text", "stapes_top_label",
    "stapes_trace_finish", "stapes_trace_rows", "stapes_trace_samples", "stapes_version",
    "stapes_scores_int16",
  ]

  private static let forbidden: Set<String> = [
    "malloc", "calloc", "realloc", "free", "aligned_alloc", "posix_memalign", "arc4random_buf",
  ]

  /// Allocation, reference counting, boxes and whatever else the Swift runtime does with objects.
  private static func isForbidden(_ symbol: String) -> Bool {
    let name = symbol.drop { $0 == "_" }
    return forbidden.contains(String(name))
      || name.hasPrefix("swift_") && name != "swift_exceptionPersonality"
  }

  private static func symbols(_ target: String) throws -> Set<String> {
    let url = packageRoot.appending(path: ".build/firmware/\(target)/stapes.symbols")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    return Set(lines.compactMap { $0.split(separator: " ").last.map { String($0) } })
  }
}
