import Foundation

extension Loss {
  /// The sum over the classes, and its gradient.
  func binaryHard(_ logits: [Double], _ target: [Double]) -> (Double, [Double]) {
    var value = 0.0
    var slopes = [Double](repeating: 0, count: logits.count)
    for index in logits.indices {
      let weight = classWeights.isEmpty ? 1 : classWeights[index]
      let (there, thereSlope) = focused(logits[index])
      let (absent, absentSlope) = focused(-logits[index])
      value += weight * (target[index] * there + (1 - target[index]) * absent)
      slopes[index] = weight * (target[index] * thereSlope - (1 - target[index]) * absentSlope)
    }
    return (value, slopes)
  }

  /// −(1 − p)^γ · log p with p = σ(logit), and its slope.
  private func focused(_ logit: Double) -> (Double, Double) {
    let (p, rest, logP) = (sigmoid(logit), sigmoid(-logit), -softplus(-logit))
    let focus = focalGamma == 0 ? 1 : pow(rest, focalGamma)
    return (-focus * logP, focus * (focalGamma * p * logP - rest))
  }

  /// The sum over the classes, and its gradient.
  func binarySoft(
    _ logits: [Double], _ teacher: [Double], _ distillation: Distillation
  ) -> (Double, [Double]) {
    let temperature = distillation.temperature
    var value = 0.0
    var slopes: [Double] = []
    for (logit, said) in zip(logits, teacher) {
      let (cooled, target) = (logit / temperature, sigmoid(said / temperature))
      value += softplus(cooled) - target * cooled
      slopes.append(temperature * (sigmoid(cooled) - target))
    }
    return (temperature * temperature * value, slopes)
  }
}

/// 1 / (1 + e^−x), without overflow.
func sigmoid(_ x: Double) -> Double { x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)) }

/// log(1 + e^x) = −log σ(−x), without overflow and without loss where x is far below 0.
private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
