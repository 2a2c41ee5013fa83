import CStapes
import RuntimeC
import SampleModels
import Testing

/// "No buffer of a call may overlap another, or the executor, its model or its arena: outputs neither."
struct OverlapTests {
  /// Calls that write, each with one of its outputs at an address.
  private static let outputs: [@Sendable (Device, UnsafeMutableRawPointer) -> stapes_status] = [
    { stapes_input_count($0.executor, $1.as(Int.self)) },
    { stapes_score_count($0.executor, $1.as(Int.self)) },
    { stapes_layer_count($0.executor, $1.as(Int.self)) },
    { stapes_scores_given($0.executor, $1.as(UInt32.self)) },
    { stapes_describe_model($0.executor, $1.as(stapes_model.self)) },
    { stapes_describe_input($0.executor, 0, $1.as(stapes_input.self)) },
    { stapes_top_label($0.executor, $1.as(Int.self)) },
    { stapes_self_test($0.executor, $1.as(Int.self)) },
    { device, place in
      var layer = 0
      return stapes_self_test_step(device.executor, 1, place.as(UInt32.self), &layer)
    },
    { device, place in
      var progress: UInt32 = 0
      return stapes_self_test_step(device.executor, 1, &progress, place.as(Int.self))
    },
    { device, place in
      var bytes = 0
      return stapes_label_text(
        device.executor, 0, place.as(UnsafePointer<CChar>?.self), &bytes)
    },
    { device, place in
      var text: UnsafePointer<CChar>?
      return stapes_label_text(device.executor, 0, &text, place.as(Int.self))
    },
    { device, place in
      var text: UnsafePointer<CChar>?
      return stapes_layer_name(device.executor, 0, &text, place.as(Int.self))
    },
    { device, place in
      var (scale, zero): (Float, Int32) = (0, 0)
      return stapes_scores(device.executor, place.as(Int8.self), 8, &scale, &zero)
    },
    { device, place in
      var (scores, zero): ([Int8], Int32) = (Array(repeating: 0, count: 8), 0)
      return stapes_scores(device.executor, &scores, 8, place.as(Float.self), &zero)
    },
    { device, place in
      var (scores, scale): ([Int8], Float) = (Array(repeating: 0, count: 8), 0)
      return stapes_scores(device.executor, &scores, 8, &scale, place.as(Int32.self))
    },
    { device, place in
      var (scale, zero): (Float, Int32) = (0, 0)
      return stapes_scores_int16(device.executor, place.as(Int16.self), 8, &scale, &zero)
    },
    { device, place in
      stapes_push_samples(device.executor, 0, [1], 1, place.as(Int.self))
    },
    { device, place in
      stapes_trace_samples(
        device.executor, 0, [1], 1, place.as(Int.self), { _, _, _, _ in }, nil)
    },
    { device, place in stapes_push_rows(device.executor, 0, [1], 1, place.as(Int.self)) },
  ]

  @Test func outputsInTheLibrarysMemory() throws {
    let device = Device(try Sample.small().model)
    #expect(device.open() == .ok)
    let model = UnsafeMutableRawPointer(device.model)
    let inModel = model + (16 - Int(bitPattern: model) % 16)
    for (number, call) in Self.outputs.enumerated() {
      for place in [UnsafeMutableRawPointer(device.executor), device.arena, inModel] {
        let before = device.bytes
        #expect(call(device, place) == .overlap, "call \(number)")
        #expect(device.bytes == before, "call \(number)")
      }
    }
  }

  @Test func buffersOfOneCall() throws {
    let device = Device(try Sample.small().model)
    #expect(device.open() == .ok)
    let place = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
    defer { place.deallocate() }
    place.initializeMemory(as: UInt8.self, repeating: 0, count: 64)
    let (executor, scores) = (device.executor, place.as(Int8.self))
    let (scale, zero) = (place.as(Float.self), place.as(Int32.self))
    #expect(stapes_scores(executor, scores, 5, scale + 1, zero + 2) == .overlap)
    #expect(stapes_scores(executor, scores, 5, scale + 3, zero + 1) == .overlap)
    #expect(stapes_scores(executor, scores, 5, scale + 3, zero + 3) == .overlap)
    #expect(
      stapes_push_samples(executor, 0, place.as(Int16.self), 8, place.as(Int.self)) == .overlap)
    #expect(
      stapes_label_text(executor, 0, place.as(UnsafePointer<CChar>?.self), place.as(Int.self))
        == .overlap)
    #expect(
      stapes_self_test_step(executor, 1, place.as(UInt32.self), place.as(Int.self)) == .overlap)
    // One behind the other shares nothing.
    #expect(stapes_scores(executor, scores, 5, scale + 2, zero + 3) == .no_scores)
    // Nor does an empty buffer share anything, wherever it lies.
    #expect(
      stapes_observe(executor, 0, device.arena.as(Int16.self) + 8, 0) == .ok)
  }

  @Test func theModelOverItsArenaBytes() throws {
    let device = Device(try Sample.small().model)
    let model = UnsafeMutableRawPointer(device.model)
    let inside = model + (16 - Int(bitPattern: model) % 16)
    #expect(
      stapes_arena_bytes(model, device.modelBytes, inside.as(Int.self)) == .overlap)
  }

  @Test func executorInArenaOrModel() throws {
    let device = Device(try Sample.small().model)
    for place in [device.arena, UnsafeMutableRawPointer(device.model) + 16] {
      let executor = place.as(stapes_executor.self)
      guard Int(bitPattern: executor) % 8 == 0 else { continue }
      #expect(
        stapes_open(executor, device.model, device.modelBytes, device.arena, device.arenaBytes)
          == .overlap)
    }
  }
}

extension UnsafeMutableRawPointer {
  fileprivate func `as`<Value>(_: Value.Type) -> UnsafeMutablePointer<Value> {
    assumingMemoryBound(to: Value.self)
  }
}

extension Device {
  /// All that a call could write to.
  fileprivate var bytes: [UInt8] {
    let executor = UnsafeRawBufferPointer(start: executor, count: 64)
    let model = UnsafeRawBufferPointer(start: model, count: modelBytes)
    return Array(executor) + Array(model)
      + Array(UnsafeRawBufferPointer(start: arena, count: arenaBytes))
  }
}
