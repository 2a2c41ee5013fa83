extension CompressionReport.Network: Encodable {
  private enum Key: String, CodingKey { case name, recipe, architecture, origin, float, files }

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
