public import ModelFormat
public import StapesRuntime

extension Model {
  /// Scores of rows of features, which are rounded to the input's scale.
  public func scores(features: [Float]) throws(RuntimeError) -> [Double] {
    try scores(of: [rows(features, ofInput: 0)])
  }

  /// Scores of what is pushed into each input, samples or rows of int8, as real numbers, in an arena of
  /// its own. Of a continuous model, the last that it gives.
  public func scores(of inputs: [[Int16]]) throws(RuntimeError) -> [Double] {
    var memory = [UInt8](repeating: 0, count: Executor.requiredArenaBytes(self))
    let arena = memory.mutableSpan
    var executor = try Executor(self, arena: arena)
    let isInt16 = inputs.indices.map { tensor($0).elementBytes == 2 }
    for input in inputs.indices where isInt16[input] {
      let samples = inputs[input]
      try executor.observe(samples.span, input: input)
    }
    var taken = [Int](repeating: 0, count: inputs.count)
    while zip(taken, inputs).contains(where: { $0 < $1.count }) {
      for input in inputs.indices where taken[input] < inputs[input].count {
        let samples = Array(inputs[input][taken[input]...])
        if isInt16[input] {
          taken[input] += try executor.push(samples: samples.span, input: input)
        } else {
          let rows = samples.map { Int8(truncatingIfNeeded: $0) }
          taken[input] += try executor.push(rows: rows.span, input: input)
        }
      }
    }
    try executor.finish()
    return real((0..<executor.scoreCount).map { executor.score($0) })
  }

  /// Features in the steps of an input.
  func rows(_ features: [Float], ofInput input: Int) -> [Int16] {
    let scale = Double(tensor(input).scale)
    let zero = Double(tensor(input).zeroPoint)
    let range = tensor(input).elementBytes == 2 ? -32_768.0...32_767 : -128...127
    return features.map { feature in
      let steps = (Double(feature) / scale + zero + 0.5).rounded(.down)
      return Int16(max(range.lowerBound, min(range.upperBound, steps)))
    }
  }

  /// The names of the classes; none where the file has none.
  public var labels: [String] {
    (0..<labelCount).map { index in
      let place = label(index)
      var utf8: [UInt8] = []
      for position in place.offset..<place.end { utf8.append(bytes[position]) }
      return String(decoding: utf8, as: UTF8.self)
    }
  }

  /// The names of the scores, by their numbers where the file has none.
  public var scoreNames: [String] {
    let names = labels
    let count = tensor(tensorCount - 1).channels
    return (0..<count).map { $0 < names.count ? names[$0] : "class \($0)" }
  }

  /// Whether the scores are probabilities already.
  var endsInSoftmax: Bool {
    opCount > 0
      && [.softmax, .gemmlowpSoftmax, .interpolatedSoftmax].contains(op(opCount - 1).kind)
  }
}
