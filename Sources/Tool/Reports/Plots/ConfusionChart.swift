import Basics

/// A confusion matrix as a heat map: shaded by the share of the true class, with the counts and,
/// while there is room, the shares. Cells of no clips are empty.
public struct ConfusionChart: Plot {
  public let matrix: ConfusionMatrix

  public init(_ matrix: ConfusionMatrix) { self.matrix = matrix }

  /// Names of some forty letters stand in full.
  private static let mostLabelWidth = 260.0

  /// Side of a cell in pixels by the count of classes.
  private var cell: Double {
    switch matrix.labels.count {
    case ...4: 76
    case ...6: 62
    case ...12: 46
    case ...25: 32
    default: 18
    }
  }

  public var picture: SVGPicture {
    let cell = cell
    let side = cell * Double(matrix.labels.count)
    let size = cell < 20 ? 11 : PlotStyle.tickSize
    let labels = matrix.labels.map { TextWidth.fitted($0, to: Self.mostLabelWidth, size: size) }
    let widest = labels.map { TextWidth.of($0, size: size) }.max() ?? 0
    let isTurned = widest > cell - 6
    // Turned by 45 degrees, a label reaches as far to the left of its column as it does down.
    let reach = isTurned ? widest * 0.7072 : 0
    let left = max(24 + widest + 8, reach - cell / 2 + 8)
    let bottom = isTurned ? reach + 16 : 18
    let top = 8.0
    let style = cell < 20 ? "tick small" : "tick"
    var writer = SVGWriter()
    for truth in labels.indices {
      let y = top + Double(truth) * cell
      for predicted in labels.indices {
        draw(
          truth: truth, predicted: predicted, x: left + Double(predicted) * cell, y: y,
          into: &writer)
      }
      writer.text(labels[truth], x: left - 8, y: y + cell / 2 + 4, style: style, anchor: .end)
    }
    writer.rectangle(x: left, y: top, width: side, height: side, style: "frame")
    for (index, label) in labels.enumerated() {
      let centre = left + (Double(index) + 0.5) * cell
      if isTurned {
        writer.text(
          label, x: centre + 4, y: top + side + 12, style: style, anchor: .end, degrees: -45)
      } else {
        writer.text(label, x: centre, y: top + side + 17, style: style, anchor: .middle)
      }
    }
    let width = left + max(side, TextWidth.of("predicted class", size: PlotStyle.labelSize)) + 12
    let height = top + side + bottom + 24
    writer.text(
      "predicted class", x: left + side / 2, y: height - 6, style: "label", anchor: .middle)
    if side >= 70 {
      writer.text(
        "true class", x: 14, y: top + side / 2, style: "label", anchor: .middle, degrees: -90)
    }
    // A small matrix is not blown up: the picture is as wide as other plots, the matrix centred.
    let margin = max(0, PlotStyle.width - width)
    return SVGPicture(
      width: width + margin, height: height,
      description: "Confusion matrix of \(labels.count) classes, \(matrix.correct) of "
        + "\(matrix.clips) clips on the diagonal",
      body: margin == 0
        ? writer.body
        : "<g transform=\"translate(\(Numerals.coordinate(margin / 2)))\">\n\(writer.body)</g>\n")
  }

  private func draw(
    truth: Int, predicted: Int, x: Double, y: Double, into writer: inout SVGWriter
  ) {
    let count = matrix.counts[truth][predicted]
    let share = matrix.share(truth: truth, predicted: predicted)
    let hint =
      "\(matrix.labels[truth]) taken for \(matrix.labels[predicted]): \(count), "
      + Numerals.percent(share)
    let tone = writer.shadedCell(x: x, y: y, width: cell, height: cell, share: share, hint: hint)
    let text = count.grouped
    guard count > 0, cell >= 30, TextWidth.of(text) <= cell - 4 else { return }
    let centre = x + cell / 2
    if cell >= 44 {
      writer.text(text, x: centre, y: y + cell / 2 - 1, style: "count" + tone, anchor: .middle)
      let percent = Numerals.percent(share, decimals: cell >= 60 ? 1 : 0)
      writer.text(
        percent, x: centre, y: y + cell / 2 + 14,
        style: (share > 0.2 ? "small plain" : "small") + tone, anchor: .middle)
    } else {
      writer.text(text, x: centre, y: y + cell / 2 + 4, style: "key" + tone, anchor: .middle)
    }
  }
}
