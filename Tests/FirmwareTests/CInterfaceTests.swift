import CStapes
import Reference
import RuntimeC
import SampleModels
import Testing
import Verification

/// stapes.h, called as C calls it.
struct CInterfaceTests {
  private let sample: Sample

  init() throws { sample = try Sample.small() }

  @Test("any chunking gives the host's scores", arguments: [1, 7, 160, 4_000])
  func scores(_ chunk: Int) throws {
    let device = Device(sample.model)
    #expect(device.open() == .ok)
    #expect(stapes_observe(device.executor, 0, sample.input, sample.input.count) == .ok)
    for start in stride(from: 0, to: sample.input.count, by: chunk) {
      let block = Array(sample.input[start..<min(start + chunk, sample.input.count)])
      var accepted = 0
      #expect(stapes_push_samples(device.executor, 0, block, block.count, &accepted) == .ok)
      #expect(accepted == block.count)
    }
    #expect(stapes_finish(device.executor) == .ok)
    #expect(device.scores() == sample.scores)
    var label = -1
    #expect(stapes_top_label(device.executor, &label) == .ok)
    #expect(sample.scores[label] == sample.scores.max())
  }

  @Test func scoresOf16Bits() throws {
    let sample = try SampleModel.int16()
    let values = sample.inputs(extraRows: 0)[0]
    let expected = try RuntimeTrace(file: sample.file.span, ProgramValues([values])).scores
    let device = Device(sample.file)
    #expect(device.open() == .ok)
    #expect(device.run(values) == .ok)
    var (scale, zero): (Float, Int32) = (-1, -1)
    var narrow = [Int8](repeating: 9, count: 8)
    #expect(stapes_scores(device.executor, &narrow, 8, &scale, &zero) == .wrong_element)
    var scores = [Int16](repeating: 9, count: 2)
    #expect(stapes_scores_int16(device.executor, &scores, 2, &scale, &zero) == .buffer_too_small)
    #expect(narrow.allSatisfy { $0 == 9 } && scores == [9, 9] && scale == -1 && zero == -1)
    scores.append(9)
    #expect(stapes_scores_int16(device.executor, &scores, 3, &scale, &zero) == .ok)
    #expect(scores == expected && scale == 1 / 32_768 && zero == 0)
    var label = -1
    #expect(stapes_top_label(device.executor, &label) == .ok)
    #expect(expected[label] == expected.max())
  }

  @Test func resetStartsAnotherStream() throws {
    let device = Device(sample.model)
    #expect(device.open() == .ok)
    for _ in 0..<2 {
      #expect(device.run(sample.input) == .ok)
      #expect(device.scores() == sample.scores)
      #expect(stapes_finish(device.executor) == .already_finished)
      #expect(stapes_reset(device.executor) == .ok)
    }
  }

  @Test func anExecutorMayBeCopied() throws {
    let device = Device(sample.model)
    #expect(device.open() == .ok)
    var copy = device.executor.pointee
    #expect(stapes_observe(device.executor, 0, sample.input, sample.input.count) == .ok)
    var accepted = 0
    #expect(stapes_push_samples(&copy, 0, sample.input, sample.input.count, &accepted) == .ok)
    #expect(stapes_finish(&copy) == .ok)
    #expect(device.scores() == sample.scores)
  }

  @Test func labels() throws {
    let device = Device(sample.model)
    #expect(device.open() == .ok)
    var text: UnsafePointer<CChar>?
    var bytes = -1
    for label in [-1, 5, .max, .min] {
      #expect(stapes_label_text(device.executor, label, &text, &bytes) == .no_such_label)
      #expect(text == nil && bytes == -1)
    }
    #expect(stapes_label_text(device.executor, 4, &text, &bytes) == .ok)
    let start = try #require(text)
    #expect(bytes == 1 && start.pointee == CChar(UInt8(ascii: "e")))
  }

  @Test func versions() {
    #expect(stapes_version() == UInt32(STAPES_VERSION))
    #expect(stapes_oldest_format() == 5)
    #expect(stapes_newest_format() == 5)
  }

  @Test func inputs() {
    let device = Device(sample.model)
    #expect(device.open() == .ok)
    var count = -1
    #expect(stapes_input_count(device.executor, &count) == .ok)
    #expect(count == 1)
    var input = stapes_input()
    for index in [-1, 1, Int.max] {
      #expect(stapes_describe_input(device.executor, index, &input) == .no_such_input)
    }
    #expect(stapes_describe_input(device.executor, 0, &input) == .ok)
    #expect(input.row_values == 1 && input.value_bytes == 2 && input.needs_observing == 1)
    #expect(input.rows_per_second == 16_000 && input.fixed_rows == 0 && input.minimum_rows > 0)
    #expect(input.scale > 0 && input.zero_point == 0)
  }

