/// Networks of one data set as floats and compiled: what each is worth, and what it takes.
///
/// The same networks give the same page and the same JSON, byte for byte.
public struct CompressionReport: Equatable, Sendable {
  /// One training of each fold.
  public struct Network: Equatable, Sendable {
    /// What tells it from the others.
    public let name: String
    /// What it was trained by and what it is, as names.
    public let recipe: String
    public let architecture: String
    public let float: NetworkForm
    /// One a grid.
    public let files: [NetworkForm]

    public init(
      _ name: String, recipe: String, architecture: String, float: NetworkForm,
      files: [NetworkForm]
    ) {
      self.name = name
      self.recipe = recipe
      self.architecture = architecture
      self.float = float
      self.files = files
    }
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

  /// - Precondition: There is at least one network.
  public init(
    dataSet: String, networks: [Network], repetitions: [Repetition] = [], maxFileBytes: Int? = nil,
    calibrationClips: Int, sensitivity: LayerSensitivity? = nil, tool: String
  ) {
    precondition(!networks.isEmpty)
    self.dataSet = dataSet
    self.networks = networks
    self.repetitions = repetitions
    self.maxFileBytes = maxFileBytes
    self.calibrationClips = calibrationClips
    self.sensitivity = sensitivity
    self.tool = tool
  }

  /// What a file should not exceed: what was asked for, or what the challenge allowed.
  var fileLimit: Int { maxFileBytes ?? DCASECount.mostNonZeroBytes }

  /// All forms of all networks, in the order of the tables.
  public var forms: [(network: Network, form: NetworkForm)] {
    networks.flatMap { network in ([network.float] + network.files).map { (network, $0) } }
  }

  static func title(_ network: Network, _ form: NetworkForm) -> String {
    "\(network.name), \(form.name)"
  }

  /// Floats against those of the first network, files against their own floats.
  public var differences: [Difference] {
    forms.compactMap { network, form in
      let other = form.file == nil ? networks[0] : network
      guard form.file != nil || network != other else { return nil }
      return difference(of: (network, form), from: (other, other.float))
    }
  }

  /// Every file against each one before it.
  public var fileDifferences: [Difference] {
    let files = forms.filter { $0.form.file != nil }
    return files.indices.flatMap { index in
      files[..<index].compactMap { difference(of: files[index], from: $0) }
    }
  }

  private func difference(
    of second: (network: Network, form: NetworkForm),
    from first: (network: Network, form: NetworkForm)
  ) -> Difference? {
    second.form.predictions.comparison(with: first.form.predictions).map {
      Difference(
        first: Self.title(first.network, first.form),
        second: Self.title(second.network, second.form), comparison: $0)
    }
  }

  /// Of the files within the limit, the one that is right most often, and of equal ones the
  /// smallest.
  var bestFile: (network: Network, form: NetworkForm)? {
    forms.filter { $0.form.file != nil && $0.form.bytes <= fileLimit }.max {
      let (first, second) = ($0.form, $1.form)
      let (a, b) = (first.predictions.accuracy.value, second.predictions.accuracy.value)
      return (a, -first.bytes) < (b, -second.bytes)
    }
  }
}
