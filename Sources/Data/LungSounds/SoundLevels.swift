/// How loud and how frequent things are. These ranges make the task: with them a linear model on
/// averages of the spectrum finds some of the classes, and a network most of them; see
/// `Models/lung-sounds.md`.
enum SoundLevels {
  // In dB over the breath's root mean square at the height of an average inspiration.

  /// The first deflection of a cluster's strongest crackle.
  static let crackle = 8.0...18.0
  /// Root mean square.
  static let wheeze = -14.0 ... -2.0

  static let crackleCount = 5...14
  /// Root mean square of the relative fluctuations of the flow.
  static let turbulence = 0.35

  // In dB over the hiss; the whole noise is then scaled to the signal-to-noise ratio.

  static let hum = -12.0...3.0
  static let air = -6.0...6.0
  /// A syllable's root mean square, roughly.
  static let voice = -6.0...8.0
  /// The peak.
  static let beep = 0.0...14.0
  /// The peak.
  static let handling = 12.0...32.0

  static let beepsPerSecond = 0.0...0.5
  static let handlingPerSecond = 0.0...0.6
}