  @Test func layerNames() throws {
    let device = Device(sample.model)
    #expect(device.open() == .ok)
    var count = -1
    #expect(stapes_layer_count(device.executor, &count) == .ok)
    var names: [String] = []
    for layer in 0..<count {
      var text: UnsafePointer<CChar>?
      var bytes = -1
      #expect(stapes_layer_name(device.executor, layer, &text, &bytes) == .ok)
      let start = try #require(text)
      names.append(
        String(
          decoding: (0..<bytes).map { UInt8(bitPattern: start[$0]) }, as: UTF8.self))
    }
    #expect(names == ["conv1", "depthwise", "pointwise", "global_pool", "fc"])
    var text: UnsafePointer<CChar>?
    var bytes = -1
    #expect(stapes_layer_name(device.executor, count, &text, &bytes) == .no_such_layer)
    #expect(stapes_layer_name(device.executor, -1, &text, &bytes) == .no_such_layer)
  }

  @Test func scoresGiven() {
    let device = Device(sample.model)
    #expect(device.open() == .ok)
    var times: UInt32 = 9
    #expect(stapes_scores_given(device.executor, &times) == .ok)
    #expect(times == 0)
    #expect(device.run(sample.input) == .ok)
    #expect(stapes_scores_given(device.executor, &times) == .ok)
    #expect(times == 1)
  }

  /// Weights that stay in the arena are decoded when a model is opened.
  @Test func residentWeights() throws {
    let sample = try SampleModel.encoded()
    let device = Device(sample.file)
    #expect(device.open() == .ok)
    var layer = -1
    #expect(stapes_self_test(device.executor, &layer) == .ok)
  }

  @Test func everyStatusHasASentence() {
    let last = stapes_status.not_continuous.rawValue
    let statuses = (0...last).compactMap { stapes_status(rawValue: $0) }
    let texts = statuses.map { String(cString: stapes_status_text($0)) }
    #expect(Set(texts).count == Int(last) + 1)
    #expect(texts.allSatisfy { !$0.isEmpty })
    let unknown = unsafeBitCast(UInt32.max, to: stapes_status.self)
    #expect(String(cString: stapes_status_text(unknown)) == "unknown status")
  }
}

/// What C may do wrong, and the status that it gets.
extension CInterfaceTests {
  @Test func null() {
    let device = Device(sample.model)
    let (executor, model, arena) = (device.executor, device.model, device.arena)
    let bytes = sample.model.count
    var size = -1
    var (scale, zero): (Float, Int32) = (0, 0)
    var scores = [Int8](repeating: 0, count: 8)
    #expect(stapes_arena_bytes(nil, bytes, &size) == .null_pointer)
    #expect(stapes_arena_bytes(model, bytes, nil) == .null_pointer)
    #expect(stapes_open(nil, model, bytes, arena, device.arenaBytes) == .null_pointer)
    #expect(stapes_open(executor, nil, bytes, arena, device.arenaBytes) == .null_pointer)
    #expect(stapes_open(executor, model, bytes, nil, device.arenaBytes) == .null_pointer)
    #expect(device.open() == .ok)
    #expect(stapes_reset(nil) == .null_pointer)
    #expect(stapes_observe(nil, 0, sample.input, 1) == .null_pointer)
    #expect(stapes_observe(executor, 0, nil, 0) == .null_pointer)
    #expect(stapes_push_samples(nil, 0, sample.input, 1, &size) == .null_pointer)
    #expect(stapes_push_samples(executor, 0, nil, 0, &size) == .null_pointer)
    #expect(stapes_push_rows(nil, 0, scores, 1, &size) == .null_pointer)
    #expect(stapes_push_rows(executor, 0, nil, 0, &size) == .null_pointer)
    #expect(stapes_finish(nil) == .null_pointer)
    #expect(stapes_score_count(nil, &size) == .null_pointer)
    #expect(stapes_score_count(executor, nil) == .null_pointer)
    #expect(stapes_scores(nil, &scores, 8, &scale, &zero) == .null_pointer)
    #expect(stapes_scores(executor, nil, 8, &scale, &zero) == .null_pointer)
    #expect(stapes_scores(executor, &scores, 8, nil, &zero) == .null_pointer)
    #expect(stapes_scores(executor, &scores, 8, &scale, nil) == .null_pointer)
    var int16Scores = [Int16](repeating: 0, count: 8)
    #expect(stapes_scores_int16(nil, &int16Scores, 8, &scale, &zero) == .null_pointer)
    #expect(stapes_scores_int16(executor, nil, 8, &scale, &zero) == .null_pointer)
    #expect(stapes_scores_int16(executor, &int16Scores, 8, nil, &zero) == .null_pointer)
    #expect(stapes_scores_int16(executor, &int16Scores, 8, &scale, nil) == .null_pointer)
    #expect(stapes_top_label(nil, &size) == .null_pointer)
    #expect(stapes_top_label(executor, nil) == .null_pointer)
    #expect(stapes_label_text(executor, 0, nil, &size) == .null_pointer)
    #expect(size == -1)
  }

