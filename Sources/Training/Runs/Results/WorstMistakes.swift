import Basics
import Features
import Reports

extension Predictions {
  /// Spectrograms of the test clips whose class was thought least likely, among those that were
  /// given another.
  ///
  /// - Parameter sound: the samples and the rate of a clip.
  func worstMistakes<Failure: Error>(
    _ count: Int, sound: (Int) throws(Failure) -> (samples: [Int16], rate: Int)
  ) throws(Failure) -> HTMLReport.Section {
    let predicted = predicted
    let clips = predicted.indices.filter { predicted[$0] != truth[$0] }
      .sorted { (scores[$0][truth[$0]], $0) < (scores[$1][truth[$1]], $1) }.prefix(count)
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
    func share(_ label: Int) -> String { Numerals.percent(scores[clip][label]) }
    return HTMLReport.Figure(
      SpectrogramChart(
        levels: levels, seconds: Double(count) / Double(rate),
        frequency: Axis("frequency (Hz)", scale: .mel, range: 0...Double(rate) / 2), range: -80...0),
      caption: "\(names[clip]): \(labels[truth[clip]]) (\(share(truth[clip]))), taken for "
        + "\(labels[predicted[clip]]) (\(share(predicted[clip]))).")
  }
}
