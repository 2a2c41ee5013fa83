import Program

/// The maximum of each window, padding left out; the gradient goes to where the maximum was.
struct MaxPoolLayer: TrainingLayer {
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
    pass.forEachSample { sample in
      let (from, to) = (input.range(sample).lowerBound, output.range(sample))
      output.values.fill(to, -.infinity)
      geometry.forEachTap(of: input) { place, position in
        output.values.takeGreater(
          input.values, from: from + position * channels, to: to.lowerBound + place * channels,
          channels: channels, position: position, winners: winners)
      }
    }
  }

  func backward(_ pass: Pass) {
    guard let keeps = input.beginGradient() else { return }
    let channels = output.row.channels
    pass.forEachSample { sample in
      var target = input.gradient.mutableSpan(input.range(sample))
      let range = output.range(sample)
      let gradients = output.gradient.span(range)
      let winners = winners.span(range)
      if !keeps { for index in target.indices { target[index] = 0 } }
      for index in gradients.indices {
        let position = Int(winners[index].bitPattern)
        target[position * channels + index % channels] += gradients[index]
      }
    }
  }
}

/// The mean of each window, padding left out of sum and count.
struct AveragePoolLayer: TrainingLayer {
  let input: Batch
  let output: Batch
  let geometry: Geometry

  func forward(_ pass: Pass) {
    let channels = output.row.channels
    let counts = geometry.tapCounts(input, output)
    pass.forEachSample { sample in
      let x = input.values.span(input.range(sample))
      var y = output.values.mutableSpan(output.range(sample))
      for index in y.indices { y[index] = 0 }
      geometry.forEachTap(of: input) { place, position in
        for channel in 0..<channels {
          y[place * channels + channel] += x[position * channels + channel] / counts[place]
        }
      }
    }
  }

  func backward(_ pass: Pass) {
    guard let keeps = input.beginGradient() else { return }
    let channels = output.row.channels
    let counts = geometry.tapCounts(input, output)
    pass.forEachSample { sample in
      var target = input.gradient.mutableSpan(input.range(sample))
      let gradients = output.gradient.span(output.range(sample))
      if !keeps { for index in target.indices { target[index] = 0 } }
      geometry.forEachTap(of: input) { place, position in
        for channel in 0..<channels {
          target[position * channels + channel] +=
            gradients[place * channels + channel] / counts[place]
        }
      }
    }
  }
}

extension Geometry {
  /// Every tap of every window that lies inside a sample: the output position and the input
  /// position.
  @inline(__always)
  func forEachTap(of input: Batch, _ body: (Int, Int) -> Void) {
    let (rows, width) = (input.rows, input.row.width)
    let outputWidth = outputWidth(width)
    for outputRow in 0..<outputRows(rows) {
      let firstRow = outputRow * strideRows - padBefore
      for column in 0..<outputWidth {
        let firstColumn = column * strideAcross - padLeft
        for row in max(0, firstRow)..<max(0, min(rows, firstRow + kernelRows)) {
          for across in max(0, firstColumn)..<max(0, min(width, firstColumn + kernelAcross)) {
            body(outputRow * outputWidth + column, row * width + across)
          }
        }
      }
    }
  }

  /// The taps that lie inside, for each position of the output.
  func tapCounts(_ input: Batch, _ output: Batch) -> [Float] {
    var counts = [Float](repeating: 0, count: output.positions)
    forEachTap(of: input) { place, _ in counts[place] += 1 }
    return counts
  }
}