  @Test func misaligned() throws {
    let device = Device(sample.model)
    let bytes = sample.model.count
    let oddArena = device.arena + 8
    #expect(
      stapes_open(device.executor, device.model, bytes, oddArena, device.arenaBytes) == .misaligned)
    let raw = UnsafeMutableRawPointer(device.executor)
    let oddExecutor = UnsafeMutablePointer<stapes_executor>(bitPattern: UInt(bitPattern: raw) + 1)
    #expect(
      stapes_open(oddExecutor, device.model, bytes, device.arena, device.arenaBytes) == .misaligned)
    #expect(stapes_reset(oddExecutor) == .misaligned)
    #expect(device.open() == .ok)
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
    defer { buffer.deallocate() }
    let samples = UnsafePointer<Int16>(bitPattern: UInt(bitPattern: buffer) + 1)
    let size = UnsafeMutablePointer<Int>(bitPattern: UInt(bitPattern: buffer) + 1)
    #expect(stapes_observe(device.executor, 0, samples, 1) == .misaligned)
    #expect(stapes_push_samples(device.executor, 0, samples, 1, size) == .misaligned)
    #expect(stapes_push_samples(device.executor, 0, sample.input, 1, size) == .misaligned)
    #expect(stapes_score_count(device.executor, size) == .misaligned)
    #expect(stapes_arena_bytes(device.model, bytes, size) == .misaligned)
  }

  @Test("sizes that no memory has", arguments: [-1, Int.min])
  func badSizes(_ size: Int) {
    let device = Device(sample.model)
    let (executor, model, arena) = (device.executor, device.model, device.arena)
    var output = -7
    #expect(stapes_arena_bytes(model, size, &output) == .bad_size)
    #expect(stapes_open(executor, model, size, arena, device.arenaBytes) == .bad_size)
    #expect(stapes_open(executor, model, sample.model.count, arena, size) == .bad_size)
    #expect(device.open() == .ok)
    #expect(stapes_observe(executor, 0, sample.input, size) == .bad_size)
    #expect(stapes_observe(executor, 0, sample.input, .max) == .bad_size)
    #expect(stapes_push_samples(executor, 0, sample.input, size, &output) == .bad_size)
    #expect(stapes_push_samples(executor, 0, sample.input, .max, &output) == .bad_size)
    #expect(output == -7)
  }

  @Test func overlap() {
    let device = Device(sample.model)
    #expect(
      stapes_open(
        device.executor, device.arena + 64, sample.model.count, device.arena, device.arenaBytes)
        == .overlap)
    #expect(device.open() == .ok)
    let inside = UnsafePointer<Int16>(bitPattern: UInt(bitPattern: device.arena))
    var accepted = 0
    #expect(stapes_push_samples(device.executor, 0, inside, 1, &accepted) == .overlap)
  }

  @Test func notOpen() {
    let device = Device(sample.model)
    var size = -1
    #expect(stapes_reset(device.executor) == .not_open)
    #expect(stapes_finish(device.executor) == .not_open)
    #expect(stapes_push_samples(device.executor, 0, sample.input, 1, &size) == .not_open)
    #expect(stapes_top_label(device.executor, &size) == .not_open)
    #expect(size == -1)
  }

  @Test func theStreamsOrder() {
    let device = Device(sample.model)
    var size = -1
    let rows = [Int8](repeating: 0, count: 8)
    #expect(
      stapes_open(
        device.executor, device.model, sample.model.count, device.arena, device.arenaBytes - 1)
        == .arena_too_small)
    #expect(device.open() == .ok)
    #expect(stapes_top_label(device.executor, &size) == .no_scores)
    #expect(stapes_push_samples(device.executor, 0, sample.input, 1, &size) == .clip_not_observed)
    #expect(stapes_push_samples(device.executor, 1, sample.input, 1, &size) == .no_such_input)
    #expect(stapes_push_samples(device.executor, -1, sample.input, 1, &size) == .no_such_input)
    #expect(stapes_observe(device.executor, 1, sample.input, 1) == .no_such_input)
    #expect(stapes_push_rows(device.executor, 0, rows, 8, &size) == .wrong_element)
    #expect(stapes_finish(device.executor) == .input_too_short)
    #expect(size == -1)
    #expect(device.run(sample.input) == .ok)
    var (scale, zero): (Float, Int32) = (-1, -1)
    var scores = [Int8](repeating: 9, count: 4)
    #expect(stapes_scores(device.executor, &scores, 4, &scale, &zero) == .buffer_too_small)
    var int16Scores = [Int16](repeating: 9, count: 4)
    #expect(stapes_scores_int16(device.executor, &int16Scores, 4, &scale, &zero) == .wrong_element)
    #expect(scores == [9, 9, 9, 9] && int16Scores == [9, 9, 9, 9] && scale == -1 && zero == -1)
    #expect(stapes_push_samples(device.executor, 0, sample.input, 1, &size) == .already_finished)
  }

  @Test func filesCutShortAndFilesWithAFlippedBit() {
    let device = Device(sample.model)
    var size = -1
    for count in sample.model.indices {
      #expect(stapes_arena_bytes(device.model, count, &size) == .truncated)
    }
    for bit in 0..<sample.model.count * 8 {
      device.model[bit / 8] ^= 1 << (bit % 8)
      #expect(stapes_arena_bytes(device.model, sample.model.count, &size) != .ok)
      device.model[bit / 8] ^= 1 << (bit % 8)
    }
    #expect(size == -1)
  }

  @Test func fileErrors() {
    let device = Device(sample.model)
    #expect(device.open { $0[0] ^= 1 } == .not_a_model)
    #expect(device.open { $0[4] = 9 } == .unsupported_version)
    #expect(device.open { $0[12] = 2 } == .unknown_features)
    #expect(device.open { $0[100] ^= 1 } == .checksum_mismatch)
    #expect(stapes_reset(device.executor) == .not_open)
  }
}

