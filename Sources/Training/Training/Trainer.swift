public import Basics

/// One step after the other: forward, loss, backward, update.
public final class Trainer {
  public let network: TrainingNetwork
  private let optimizer: Optimizer
  private let loss: Loss
  private let workers: Workers

  public init(
    _ network: TrainingNetwork, _ optimizer: Optimizer, _ loss: Loss, workers: Workers
  ) {
    self.network = network
    self.optimizer = optimizer
    self.loss = loss
    self.workers = workers
  }

  /// Trains on the samples that lie in the network's inputs.
  ///
  /// - Parameters:
  ///   - targets: class probabilities, sample after sample.
  ///   - seed: of what is random in the step.
  /// - Returns: the loss, and the logits that it was taken from.
  public func step(
    samples: Int, targets: [Float], rate: Double, seed: UInt64, teacher: [Float] = []
  ) throws -> (loss: Double, logits: [Float]) {
    let pass = Pass(samples: samples, isTraining: true, workers: workers, seed: seed)
    let logits = try network.forward(pass)
    let (value, gradient) = loss(
      logits: logits, targets: targets, classes: network.outputCount, teacher: teacher)
    network.backward(pass, gradient: gradient)
    optimizer.step(rate: rate, workers: workers)
    return (value, logits)
  }
}

extension TrainingNetwork {
  /// The logits of the samples that lie in the inputs, running statistics in place.
  public func logits(samples: Int, workers: Workers) throws -> [Float] {
    try forward(Pass(samples: samples, isTraining: false, workers: workers, seed: 0))
  }
}
