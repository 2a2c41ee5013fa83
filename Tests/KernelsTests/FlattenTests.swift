import Kernels
import Testing

@Suite struct FlattenTests {
  @Test func randomShapes() throws { try FlattenCase.check(3000, seed: 0xF1_0000) }
}

/// All rows of a tensor, flattened one by one in each of the three orders.
private struct FlattenCase: RandomCase {
  private enum Order: CaseIterable {
    case channelsRowsColumns, channelsColumnsRows, rowsColumnsChannels
  }

  private let order: Order
  private let bytes: Int
  private let rows: Int
  private let width: Int
  private let channels: Int
  private let values: [Int]
  private let memory: PoisonedMemory
  private let source: Int
  private let row: Int

  init(_ random: inout SplitMix64) {
    order = random.pick(Order.allCases)
    bytes = random.number(1...2)
    rows = random.number(1...5)
    width = random.number(1...6)
    channels = random.channels()
    values = random.numbers(rows * width * channels, activations(bytes))
    var memory = PoisonedMemory(&random)
    source = memory.place(values, bytes: bytes)
    row = memory.reserve(values.count * bytes)
    self.memory = memory
  }

  var description: String { "\(order) of \(rows) × \(width) × \(channels) × \(bytes) bytes" }

  func check() throws {
    try memory.check([.init(position: row, values: expected(), bytes: bytes)]) { memory in
      for part in 0..<rows {
        if bytes == 1 {
          compute(Int8.self, part, &memory)
        } else {
          compute(Int16.self, part, &memory)
        }
      }
    }
  }

  private func compute<Value: Activation>(
    _: Value.Type, _ part: Int, _ memory: inout MutableSpan<UInt8>
  ) {
    let (first, column, channel) =
      switch order {
      case .channelsRowsColumns: (part * width, 1, rows * width)
      case .channelsColumnsRows: (part, rows, rows * width)
      case .rowsColumnsChannels: (part * width * channels, channels, 1)
      }
    flatten(
      Value.self, width: width, channels: channels, channelStride: channel,
      columnStride: column, &memory, source: source + part * width * channels * bytes,
      row: row + first * bytes)
  }

  /// The values in the order's name.
  private func expected() -> [Int] {
    func value(_ row: Int, _ column: Int, _ channel: Int) -> Int {
      values[(row * width + column) * channels + channel]
    }
    var flat: [Int] = []
    switch order {
    case .channelsRowsColumns:
      for channel in 0..<channels {
        for row in 0..<rows {
          for column in 0..<width { flat.append(value(row, column, channel)) }
        }
      }
    case .channelsColumnsRows:
      for channel in 0..<channels {
        for column in 0..<width {
          for row in 0..<rows { flat.append(value(row, column, channel)) }
        }
      }
    case .rowsColumnsChannels:
      for row in 0..<rows {
        for column in 0..<width {
          for channel in 0..<channels { flat.append(value(row, column, channel)) }
        }
      }
    }
    return flat
  }
}
