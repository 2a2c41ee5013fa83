public import Basics

/// One step after the other: forward, loss, backward, update.
extension TrainingNetwork {
  /// Trains on the samples that lie in the inputs.
  ///
  /// - Parameters:
  ///   - targets: class probabilities, sample after sample.
  ///   - optimizer: of this network.
  ///   - seed: of what is random in the step.
  /// - Returns: the loss, and the logits that it was taken from.
  public func step(
    _ optimizer: Optimizer, _ loss: Loss, samples: Int, targets: [Float], rate: Double,
    seed: UInt64, teacher: [Float] = [], workers: Workers
  ) throws -> (loss: Double, logits: [Float]) {
    let pass = Pass(samples: samples, isTraining: true, workers: workers, seed: seed)
    let logits = try forward(pass)
    let (value, gradient) = loss(
      logits: logits, targets: targets, classes: outputCount, teacher: teacher)
    backward(pass, gradient: gradient)
    optimizer.step(rate: rate, workers: workers)
    return (value, logits)
  }

  /// The logits of the samples that lie in the inputs, running statistics in place.
  public func logits(samples: Int, workers: Workers) throws -> [Float] {
    try forward(Pass(samples: samples, isTraining: false, workers: workers, seed: 0))
  }
}
