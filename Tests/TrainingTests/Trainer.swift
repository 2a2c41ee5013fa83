import Basics
import Training

/// A network with all that its steps need.
struct Trainer {
  private let network: TrainingNetwork
  private let optimizer: Optimizer
  private let loss: Loss
  private let workers: Workers

  init(_ network: TrainingNetwork, _ optimizer: Optimizer, _ loss: Loss, workers: Workers) {
    self.network = network
    self.optimizer = optimizer
    self.loss = loss
    self.workers = workers
  }

  func step(
    samples: Int, targets: [Float], rate: Double, seed: UInt64, teacher: [Float] = []
  ) throws -> (loss: Double, logits: [Float]) {
    try network.step(
      optimizer, loss, samples: samples, targets: targets, rate: rate, seed: seed,
      teacher: teacher, workers: workers)
  }
}
