import ModelFormat
import Program

extension Stream {
  /// Each channel's values under each window, padding left out, brought together by `combine`.
  func pooled(_ geometry: Geometry, _ combine: ([Element]) -> Element) -> Stream {
    var result: [Element] = []
    var window: [Element] = []
    let channels = row.channels
    geometry.forEachWindow(rows: rows, width: row.width) { _, taps in
      for channel in 0..<channels {
        window.removeAll(keepingCapacity: true)
        for (_, position) in taps { window.append(values[position * channels + channel]) }
        result.append(combine(window))
      }
    }
    return Stream(
      row: RowShape(width: geometry.outputWidth(row.width), channels: channels), values: result)
  }

  /// The same over all positions that a global average counts: whole rows, at most 2²³ positions.
  func pooled(_ combine: ([Element]) -> Element) -> Stream {
    let counted = min(rows, (1 << 23) / row.width) * row.elements
    let results = (0..<row.channels).map { channel in
      combine(stride(from: channel, to: counted, by: row.channels).map { values[$0] })
    }
    return Stream(row: RowShape(width: 1, channels: row.channels), values: results)
  }

  /// Channels of several streams side by side, for as many rows as the shortest has.
  init(concatenating parts: [Stream]) {
    let rows = parts.map(\.rows).min() ?? 0
    let width = parts[0].row.width
    var values: [Element] = []
    for position in 0..<rows * width {
      for part in parts {
        let channels = part.row.channels
        values += part.values[position * channels..<(position + 1) * channels]
      }
    }
    self.init(
      row: RowShape(width: width, channels: parts.reduce(0) { $0 + $1.row.channels }),
      values: values)
  }

  /// Each `joined` rows as one; what is left of them at the end is dropped.
  func flattened(rows joined: Int, order: FlattenOrder) -> Stream {
    var result: [Element] = []
    for first in stride(from: 0, through: rows - joined, by: joined) {
      let times = first..<first + joined
      func append(_ time: Int, _ column: Int, _ channel: Int) {
        result.append(values[(time * row.width + column) * row.channels + channel])
      }
      switch order {
      case .channelsRowsColumns:
        for channel in 0..<row.channels {
          for time in times { for column in 0..<row.width { append(time, column, channel) } }
        }
      case .channelsColumnsRows:
        for channel in 0..<row.channels {
          for column in 0..<row.width { for time in times { append(time, column, channel) } }
        }
      case .rowsColumnsChannels:
        result += values[first * row.elements..<times.upperBound * row.elements]
      }
    }
    return Stream(row: RowShape(width: 1, channels: joined * row.elements), values: result)
  }
}
