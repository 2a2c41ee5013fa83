import Arguments

extension Option {
  /// How many clips of `--data` may be dropped.
  static let allowDropped = Option(
    "--allow-dropped", valueName: "count",
    help: "Go on although so many clips of --data are dropped: unreadable, empty or too short.",
    default: "0")
}

extension ParsedArguments {
  /// What `--allow-dropped` says.
  var allowedDrops: Int {
    get throws { try integer("--allow-dropped", in: 0...Int.max) ?? 0 }
  }
}
