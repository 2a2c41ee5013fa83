import Basics

/// A synthetic data set of respiratory recordings in the manner of ICBHI 2017: breathing with
/// crackles and wheezes, heart, sensor, handling and room, of many subjects.
///
/// ```
/// var settings = LungSoundSettings()
/// settings.subjects = 10
/// try LungSoundSet(settings).write(to: "lungs")
/// ```
///
/// Classes are dealt to cycles at random, so that no subject, device or place tells the class.
/// The same settings give the same bytes with the same mathematics library: sounds are made with
/// its sine, cosine, exponential, logarithm and power, whose last bits may differ elsewhere. Names,
/// split, times and classes come from the logarithm and exponential only through rounding to
/// milliseconds.
public struct LungSoundSet: Sendable {
  public let settings: LungSoundSettings
  /// By subject; all of a subject's are on one side of the split.
  public let recordings: [LungRecording]

  /// Decides everything but the samples.
  ///
  /// - Precondition: the settings are within the limits that they document; proportions are not
  ///   negative, and not all zero.
  public init(_ settings: LungSoundSettings) {
    settings.checkPreconditions()
    self.settings = settings
    var random = SplitMix64(seed: settings.seed)

    var order = Array(0..<settings.subjects)
    random.shuffle(&order)
    let trainingCount = Int((0.6 * Double(settings.subjects)).rounded())
    let training = Set(order.prefix(trainingCount))

    var recordings: [LungRecording] = []
    for index in 0..<settings.subjects {
      var own = random.fork()
      let subject = Subject(number: 101 + index, random: &own)
      for recording in 0..<settings.recordingsPerSubject {
        recordings.append(
          LungRecording(
            recording, of: subject, isTraining: training.contains(index), settings: settings,
            random: &own))
      }
    }
    var deck = Self.labels(
      count: recordings.reduce(0) { $0 + $1.cycles.count }, proportions: settings.proportions)
    random.shuffle(&deck)
    var dealt = deck[...]
    for index in recordings.indices {
      for cycle in recordings[index].cycles.indices {
        recordings[index].cycles[cycle].label = dealt.popFirst() ?? .normal
      }
    }
    self.recordings = recordings
  }

  /// Labels in the proportions asked for, each class within one cycle of its share.
  private static func labels(count: Int, proportions: [Double]) -> [LungSoundClass] {
    let sum = proportions.reduce(0, +)
    var labels: [LungSoundClass] = []
    var share = 0.0
    for (label, proportion) in zip(LungSoundClass.allCases, proportions) {
      share += proportion / sum
      let end = Int((share * Double(count)).rounded())
      labels += repeatElement(label, count: max(0, end - labels.count))
    }
    return labels
  }

  /// How many cycles each class has.
  public var classCounts: [LungSoundClass: Int] {
    var counts: [LungSoundClass: Int] = [:]
    for cycle in recordings.flatMap(\.cycles) { counts[cycle.label, default: 0] += 1 }
    return counts
  }
}
