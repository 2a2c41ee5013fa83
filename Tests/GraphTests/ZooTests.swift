import Graph
import Testing

@Suite struct ZooTests {
  @Test(arguments: [
    (Zoo.aemNetDW(width: 0.5, llf: .configuration2), 319_093),
    (Zoo.aemNetDW(width: 2, classes: 50), 2_722_429),
    (Zoo.aemNetDW(width: 2, classes: 527), 2_967_130),
    (Zoo.aemNetDW(width: 0.25, embedding: 256), 116_645),
    (Zoo.aemNet(width: 2, classes: 50), 14_158_514),
    (Zoo.aemResNet(classes: 4), 11_475_844),
    (Zoo.aemResNet(classes: 50), 11_499_442),
    (Zoo.aemResNet(classes: 527), 11_744_143),
    (Zoo.aemResNet(classes: 2, llf: .configuration2), 11_473_282),
    (Zoo.coughCNN(classes: 3), 5_535_939),
    (Zoo.coughCNN(classes: 2), 5_535_682),
    (Zoo.chestXRay(), 1_174_859),
    (Zoo.crackle(), 4_910_278),
    (Zoo.crackle(classes: 2), 4_909_252),
  ])
  func publishedParameters(network: Network, parameters: Int) throws {
    #expect(try network.summary().parameters == parameters)
  }

  @Test(arguments: [
    (Zoo.aemNetDW(width: 0.5, llf: .configuration2), 107_960_832),
    (Zoo.aemNetDW(width: 0.5), 46_328_832),
    (Zoo.aemResNet(classes: 4), 1_827_488_256),
    (Zoo.chestXRay(), 2_586_675_742),
  ])
  func publishedMACs(network: Network, macs: Int) throws {
    #expect(try network.summary().macs == macs)
  }

  /// Published to a tenth of a million.
  @Test(arguments: [
    (Zoo.aemNetDW(width: 0.25, embedding: 256), 29.3), (Zoo.coughCNN(), 205.3),
  ])
  func publishedMillionMACs(network: Network, millions: Double) throws {
    #expect(abs(Double(try network.summary().macs) / 1e6 - millions) <= 0.05)
  }

  @Test func conv2IsThreeQuartersOfTheFlagship() throws {
    let summary = try Zoo.aemNetDW(width: 0.5, llf: .configuration2).summary()
    let conv2 = try #require(summary.rows.first { $0.name == "conv2" })
    #expect(conv2.macs * 100 / summary.macs == 75)
    #expect(conv2.macs == 2000 * 128 * 64 * 5)
  }

  @Test func theFlagshipAfterFolding() throws {
    let summary = try Zoo.aemNetDW(width: 0.5, llf: .configuration2).summary()
    #expect(summary.weights == 314_793)
    #expect(summary.outputChannels == 2_411)
    #expect(summary.parameters - summary.weights == 4_300)
  }

  @Test(arguments: [
    (
      Zoo.aemNetDW(width: 0.5, classes: 10, llf: .configuration2),
      [
        704, 41_216, 59, 752, 1_440, 2_528, 4_928, 9_152, 18_048, 34_688, 68_864, 131_584, 5_130,
      ]
    ),
    (
      Zoo.aemNetDW(width: 2, classes: 50),
      [
        2_240, 41_216, 203, 9_152, 18_048, 34_688, 68_864, 134_912, 268_800, 531_968, 1_061_888,
        524_800, 25_650,
      ]
    ),
  ])
  func parametersOfEachRowOfTheTable(network: Network, expected: [Int]) throws {
    let rows = try network.summary().rows
    let names = (1...12).map { "conv\($0)" } + ["fc"]
    let sums = names.map { name in
      rows.filter { $0.name == name || $0.name.hasPrefix("\(name)_") }
        .reduce(0) { $0 + $1.parameters }
    }
    #expect(sums == expected)
  }

