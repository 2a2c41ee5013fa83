import CStapes
import ModelFormat
import Program
import RuntimeC
import SampleModels
import Testing

/// Whatever breaks a layer, the self-test names it.
@Suite struct SelfTestTests {
  @Test(arguments: try SampleModel.all())
  func intact(_ sample: SampleModel) {
    let device = Device(sample.file)
    #expect(device.open() == .ok)
    var layer = -1
    for _ in 0..<2 { #expect(stapes_self_test(device.executor, &layer) == .ok) }
    #expect(layer == -1)
  }

  /// The stream afterwards is a fresh one.
  @Test func aStreamAfterwards() throws {
    let sample = try Sample.small()
    let device = Device(sample.model)
    #expect(device.open() == .ok)
    var layer = -1
    #expect(stapes_self_test(device.executor, &layer) == .ok)
    #expect(device.run(sample.input) == .ok)
    #expect(device.scores() == sample.scores)
  }

  /// Each layer's weights turned around in the image, with the file's checksum put right again.
  @Test func corruptedWeights() throws {
    let small = try Sample.small().model
    let flagship = try Sample.flagship().model
    for file in [small, flagship] {
      var named: [Int] = []
      let layers = try Self.layersWithWeights(file)
      for layer in layers {
        var image = ModelFile(file)
        let start = Int(
          image.value(UInt32.self, at: image.payload(layer, Layout.Convolution.weights)))
        let count = Int(
          image.value(UInt32.self, at: image.payload(layer, Layout.Convolution.weightBytes)))
        for index in start..<start + count { image.bytes[index] = 0 &- image.bytes[index] }
        image.seal()
        let device = Device(image.bytes)
        #expect(device.open() == .ok)
        var found = -1
        #expect(stapes_self_test(device.executor, &found) == .self_test_failed)
        named.append(found)
      }
      #expect(named == layers)
    }
  }

  @Test func aFileWithoutSelfTest() throws {
    var image = ModelFile(try Sample.small().model)
    image.write(UInt16(99), at: image.entry(.selfTest) + Layout.Directory.kind)
    image.seal()
    let device = Device(image.bytes)
    #expect(device.open() == .ok)
    var layer = -1
    #expect(stapes_self_test(device.executor, &layer) == .no_self_test)
    #expect(stapes_self_test(device.executor, nil) == .null_pointer)
  }

  /// A place for checksums outside the arena is no place.
  @Test(arguments: [UInt32.max, 0, 1 << 30])
  func hostilePlace(_ memory: UInt32) throws {
    var image = ModelFile(try Sample.small().model)
    image.write(
      memory, at: image.section(.selfTest).lowerBound + Layout.SelfTest.memory)
    image.seal()
    let device = Device(image.bytes)
    #expect(device.open() == .ok)
    var layer = -1
    #expect(stapes_self_test(device.executor, &layer) == .no_self_test)
  }

  private static func layersWithWeights(_ file: [UInt8]) throws -> [Int] {
    let model = try Model(file.span)
    return (0..<model.opCount).filter { model.op($0).kind.isConvolution }
  }
}
