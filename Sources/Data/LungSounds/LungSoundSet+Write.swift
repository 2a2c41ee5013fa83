import Audio
import Basics

extension LungSoundSet {
  /// Writes the data set in the layout of ICBHI 2017:
  ///
  /// ```
  /// <folder>/origin.txt                                      that this is not the published set
  /// <folder>/ICBHI_challenge_train_test.txt                  a line each: name, tab, train or test
  /// <folder>/audio_and_txt_files/101_1b1_Al_sc_Meditron.wav  16 bits, mono
  /// <folder>/audio_and_txt_files/101_1b1_Al_sc_Meditron.txt  a cycle a line: start, end, 0/1, 0/1
  /// ```
  ///
  /// The folder appears complete or not at all; see `AtomicFolder`. An existing folder has to be
  /// empty.
  ///
  /// - Parameter progress: called after each recording with the part that is done, up to 1; stops by
  ///   throwing.
  public func write(
    to folder: String, progress: (Double) throws -> Void = { _ in }
  ) throws {
    try AtomicFolder.make(folder) { folder in
      let sounds = folder + "/audio_and_txt_files"
      try Folder.make(sounds)
      for (index, recording) in recordings.enumerated() {
        let path = "\(sounds)/\(recording.name)"
        do {
          try Recording.write16(path + ".wav", samples: recording.samples(), rate: recording.rate)
        } catch {
          // The folder's own name belongs into the message.
          guard case AudioError.file(let cause) = error else { throw error }
          throw cause
        }
        let lines = recording.cycles.map(\.annotation)
        try AtomicFile.write(TextLines.file(lines), to: path + ".txt")
        try progress(Double(index + 1) / Double(recordings.count))
      }
      let split = recordings.map { "\($0.name)\t\($0.isTraining ? "train" : "test")" }
      try AtomicFile.write(
        TextLines.file(split), to: folder + "/ICBHI_challenge_train_test.txt")
      let origin = ["Synthetic lung sounds, seed \(settings.seed)."]
      try AtomicFile.write(TextLines.file(origin), to: folder + "/origin.txt")
    }
  }
}
