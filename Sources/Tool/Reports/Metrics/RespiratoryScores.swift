/// The scores of the ICBHI 2017 challenge on lung sounds.
///
/// A cycle is right only when it is given its very class: a wheeze that is called a crackle counts
/// against sensitivity. A share of no cycles is 0.
public struct RespiratoryScores: Equatable, Sendable, Encodable {
  /// Of the cycles that are not normal, the share that was given the right class.
  public let sensitivity: Double
  /// Of the normal cycles, the share that was called normal.
  public let specificity: Double
  /// The mean of both (AS).
  public let averageScore: Double
  /// The harmonic mean of both (HS); 0 when both are 0.
  public let harmonicScore: Double

  /// - Precondition: `normal` is the index of a label of the matrix.
  public init(_ matrix: ConfusionMatrix, normal: Int) {
    precondition(matrix.labels.indices.contains(normal))
    let normalHits = matrix.counts[normal][normal]
    let normals = matrix.support(normal)
    sensitivity = ratio(matrix.correct - normalHits, matrix.clips - normals)
    specificity = ratio(normalHits, normals)
    let sum = sensitivity + specificity
    averageScore = sum / 2
    harmonicScore = sum == 0 ? 0 : 2 * sensitivity * specificity / sum
  }
}
