import CStapes
import ModelFormat
import RuntimeC
import SampleModels
import Testing

/// Streams that go on: gaps, descriptions and the self-test by steps, as C calls them.
struct StreamTests {
  @Test(arguments: try SampleModel.all(), [0, 1, 7] as [UInt32])
  func stepwise(_ sample: SampleModel, steps: UInt32) {
    let device = Device(sample.file)
    #expect(device.open() == .ok)
    var (layer, progress) = (-1, UInt32(0))
    var calls = 0
    repeat {
      #expect(stapes_self_test_step(device.executor, steps, &progress, &layer) == .ok)
      calls += 1
    } while progress != 0
    #expect(layer == -1 && calls > 1)
  }

  /// A layer that is broken is named as by the one call.
  @Test func aBrokenLayer() throws {
    var image = ModelFile(try Sample.small().model)
    let weights = Int(image.value(UInt32.self, at: image.payload(1, Layout.Convolution.weights)))
    image.bytes[weights] ^= 0x40
    image.seal()
    let device = Device(image.bytes)
    #expect(device.open() == .ok)
    var (whole, layer, progress) = (-1, -1, UInt32(0))
    #expect(stapes_self_test(device.executor, &whole) == .self_test_failed)
    var status = stapes_status.ok
    repeat {
      status = stapes_self_test_step(device.executor, 1, &progress, &layer)
    } while status == .ok && progress != 0
    #expect(status == .self_test_failed && layer == whole && whole == 1 && progress == 0)
  }

  @Test func gaps() throws {
    let device = Device(try SampleModel.listening().file)
    #expect(stapes_gap(device.executor, 1) == .not_open)
    #expect(stapes_gap(nil, 1) == .null_pointer)
    #expect(device.open() == .ok)
    // SIZE_MAX, as Swift sees it.
    for rows in [0, 1, 8, 1 << 40, -1] { #expect(stapes_gap(device.executor, rows) == .ok) }
    let clip = Device(try Sample.small().model)
    #expect(clip.open() == .ok)
    #expect(stapes_gap(clip.executor, 1) == .not_continuous)
  }

  @Test func modelThatListens() throws {
    let device = Device(try SampleModel.listening().file)
    #expect(device.open() == .ok)
    var model = stapes_model()
    #expect(stapes_describe_model(device.executor, &model) == .ok)
    #expect(model.is_continuous == 1)
    #expect(Int(model.score_meaning) == stapes_scores_are_distribution)
    #expect(model.hop_rows == 8 && model.delay_rows == 0)
    #expect(model.window_rows == 27 && model.warm_up_rows > 8)
    #expect(stapes_describe_model(device.executor, nil) == .null_pointer)
  }

  @Test func modelOfClips() throws {
    let device = Device(try Sample.small().model)
    #expect(device.open() == .ok)
    var model = stapes_model()
    #expect(stapes_describe_model(device.executor, &model) == .ok)
    #expect(model.is_continuous == 0)
    #expect(Int(model.score_meaning) == stapes_scores_are_logits)
    #expect(model.hop_rows == 0 && model.window_rows == 0 && model.warm_up_rows == 0)
  }

  @Test func acceptedMayBeNull() throws {
    let sample = try Sample.small()
    let device = Device(sample.model)
    #expect(device.open() == .ok)
    #expect(stapes_observe(device.executor, 0, sample.input, sample.input.count) == .ok)
    let half = sample.input.count / 2
    #expect(stapes_push_samples(device.executor, 0, sample.input, half, nil) == .ok)
    let rest = Array(sample.input.dropFirst(half))
    #expect(
      stapes_trace_samples(
        device.executor, 0, rest, rest.count, nil, { _, _, _, _ in }, nil) == .ok)
    #expect(stapes_finish(device.executor) == .ok)
    #expect(device.scores() == sample.scores)
  }
}
