import Foundation
import Testing
import Training

/// The binary form of the loss, by its own.
@Suite struct LossTests {
  private static let logits: [Float] = [0, 2, -1.5, 0.3, -4, 1]
  private static let targets: [Float] = [1, 0, 0, 0.25, 1, 0.5]
  private static let teacher: [Float] = [2, -1, 0.5, -3, 0, 1]

  /// Written down as it is defined.
  private func slow(_ loss: Loss, _ logits: [Float], teacher: [Float] = []) -> Double {
    func sigma(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    var sum = 0.0
    for (index, logit) in logits.enumerated() {
      let weight = loss.classWeights.isEmpty ? 1 : loss.classWeights[index % 3]
      let target =
        Double(Self.targets[index]) * (1 - loss.labelSmoothing) + loss.labelSmoothing / 2
      let p = sigma(Double(logit))
      let gamma = loss.focalGamma
      let hard =
        -weight
        * (target * pow(1 - p, gamma) * log(p) + (1 - target) * pow(p, gamma) * log(1 - p))
      guard let distillation = loss.distillation else {
        sum += hard
        continue
      }
      let temperature = distillation.temperature
      let (student, wanted) = (
        sigma(Double(logit) / temperature), sigma(Double(teacher[index]) / temperature)
      )
      let soft = -(wanted * log(student) + (1 - wanted) * log(1 - student))
      sum +=
        (1 - distillation.share) * hard + distillation.share * temperature * temperature * soft
    }
    return sum / Double(logits.count)
  }

  private static let losses = [
    Loss(kind: .binary), Loss(kind: .binary, focalGamma: 2),
    Loss(kind: .binary, classWeights: [0.5, 2, 0]), Loss(kind: .binary, labelSmoothing: 0.2),
    Loss(
      kind: .binary, focalGamma: 0.5, classWeights: [1, 0.25, 3], labelSmoothing: 0.1,
      distillation: Loss.Distillation(temperature: 2, share: 0.9)),
  ]

  @Test(arguments: losses)
  func itIsTheFormula(loss: Loss) {
    let value = loss(
      logits: Self.logits, targets: Self.targets, classes: 3, teacher: Self.teacher
    ).value
    #expect(abs(value - slow(loss, Self.logits, teacher: Self.teacher)) < 1e-12)
  }

  @Test(arguments: losses)
  func theGradientIsCentralDifferences(loss: Loss) {
    let gradient = loss(
      logits: Self.logits, targets: Self.targets, classes: 3, teacher: Self.teacher
    ).gradient
    for index in Self.logits.indices {
      func value(_ change: Float) -> Double {
        var moved = Self.logits
        moved[index] += change
        return slow(loss, moved, teacher: Self.teacher)
      }
      // A step that single precision holds exactly at these logits, to within 1e-7.
      let step: Float = 1 / 1_024
      let difference = (value(step) - value(-step)) / Double(2 * step)
      #expect(abs(Double(gradient[index]) - difference) < 1e-5)
    }
  }

  /// torch.nn.functional.binary_cross_entropy_with_logits of these logits and targets.
  @Test func itIsThatOfPyTorch() {
    let value = Loss(kind: .binary)(logits: Self.logits, targets: Self.targets, classes: 3).value
    #expect(abs(value - 1.438709221581705) < 1e-6)
  }

  @Test func hugeLogitsAreFinite() {
    let logits: [Float] = [800, -800, 1e30, -1e30]
    for loss in Self.losses where loss.classWeights.isEmpty {
      let (value, gradient) = loss(logits: logits, targets: [0, 1, 1, 0], classes: 4)
      #expect(value.isFinite && gradient.allSatisfy(\.isFinite))
    }
    let (value, gradient) = Loss(kind: .binary)(logits: logits, targets: [0, 1, 1, 0], classes: 4)
    #expect(value == 400)
    #expect(gradient == [0.25, -0.25, 0, 0])
    #expect(Loss.Kind.binary.probabilities([-1e6, 0, 1e6]) == [0, 0.5, 1])
  }

  @Test func probabilities() {
    let logits = [1.0, -2, 0.5]
    let exclusive = Loss.Kind.crossEntropy.probabilities(logits)
    #expect(abs(exclusive.reduce(0, +) - 1) < 1e-15)
    for (logit, probability) in zip(logits, Loss.Kind.binary.probabilities(logits)) {
      #expect(abs(probability - 1 / (1 + exp(-logit))) < 1e-15)
    }
  }
}
