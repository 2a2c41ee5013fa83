extension CompressionReport: Encodable {
  private enum Key: String, CodingKey {
    case dataSet, networks, repetitions, maxFileBytes, calibrationClips, differences
    case fileDifferences, sensitivity, tool
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(dataSet, forKey: .dataSet)
    try fields.encode(networks, forKey: .networks)
    try fields.encode(repetitions, forKey: .repetitions)
    try fields.encodeIfPresent(maxFileBytes, forKey: .maxFileBytes)
    try fields.encode(calibrationClips, forKey: .calibrationClips)
    try fields.encode(differences, forKey: .differences)
    try fields.encode(fileDifferences, forKey: .fileDifferences)
    try fields.encodeIfPresent(sensitivity, forKey: .sensitivity)
    try fields.encode(tool, forKey: .tool)
  }
}

extension CompressionReport.Network: Encodable {
  private enum Key: String, CodingKey {
    case name, recipe, architecture, origin, float, files
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(recipe, forKey: .recipe)
    try fields.encode(architecture, forKey: .architecture)
    switch source {
    case .floats(let form): try fields.encode(form, forKey: .float)
    case .integers(let origin, _): try fields.encode(origin, forKey: .origin)
    }
    try fields.encode(files, forKey: .files)
  }
}

extension NetworkForm: Encodable {
  private enum Key: String, CodingKey {
    case name, folds, accuracy, accuracyByFold, logLoss, parameters, bytes, macs, dcase, file
  }

  /// The predictions as the figures that follow from them.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(predictions.folds.map(\.name), forKey: .folds)
    try fields.encode(predictions.accuracy, forKey: .accuracy)
    try fields.encode(predictions.byFold, forKey: .accuracyByFold)
    try fields.encodeIfPresent(predictions.logLoss, forKey: .logLoss)
    try fields.encode(parameters, forKey: .parameters)
    try fields.encode(bytes, forKey: .bytes)
    try fields.encode(macs, forKey: .macs)
    try fields.encode(dcase, forKey: .dcase)
    try fields.encodeIfPresent(file, forKey: .file)
  }
}

extension FileFigures: Encodable {
  private enum Key: String, CodingKey {
    case smallestGrid, largestGrid, bytesByFold, parts, arenaBytes, lostSurvivors
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(grids.lowerBound, forKey: .smallestGrid)
    try fields.encode(grids.upperBound, forKey: .largestGrid)
    try fields.encode(bytesByFold, forKey: .bytesByFold)
    try fields.encode(parts, forKey: .parts)
    try fields.encode(arenaBytes, forKey: .arenaBytes)
    try fields.encode(lostSurvivors, forKey: .lostSurvivors)
  }
}
