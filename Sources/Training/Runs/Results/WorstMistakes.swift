import Basics
import Features
import Foundation
public import Reports

/// The test clips whose class was thought least likely, among those that were given another.
public struct WorstMistakes {
  private let predictions: Predictions
  private let clips: [Int]

  public init(_ predictions: Predictions, count: Int) {
    self.predictions = predictions
    let predicted = predictions.predicted
    clips = Array(
      predicted.indices.filter { predicted[$0] != predictions.truth[$0] }
        .sorted {
          (predictions.scores[$0][predictions.truth[$0]], $0)
            < (predictions.scores[$1][predictions.truth[$1]], $1)
        }.prefix(count))
  }

  /// Their spectrograms.
  ///
  /// - Parameter sound: the samples and the rate of a clip.
  public func section<Failure: Error>(
    sound: (Int) throws(Failure) -> (samples: [Int16], rate: Int)
  ) throws(Failure) -> HTMLReport.Section {
    guard !clips.isEmpty else {
      return HTMLReport.Section("Worst mistakes", [.paragraph("There are none.")])
    }
    let figures = try clips.map { clip throws(Failure) in
      let (samples, rate) = try sound(clip)
      return figure(clip, samples, rate)
    }
    return HTMLReport.Section(
      "Worst mistakes",
      [
        .paragraph(
          "Mel spectrograms of the clips whose class got the smallest score, in dB below the "
            + "loudest moment."),
        .figures(figures),
      ])
  }

  private func figure(_ clip: Int, _ samples: [Int16], _ rate: Int) -> HTMLReport.Figure {
    let frame = 1_024
    let count = max(samples.count, frame)
    // As many columns as a picture shows.
    let hop = max(frame / 4, count / 300)
    let mel = LogMel(
      fourier: ShortTimeFourier(frameSamples: frame, hopSamples: hop, isCentred: true),
      filters: MelFilters(count: 64, frameSamples: frame, rate: rate),
      level: .decibelsBelowMaximum())
    let padded = SamplePadding.fitted(samples, to: count).map { Float($0) / 32_768 }
    let spectrogram = mel.spectrogram(of: padded)
    let levels = (0..<spectrogram.frames).map { frame in
      (0..<spectrogram.bands).map { Double(spectrogram[frame, $0]) }
    }
    let labels = predictions.labels
    let truth = predictions.truth[clip]
    let predicted = predictions.predicted[clip]
    return HTMLReport.Figure(
      SpectrogramChart(
        levels: levels, seconds: Double(count) / Double(rate),
        frequency: Axis("frequency (Hz)", scale: .mel, range: 0...Double(rate) / 2),
        range: -80...0),
      caption: "\(predictions.names[clip]): \(labels[truth]) "
        + "(\(Numerals.percent(predictions.scores[clip][truth]))), taken for \(labels[predicted]) "
        + "(\(Numerals.percent(predictions.scores[clip][predicted]))).")
  }
}
