/// Networks of one data set as floats and compiled: what each is worth, and what it takes.
///
/// The same networks give the same page and the same JSON, byte for byte.
public struct CompressionReport: Equatable, Sendable, Encodable {
  /// One training of each fold.
  public struct Network: Equatable, Sendable {
    /// What tells it from the others.
    public let name: String
    /// What it was trained by and what it is, as names.
    public let recipe: String
    public let architecture: String
    public let source: Source
    /// One a grid.
    public let files: [NetworkForm]

    public init(
      _ name: String, recipe: String, architecture: String, source: Source, files: [NetworkForm]
    ) {
      self.name = name
      self.recipe = recipe
      self.architecture = architecture
      self.source = source
      self.files = files
    }
  }

  /// What files were compiled from.
  public enum Source: Equatable, Sendable {
    case floats(NetworkForm)
    /// Trained in integers from the floats of the network of a name, and tested so.
    case integers(of: String, FoldedPredictions)
  }

  /// A network in one of its forms: a row of the tables.
  public struct Entry: Equatable, Sendable {
    public let network: Network
    public let form: NetworkForm

    /// `ticket, INT8 ±31`
    var title: String { "\(network.name), \(form.name)" }
  }

  /// A training that is left out because another one is the same.
  public struct Repetition: Equatable, Sendable, Encodable {
    public let name: String
    public let original: String

    public init(_ name: String, of original: String) {
      self.name = name
      self.original = original
    }
  }

  /// A form of a network against another on the clips that both were tested on.
  public struct Difference: Equatable, Sendable, Encodable {
    public let first: String
    public let second: String
    public let comparison: PairedComparison
  }

  public let dataSet: String
  public let networks: [Network]
  public let repetitions: [Repetition]
  /// What files were asked to stay within.
  public let maxFileBytes: Int?
  /// Training clips of each fold, at most.
  public let calibrationClips: Int
  public let sensitivity: LayerSensitivity?
  /// The tool that made the report.
  public let tool: String
  /// Floats less those of the first network, files less the floats that they come from, and less what
  /// the training in integers has tested.
  public private(set) var differences: [Difference] = []
  /// Every file less each one before it.
  public private(set) var fileDifferences: [Difference] = []

  public init(
    dataSet: String, networks: [Network], repetitions: [Repetition] = [], maxFileBytes: Int? = nil,
    calibrationClips: Int, sensitivity: LayerSensitivity? = nil, tool: String
  ) {
    self.dataSet = dataSet
    self.networks = networks
    self.repetitions = repetitions
    self.maxFileBytes = maxFileBytes
    self.calibrationClips = calibrationClips
    self.sensitivity = sensitivity
    self.tool = tool
    differences = entries.flatMap(differences(of:))
    let files = files
    fileDifferences = files.indices.flatMap { index in
      files[..<index].compactMap {
        difference(of: files[index], from: $0.title, $0.form.predictions)
      }
    }
  }

  /// What a file should not exceed: what was asked for, or what the challenge allowed.
  var fileLimit: Int { maxFileBytes ?? DCASECount.mostNonZeroBytes }

  /// All forms of all networks, in the order of the tables.
  public var entries: [Entry] {
    networks.flatMap { network in network.forms.map { Entry(network: network, form: $0) } }
  }

  var files: [Entry] { entries.filter { $0.form.file != nil } }

  /// What everything is measured by.
  var firstFloats: Entry? { entries.first { $0.form.file == nil } }

  /// The floats that a network's files come from, trained in integers or not.
  func origin(of network: Network) -> Entry? {
    switch network.source {
    case .floats(let form): Entry(network: network, form: form)
    case .integers(let name, _): entries.first { $0.network.name == name && $0.form.file == nil }
    }
  }

  private func differences(of entry: Entry) -> [Difference] {
    let other = entry.form.file == nil ? firstFloats : origin(of: entry.network)
    var differences: [Difference?] = []
    if let other, other != entry {
      differences.append(difference(of: entry, from: other.title, other.form.predictions))
    }
    if case .integers(_, let tested) = entry.network.source {
      differences.append(difference(of: entry, from: "\(entry.network.name), as trained", tested))
    }
    return differences.compactMap(\.self)
  }

  private func difference(
    of entry: Entry, from title: String, _ predictions: FoldedPredictions
  ) -> Difference? {
    entry.form.predictions.comparison(with: predictions).map {
      Difference(first: title, second: entry.title, comparison: $0)
    }
  }

  /// Of the files within the limit, the one that is right most often, and of equal ones the
  /// smallest.
  var bestFile: Entry? {
    func rank(_ file: Entry) -> (Double, Int) {
      (file.form.predictions.accuracy.value, -file.form.bytes)
    }
    return files.filter { $0.form.bytes <= fileLimit }.max { rank($0) < rank($1) }
  }
}

extension CompressionReport.Network {
  /// nil where it was trained in integers.
  public var float: NetworkForm? { if case .floats(let form) = source { form } else { nil } }
  var forms: [NetworkForm] { [float].compactMap(\.self) + files }
}
