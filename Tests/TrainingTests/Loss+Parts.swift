import Training

extension Loss {
  /// A loss with all its parts.
  init(
    kind: Kind = .crossEntropy, focalGamma: Double = 0, classWeights: [Double] = [],
    labelSmoothing: Double = 0, distillation: Distillation? = nil
  ) {
    self.init(kind: kind)
    self.focalGamma = focalGamma
    self.classWeights = classWeights
    self.labelSmoothing = labelSmoothing
    self.distillation = distillation
  }
}
