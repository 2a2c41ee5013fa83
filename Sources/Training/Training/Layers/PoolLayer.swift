import Basics
import Program

/// The maximum of each window, padding left out; the gradient goes to where the maximum was.
final class MaxPoolLayer: TrainingLayer {
  private let input: Batch
  private let output: Batch
  private let geometry: Geometry
  /// For each output, the input position within the sample.
  private let winners: FloatBuffer

  init(_ input: Batch, _ output: Batch, _ geometry: Geometry) {
    self.input = input
    self.output = output
    self.geometry = geometry
    winners = FloatBuffer(count: output.values.count)
  }

  func forward(_ pass: Pass) {
    let channels = output.row.channels
    pass.workers.forEach(Pass.parts) { part in
      for sample in pass.part(part) {
        let input = self.input.range(sample..<sample + 1).lowerBound
        let output = self.output.range(sample..<sample + 1)
        self.output.values.fill(output, -.infinity)
        self.geometry.forEachWindow(rows: self.input.rows, width: self.input.row.width) {
          place, position, _ in
          self.output.values.takeGreater(
            self.input.values, from: input + position * channels,
            to: output.lowerBound + place * channels, channels: channels, position: position,
            winners: self.winners)
        }
      }
    }
  }

  func backward(_ pass: Pass) {
    guard input.needsGradient else { return }
    let keeps = input.beginGradient()
    let channels = output.row.channels
    pass.workers.forEach(Pass.parts) { part in
      for sample in pass.part(part) {
        var target = self.input.gradient.mutableSpan(self.input.range(sample..<sample + 1))
        let range = self.output.range(sample..<sample + 1)
        let gradients = self.output.gradient.span(range)
        let winners = self.winners.span(range)
        if !keeps { for index in target.indices { target[index] = 0 } }
        for index in gradients.indices {
          let position = Int(winners[index].bitPattern)
          target[position * channels + index % channels] += gradients[index]
        }
      }
    }
  }
}

/// The mean of each window, padding left out of sum and count.
final class AveragePoolLayer: TrainingLayer, @unchecked Sendable {
  private let input: Batch
  private let output: Batch
  private let geometry: Geometry
  private var counts: [Float] = []

  init(_ input: Batch, _ output: Batch, _ geometry: Geometry) {
    self.input = input
    self.output = output
    self.geometry = geometry
    lengthChanged()
  }

  func lengthChanged() {
    counts = [Float](repeating: 0, count: output.positions)
    geometry.forEachWindow(rows: input.rows, width: input.row.width) { place, _, _ in
      counts[place] += 1
    }
  }

  func forward(_ pass: Pass) {
    let channels = output.row.channels
    pass.workers.forEach(Pass.parts) { part in
      for sample in pass.part(part) {
        let x = self.input.values.span(self.input.range(sample..<sample + 1))
        var y = self.output.values.mutableSpan(self.output.range(sample..<sample + 1))
        for index in y.indices { y[index] = 0 }
        self.geometry.forEachWindow(rows: self.input.rows, width: self.input.row.width) {
          place, position, _ in
          for channel in 0..<channels {
            y[place * channels + channel] += x[position * channels + channel] / self.counts[place]
          }
        }
      }
    }
  }

  func backward(_ pass: Pass) {
    guard input.needsGradient else { return }
    let keeps = input.beginGradient()
    let channels = output.row.channels
    pass.workers.forEach(Pass.parts) { part in
      for sample in pass.part(part) {
        var target = self.input.gradient.mutableSpan(self.input.range(sample..<sample + 1))
        let gradients = self.output.gradient.span(self.output.range(sample..<sample + 1))
        if !keeps { for index in target.indices { target[index] = 0 } }
        self.geometry.forEachWindow(rows: self.input.rows, width: self.input.row.width) {
          place, position, _ in
          for channel in 0..<channels {
            target[position * channels + channel] +=
              gradients[place * channels + channel] / self.counts[place]
          }
        }
      }
    }
  }
}

extension Geometry {
  /// Every tap of every window that lies inside: the output position, the input position, and
  /// whether it is the window's first.
  @inline(__always)
  func forEachWindow(rows: Int, width: Int, _ body: (Int, Int, Bool) -> Void) {
    let outputWidth = outputWidth(width)
    for outputRow in 0..<outputRows(rows) {
      let firstRow = outputRow * strideRows - padBefore
      for column in 0..<outputWidth {
        let firstColumn = column * strideAcross - padLeft
        var isFirst = true
        for row in max(0, firstRow)..<max(0, min(rows, firstRow + kernelRows)) {
          for across in max(0, firstColumn)..<max(0, min(width, firstColumn + kernelAcross)) {
            body(outputRow * outputWidth + column, row * width + across, isFirst)
            isFirst = false
          }
        }
      }
    }
  }
}
