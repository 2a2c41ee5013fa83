import Audio
import Testing

@Suite struct AudioErrorTests {
  @Test(arguments: [
    (AudioError.missing(path: "a.wav"), "a.wav: no such file; check the path"),
    (.missing(path: "a\n\u{1B}.wav"), #"a\u{a}\u{1b}.wav: no such file; check the path"#),
    (.folder(path: "a"), "a: is a folder; name a recording in it"),
    (.notAFolder(path: "a"), "a: is not a folder; name one that holds recordings"),
    (.empty(path: "a.wav"), "a.wav: holds no samples; record it again or leave it out"),
    (
      .unreadable(path: "a.wav", reason: "Format not recognised"),
      "a.wav: cannot be read as audio (Format not recognised); convert it to WAV or FLAC"
    ),
    (
      .absurd(path: "a.wav", rate: 0, channels: 9, frames: 3),
      "a.wav: claims 9 channels of 3 samples at 0 Hz; convert it to mono WAV of at most "
        + "1073741824 samples"
    ),
    (
      .incomplete(path: "a.flac", frames: 5, promised: 9),
      "a.flac: breaks off after 5 of 9 samples; copy it again"
    ),
    (
      .notFinite(path: "a.wav", frame: 7),
      "a.wav: sample 7 is infinite or not a number; export it again"
    ),
    (
      .conversion(path: "a.wav", rate: 1, to: 16_000),
      "a.wav: 1 Hz cannot be converted to 16,000 Hz: the sound would be more than 20 times as long, or "
        + "the filter larger than 35 MB; record it at a common rate, as 16,000 Hz"
    ),
    (
      .oddByteCount(path: "standard input", bytes: 3),
      "standard input: ends with half a sample after 3 bytes; send signed 16-bit little-endian mono"
    ),
    (.file(.isFolder("a.wav")), "a.wav: is a folder; give the name of a file"),
  ])
  func descriptions(error: AudioError, text: String) {
    #expect(error.description == text)
  }
}