/// A model's bytes, an executor and an arena, as firmware keeps them.
final class Device {
  let executor: UnsafeMutablePointer<stapes_executor>
  let model: UnsafeMutablePointer<UInt8>
  let arena: UnsafeMutableRawPointer
  let arenaBytes: Int
  let modelBytes: Int

  init(_ file: [UInt8]) {
    modelBytes = file.count
    model = .allocate(capacity: file.count)
    model.initialize(from: file, count: file.count)
    executor = .allocate(capacity: 1)
    executor.initialize(to: stapes_executor())
    var bytes = 0
    _ = stapes_arena_bytes(model, file.count, &bytes)
    arenaBytes = bytes
    arena = .allocate(byteCount: bytes, alignment: Int(STAPES_ARENA_ALIGNMENT))
    arena.initializeMemory(as: UInt8.self, repeating: 0xA5, count: bytes)
  }

  deinit {
    executor.deallocate()
    model.deallocate()
    arena.deallocate()
  }

  func open() -> stapes_status {
    stapes_open(executor, model, modelBytes, arena, arenaBytes)
  }

  /// Opens the model with bytes changed for this call.
  func open(_ change: (inout [UInt8]) -> Void) -> stapes_status {
    let original = Array(UnsafeBufferPointer(start: model, count: modelBytes))
    var changed = original
    change(&changed)
    model.update(from: changed, count: modelBytes)
    defer { model.update(from: original, count: modelBytes) }
    return open()
  }

  /// Shows, pushes and finishes a clip.
  func run(_ clip: [Int16]) -> stapes_status {
    var accepted = 0
    let shown = stapes_observe(executor, 0, clip, clip.count)
    guard shown == .ok else { return shown }
    let pushed = stapes_push_samples(executor, 0, clip, clip.count, &accepted)
    return pushed == .ok ? stapes_finish(executor) : pushed
  }

  func scores() -> [Int8] {
    var count = 0
    var (scale, zero): (Float, Int32) = (0, 0)
    guard stapes_score_count(executor, &count) == .ok else { return [] }
    var scores = [Int8](repeating: 0, count: count)
    guard stapes_scores(executor, &scores, count, &scale, &zero) == .ok, scale > 0 else {
      return []
    }
    return scores
  }
}
