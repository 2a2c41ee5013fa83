import Audio
import Foundation

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
  /// The folder appears complete or not at all: it is written under a hidden name beside its place
  /// and then renamed. An existing folder has to be empty.
  ///
  /// - Parameter progress: called after each recording with the part that is done, up to 1.
  public func write(
    to folder: String, progress: (Double) -> Void = { _ in }
  ) throws {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    if files.fileExists(atPath: folder, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw LungSoundError.notAFolder(path: folder) }
      guard try files.contentsOfDirectory(atPath: folder).isEmpty else {
        throw LungSoundError.notEmpty(path: folder)
      }
    }
    let target = URL(filePath: folder, directoryHint: .notDirectory)
    let token = String(UInt64.random(in: .min ... .max), radix: 36)
    let partial = target.deletingLastPathComponent()
      .appending(component: ".\(target.lastPathComponent).\(token)")
    let sounds = partial.appending(component: "audio_and_txt_files")
    do {
      try files.createDirectory(at: partial, withIntermediateDirectories: false)
    } catch {
      throw LungSoundError.unwritable(path: folder, reason: error.localizedDescription)
    }
    do {
      try files.createDirectory(at: sounds, withIntermediateDirectories: false)
      for (index, recording) in recordings.enumerated() {
        let path = sounds.appending(component: recording.name).path(percentEncoded: false)
        try Recording.write16(path + ".wav", samples: recording.samples(), rate: recording.rate)
        let lines = recording.cycles.map { $0.annotation + "\n" }
        try Data(lines.joined().utf8).write(to: URL(filePath: path + ".txt"))
        progress(Double(index + 1) / Double(recordings.count))
      }
      let split = recordings.map { "\($0.name)\t\($0.isTraining ? "train" : "test")\n" }
      try Data(split.joined().utf8)
        .write(to: partial.appending(component: "ICBHI_challenge_train_test.txt"))
      try Data("Synthetic lung sounds, seed \(settings.seed).\n".utf8)
        .write(to: partial.appending(component: "origin.txt"))
      guard rename(partial.path(percentEncoded: false), folder) == 0 else {
        throw LungSoundError.unwritable(path: folder, reason: String(cString: strerror(errno)))
      }
    } catch {
      try? files.removeItem(at: partial)
      throw error
    }
  }
}

/// Why a data set cannot be written; `description` names the folder and the remedy.
public enum LungSoundError: Error, Equatable, Sendable {
  case notAFolder(path: String)
  case notEmpty(path: String)
  case unwritable(path: String, reason: String)
}

extension LungSoundError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAFolder(let path):
      "\(path): is a file; name a folder that does not exist yet"
    case .notEmpty(let path):
      "\(path): is not empty; name a folder that does not exist yet"
    case .unwritable(let path, let reason):
      "\(path): cannot be written (\(reason)); check the folder and the space left"
    }
  }
}
