import Foundation
import Basics

extension SplitMix64 {
  /// A generator for a part of the work, so that changes in that part leave the rest as it is.
  mutating func fork() -> SplitMix64 {
    SplitMix64(seed: next())
  }

  /// Every octave is as likely as the next.
  mutating func octaves(in range: ClosedRange<Double>) -> Double {
    exp(number(in: log(range.lowerBound)...log(range.upperBound)))
  }

  /// The amplitude of a level that is drawn in dB.
  mutating func amplitude(decibels range: ClosedRange<Double>) -> Double {
    LungSounds.amplitude(decibels: number(in: range))
  }

  mutating func count(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(nextUnit() * Double(range.count))
  }

  mutating func chance(_ probability: Double) -> Bool {
    nextUnit() < probability
  }

  /// White noise of power 1, evenly distributed.
  mutating func whiteSample() -> Double {
    (nextUnit() - 0.5) * 3.464_101_615_137_754_6
  }

  /// Fisher and Yates' shuffle.
  mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, count(in: 0...last))
    }
  }
}

func amplitude(decibels: Double) -> Double {
  pow(10, decibels / 20)
}
