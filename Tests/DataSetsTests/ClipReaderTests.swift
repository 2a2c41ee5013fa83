import Audio
import DataSets
import TestSupport
import Testing

@Suite struct ClipReaderTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.record("a.wav", samples: 200, first: 0)
    try folder.record("b.wav", samples: 100, first: 5_000)
    try folder.record("fast.wav", samples: 10, first: 7, rate: 8_000)
    try folder.write("empty.wav", "")
    try folder.write("text.wav", "this is not a recording, whatever its name says")
  }

  private func reader(
    policy: ClipReader.Policy = .stop, convert: ClipReader.Conversion? = nil
  ) -> ClipReader {
    ClipReader(
      DataSet(name: "x", root: folder.path, labels: ["l"], clips: []), rate: 1_000, policy: policy,
      convert: convert)
  }

  private func clip(_ path: String, _ start: Double? = nil, _ end: Double = 0) -> Clip {
    Clip(path: path, segment: start.map { Segment(start: $0, end: end) }, label: 0)
  }

  @Test func whole() throws {
    var reader = reader()
    let recording = try #require(try reader.recording(of: clip("a.wav")))
    #expect(recording == Recording(samples: (0..<200).map { Int16($0) }, rate: 1_000))
    let samples = try #require(try reader.samples(of: clip(folder.path + "/b.wav")))
    #expect(samples == (5_000..<5_100).map { Float($0) / 32_768 })
    #expect(reader.remarks.isEmpty)
  }

  @Test(arguments: [
    (0.0, 0.2, 0..<200), (0.0, 0.1, 0..<100), (0.1, 0.2, 100..<200), (0.0014, 0.0036, 1..<4),
    (0.0015, 0.0034, 2..<3), (0.1999, 0.3, 0..<0), (0.199, 0.2, 199..<200),
  ])
  func segments(start: Double, end: Double, expected: Range<Int>) throws {
    var reader = reader()
    let samples = try reader.recording(of: clip("a.wav", start, end))?.samples
    #expect(samples == (expected.isEmpty ? nil : expected.map { Int16($0) }))
  }

  /// Neighbouring segments share no sample and lose none.
  @Test func neighbours() throws {
    var reader = reader()
    let times = [0.0, 0.0335, 0.0505, 0.11149, 0.2]
    var samples: [Int16] = []
    for (start, end) in zip(times, times.dropFirst()) {
      samples += try #require(try reader.recording(of: clip("a.wav", start, end))).samples
    }
    #expect(samples == (0..<200).map { Int16($0) })
  }

  @Test func beyondTheEnd() throws {
    var reader = reader()
    for _ in 0..<2 {
      #expect(try reader.recording(of: clip("a.wav", 0.15, 1e300))?.samples.count == 50)
      #expect(try reader.recording(of: clip("a.wav", 0.2, 0.3)) == nil)
      #expect(try reader.recording(of: clip("a.wav", 1e300, 2e300)) == nil)
      #expect(try reader.recording(of: clip("a.wav", 0.1, 0.1001)) == nil)
      #expect(try reader.recording(of: clip("a.wav", 0.1, 0.2004))?.samples.count == 100)
    }
    #expect(
      reader.remarks.map(folder.relative) == [
        "a.wav: the segment from 0.15 to 1e+300 s ends after the recording; cut at 0.2 s",
        "a.wav: the segment from 0.2 to 0.3 s has no samples; left out",
        "a.wav: the segment from 1e+300 to 2e+300 s has no samples; left out",
        "a.wav: the segment from 0.1 to 0.1001 s has no samples; left out",
      ])
  }

  @Test(arguments: [
    ("empty.wav", "empty.wav: holds no samples; record it again or leave it out"),
    ("none.wav", "none.wav: no such file; check the path"),
    ("fast.wav", "fast.wav: is recorded at 8000 Hz instead of 1000 Hz; resample it"),
  ])
  func broken(name: String, message: String) throws {
    var strict = reader()
    do throws(DataSetError) {
      _ = try strict.samples(of: clip(name))
      Issue.record("no error")
    } catch {
      #expect(folder.relative(error.description) == message)
    }
    #expect(strict.remarks.isEmpty)

    var lenient = reader(policy: .skip)
    for _ in 0..<2 { #expect(try lenient.samples(of: clip(name)) == nil) }
    #expect(try lenient.samples(of: clip("b.wav"))?.count == 100)
    #expect(lenient.remarks.map(folder.relative) == [message + "; left out"])
  }

  @Test func notAudio() throws {
    var reader = reader()
    #expect(throws: DataSetError.self) { try reader.recording(of: clip("text.wav")) }
    // The failure is remembered with the recording, and the next one is unharmed.
    #expect(throws: DataSetError.self) { try reader.recording(of: clip("text.wav", 0, 1)) }
    #expect(try reader.recording(of: clip("a.wav"))?.samples.count == 200)
  }

  @Test func conversion() throws {
    var converting = reader { recording in recording.samples.map { Float($0) + 0.5 } }
    #expect(try converting.samples(of: clip("fast.wav", 0.000_25, 0.0005)) == [9.5, 10.5])
    #expect(try converting.samples(of: clip("a.wav"))?[1] == 1 / 32_768)
    #expect(try converting.recording(of: clip("fast.wav"))?.rate == 8_000)

    struct Refusal: Error, CustomStringConvertible { let description = "too fast" }
    var refusing = reader { _ in throw Refusal() }
    #expect(
      throws: DataSetError.conversion(
        path: folder.path + "/fast.wav", rate: 8_000, reason: "too fast")
    ) { try refusing.samples(of: clip("fast.wav")) }
    #expect(
      DataSetError.conversion(path: "f.wav", rate: 8_000, reason: "too fast").description
        == "f.wav: cannot be converted from 8000 Hz (too fast); resample it")
  }

  @Test func shortAndSilent() throws {
    try Recording.write16(
      folder.path + "/silent.wav", samples: [Int16](repeating: 0, count: 3_600), rate: 1_000)
    var reader = reader()
    #expect(try reader.samples(of: clip("silent.wav")) == [Float](repeating: 0, count: 3_600))
    #expect(reader.remarks.isEmpty)
  }

  /// The recording is decoded once for its clips in a row: the second clip does not see the change.
  @Test func remembersTheLastRecording() throws {
    var reader = reader()
    #expect(try reader.recording(of: clip("a.wav", 0, 0.001))?.samples == [0])
    try folder.record("a.wav", samples: 200, first: 50)
    #expect(try reader.recording(of: clip("a.wav", 0.001, 0.002))?.samples == [1])
    #expect(try reader.recording(of: clip("b.wav"))?.samples.first == 5_000)
    #expect(try reader.recording(of: clip("a.wav", 0, 0.001))?.samples == [50])
  }
}