  @Test(arguments: [(Zoo.LLF.configuration1, 1000, 500), (.configuration2, 4000, 2000)])
  func shapesOfOneSecond(llf: Zoo.LLF, conv1: Int, conv2: Int) throws {
    let shapes = try Zoo.aemNetDW(width: 0.5, llf: llf).shapes()
    #expect(shapes["audio"] == .sequence(channels: 1, length: 16_000))
    #expect(shapes["conv1"] == .sequence(channels: 64, length: conv1))
    #expect(shapes["conv2"] == .sequence(channels: 128, length: conv2))
    #expect(shapes["pool2"] == .sequence(channels: 128, length: 100))
    #expect(shapes["transpose"] == .picture(channels: 1, height: 128, width: 100))
    #expect(shapes["conv3_pointwise"] == .picture(channels: 16, height: 128, width: 100))
    #expect(shapes["pool3"] == .picture(channels: 16, height: 64, width: 50))
    #expect(shapes["pool5"] == .picture(channels: 32, height: 32, width: 25))
    #expect(shapes["pool7"] == .picture(channels: 64, height: 16, width: 12))
    #expect(shapes["pool9"] == .picture(channels: 128, height: 8, width: 6))
    #expect(shapes["pool11"] == .picture(channels: 256, height: 4, width: 3))
    #expect(shapes["conv12"] == .picture(channels: 512, height: 4, width: 3))
    #expect(shapes["global_pool"] == .vector(512))
    #expect(shapes["fc"] == .vector(10))
  }

  @Test func shapesOfTheCoughCNN() throws {
    let shapes = try Zoo.coughCNN().shapes()
    #expect(shapes["pool4"] == .picture(channels: 256, height: 2, width: 8))
    #expect(shapes["flatten"] == .vector(4096))
  }

  @Test func theGradCAMMapOfTheChestXRay() throws {
    let shapes = try Zoo.chestXRay().shapes()
    #expect(shapes["block4_conv2_relu"] == .picture(channels: 256, height: 28, width: 28))
  }

  @Test func aMultiInputCrackleDetectorIsCopiesOfTheBackbone() throws {
    let branches: [Zoo.CrackleBranch] = [
      .cycle, .inspiration(1, of: 3), .expiration(1, of: 3),
    ]
    #expect(branches.map(\.frames) == [257, 85, 171])
    let backbone = 4_910_278 - (512 * 4 + 4)
    for count in 2...3 {
      let network = Zoo.crackle(classes: 2, branches: Array(branches.suffix(count)))
      let summary = try network.summary()
      #expect(summary.parameters == backbone * count + 512 * count * 2 + 2)
      #expect(summary.rows.last?.kind == "softmax")
      #expect(network.inputs.count == count)
    }
  }

  @Test func widthsScaleAndRound() throws {
    let shapes = try Zoo.aemNetDW(width: 0.3).shapes()
    #expect(shapes["conv3_pointwise"]?.channels == 10)
    #expect(try Zoo.aemNet(width: 0.001).shapes()["conv3"]?.channels == 1)
  }

  @Test(arguments: Zoo.names)
  func everyNameIsANetworkOfThatName(name: String) throws {
    #expect(try Zoo.named(name).name == name)
    let two = try Zoo.named(name, options: ZooOptions(classes: 2))
    let output = try #require(two.layers.last)
    #expect(try two.shapes()[output.name] == .vector(2))
  }

  @Test func optionsReachTheNetwork() throws {
    let options = ZooOptions(width: 0.25, classes: 7, llf: .configuration2, embedding: 256)
    #expect(
      try Zoo.named("aemnet-dw", options: options)
        == Zoo.aemNetDW(width: 0.25, classes: 7, llf: .configuration2, embedding: 256))
    #expect(
      try Zoo.named("aemresnet", options: ZooOptions(width: 0.5, embedding: 64))
        == Zoo.aemResNet(width: 0.5, embedding: 64))
    #expect(
      try Zoo.aemResNet(width: 0.25).summary().rows.first { $0.name == "conv3" }?.output
        == .picture(channels: 16, height: 128, width: 100))
  }

  @Test(arguments: [
    (
      "vgg", ZooOptions(),
      "there is no architecture \"vgg\"; choose one of "
        + "aemnet, aemnet-dw, aemresnet, cough-cnn, chest-xray, crackle, "
        + "lung-dw"
    ),
    (
      "cough-cnn", ZooOptions(width: 2),
      "cough-cnn has no option width; it has classes"
    ),
    ("crackle", ZooOptions(embedding: 2), "crackle has no option embedding; it has classes"),
    ("aemnet", ZooOptions(width: 0), "the width must be above 0 and at most 64, not 0.0"),
    ("aemnet", ZooOptions(width: .nan), "the width must be above 0 and at most 64, not nan"),
    ("aemnet-dw", ZooOptions(classes: 0), "fc: the number of outputs must be at least 1, not 0"),
  ])
  func mistakesAreSentences(name: String, options: ZooOptions, message: String) {
    let error = #expect(throws: ZooError.self) { try Zoo.named(name, options: options) }
    #expect(error?.description == message)
  }
}
