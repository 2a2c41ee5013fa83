import Foundation

/// What training makes small: the mean over a batch of a function of logits and targets.
public struct Loss: Equatable, Sendable {
  public enum Kind: String, CaseIterable, Equatable, Sendable {
    /// Classes exclude each other: their probabilities are a softmax of the logits.
    case crossEntropy = "cross_entropy"
    /// Each class is there or not, whatever the others: its probability is a sigmoid of its logit.
    case binary
  }

  public var kind: Kind
  /// Exponent of the focal loss; 0 for cross-entropy.
  public var focalGamma = 0.0
  /// α of the focal loss, or weights of the classes; empty for none.
  public var classWeights: [Double] = []
  /// Share of a target that is spread evenly over all classes, or, where classes do not exclude
  /// each other, over there and not there.
  public var labelSmoothing = 0.0
  /// Knowledge distillation: temperature, and the share of the teacher's part.
  public var distillation: Distillation?

  public struct Distillation: Equatable, Sendable {
    public var temperature: Double
    public var share: Double

    public init(temperature: Double, share: Double) {
      self.temperature = temperature
      self.share = share
    }
  }

  public init(kind: Kind = .crossEntropy) { self.kind = kind }

  /// Loss and its gradient by the logits.
  ///
  /// Of cross-entropy: −Σ_c w_c · t_c · (1 − p_c)^γ · log p_c with p = softmax(logits), t the
  /// targets after smoothing; with distillation (1 − s) times that plus s · T² · KL(teacher ‖
  /// student), both at temperature T; the mean over the samples.
  ///
  /// Of the binary kind: −w_c · (t · (1 − p)^γ · log p + (1 − t) · p^γ · log(1 − p)) with
  /// p = σ(logit); with distillation (1 − s) times that plus s · T² times the binary cross-entropy
  /// of σ(logit / T) for σ(teacher / T); the mean over samples and classes, as PyTorch's
  /// BCEWithLogitsLoss has it. Finite for all finite logits.
  ///
  /// - Parameters:
  ///   - logits: sample after sample.
  ///   - targets: probabilities, sample after sample; of the binary kind, of each class.
  ///   - teacher: the teacher's logits, with distillation.
  public func callAsFunction(
    logits: [Float], targets: [Float], classes: Int, teacher: [Float] = []
  ) -> (value: Double, gradient: [Float]) {
    let samples = logits.count / classes
    var value = 0.0
    var gradient: [Float] = []
    let parts = Double(kind == .binary ? 2 : classes)
    let terms = Double(kind == .binary ? samples * classes : samples)
    for sample in 0..<samples {
      let range = sample * classes..<(sample + 1) * classes
      let row = logits[range].map(Double.init)
      let target = targets[range].map { Double($0) * (1 - labelSmoothing) + labelSmoothing / parts }
      var (loss, slopes) = kind == .binary ? binaryHard(row, target) : hard(row, target)
      if let distillation, !teacher.isEmpty {
        let said = teacher[range].map(Double.init)
        let (softLoss, softSlopes) =
          kind == .binary ? binarySoft(row, said, distillation) : soft(row, said, distillation)
        let share = distillation.share
        loss = (1 - share) * loss + share * softLoss
        slopes = zip(slopes, softSlopes).map { (1 - share) * $0 + share * $1 }
      }
      value += loss
      gradient += slopes.map { Float($0 / terms) }
    }
    return (value / terms, gradient)
  }

  private func hard(_ logits: [Double], _ target: [Double]) -> (Double, [Double]) {
    let (p, logP) = softmax(logits)
    var value = 0.0
    // dL/dp_c · p_c, from which the gradient by the logits follows.
    var slopes = [Double](repeating: 0, count: p.count)
    for index in p.indices where target[index] > 0 {
      let weight = (classWeights.isEmpty ? 1 : classWeights[index]) * target[index]
      let rest = 1 - p[index]
      let focus = focalGamma == 0 ? 1 : pow(rest, focalGamma)
      value -= weight * focus * logP[index]
      slopes[index] = -weight * focus
      if focalGamma > 0, rest > 0 {
        slopes[index] += weight * focalGamma * pow(rest, focalGamma - 1) * p[index] * logP[index]
      }
    }
    let total = slopes.reduce(0, +)
    return (value, p.indices.map { slopes[$0] - p[$0] * total })
  }

  private func soft(
    _ logits: [Double], _ teacher: [Double], _ distillation: Distillation
  ) -> (Double, [Double]) {
    let temperature = distillation.temperature
    let (student, logStudent) = softmax(logits.map { $0 / temperature })
    let (target, logTarget) = softmax(teacher.map { $0 / temperature })
    var value = 0.0
    for index in target.indices { value += target[index] * (logTarget[index] - logStudent[index]) }
    return (
      temperature * temperature * value,
      student.indices.map { temperature * (student[$0] - target[$0]) }
    )
  }
}

extension Loss.Kind {
  /// The probabilities of the classes of one sample.
  public func probabilities(_ logits: [Double]) -> [Double] {
    switch self {
    case .crossEntropy: softmax(logits).probabilities
    case .binary: logits.map { sigmoid($0) }
    }
  }
}

/// Probabilities and their logarithms.
func softmax(_ logits: [Double]) -> (probabilities: [Double], logarithms: [Double]) {
  let highest = logits.max() ?? 0
  let powers = logits.map { exp($0 - highest) }
  let total = powers.reduce(0, +)
  let logTotal = log(total)
  return (powers.map { $0 / total }, logits.map { $0 - highest - logTotal })
}
