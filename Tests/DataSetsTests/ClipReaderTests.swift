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

  private func reader() -> ClipReader {
    ClipReader(DataSet(name: "x", root: folder.path, labels: ["l"], clips: []))
  }

  private func clip(_ path: String, _ start: Double? = nil, _ end: Double = 0) -> Clip {
    Clip(path: path, segment: start.map { Segment(start: $0, end: end) }, label: 0)
  }

  @Test func whole() throws {
    var reader = reader()
    let recording = try reader.recording(of: clip("a.wav"))
    #expect(recording == Recording(samples: (0..<200).map { Int16($0) }, rate: 1_000))
    let samples = try reader.recording(of: clip(folder.path + "/b.wav")).samples
    #expect(samples == (5_000..<5_100).map { Int16($0) })
    #expect(try reader.recording(of: clip("fast.wav")).rate == 8_000)
    #expect(reader.remarks.isEmpty)
  }

  @Test(arguments: [
    (0.0, 0.2, 0..<200), (0.0, 0.1, 0..<100), (0.1, 0.2, 100..<200), (0.0014, 0.0036, 1..<4),
    (0.0015, 0.0034, 2..<3), (0.199, 0.2, 199..<200),
  ])
  func segments(start: Double, end: Double, expected: Range<Int>) throws {
    var reader = reader()
    let samples = try reader.recording(of: clip("a.wav", start, end)).samples
    #expect(samples == expected.map { Int16($0) })
  }

  /// Neighbouring segments share no sample and lose none.
  @Test func neighbours() throws {
    var reader = reader()
    let times = [0.0, 0.0335, 0.0505, 0.11149, 0.2]
    var samples: [Int16] = []
    for (start, end) in zip(times, times.dropFirst()) {
      samples += try reader.recording(of: clip("a.wav", start, end)).samples
    }
    #expect(samples == (0..<200).map { Int16($0) })
  }

  @Test func beyondTheEnd() throws {
    var reader = reader()
    for _ in 0..<2 {
      #expect(try reader.recording(of: clip("a.wav", 0.15, 1e300)).samples.count == 50)
      #expect(try reader.recording(of: clip("a.wav", 0.1, 0.2004)).samples.count == 100)
      for (start, end) in [(0.2, 0.3), (1e300, 2e300), (0.1, 0.1001), (0.1999, 0.3)] {
        #expect(
          throws: DataSetError.emptySegment(
            path: folder.path + "/a.wav", Segment(start: start, end: end), seconds: 0.2)
        ) { try reader.recording(of: clip("a.wav", start, end)) }
      }
    }
    #expect(
      reader.remarks.map(folder.relative) == [
        "a.wav: the segment from 0.15 to 1e+300 s ends after the recording; cut at 0.2 s"
      ])
    #expect(
      "\(DataSetError.emptySegment(path: "a.wav", Segment(start: 2, end: 3), seconds: 1.5))"
        == "a.wav: the segment from 2.0 to 3.0 s has no samples, the recording has 1.5 s; correct the "
        + "list")
  }

  @Test(arguments: [
    ("empty.wav", "empty.wav: holds no samples; record it again or leave it out"),
    ("none.wav", "none.wav: no such file; check the path"),
  ])
  func broken(name: String, message: String) throws {
    var reader = reader()
    for _ in 0..<2 {
      do throws(DataSetError) {
        _ = try reader.recording(of: clip(name))
        Issue.record("no error")
      } catch {
        #expect(folder.relative(error.description) == message)
      }
    }
    #expect(try reader.recording(of: clip("b.wav")).samples.count == 100)
    #expect(reader.remarks.isEmpty)
  }

  @Test func notAudio() throws {
    var reader = reader()
    #expect(throws: DataSetError.self) { try reader.recording(of: clip("text.wav")) }
    // The failure is remembered with the recording, and the next one is unharmed.
    #expect(throws: DataSetError.self) { try reader.recording(of: clip("text.wav", 0, 1)) }
    #expect(try reader.recording(of: clip("a.wav")).samples.count == 200)
  }

  @Test func shortAndSilent() throws {
    try Recording.write16(
      folder.path + "/silent.wav", samples: [Int16](repeating: 0, count: 3_600), rate: 1_000)
    var reader = reader()
    #expect(
      try reader.recording(of: clip("silent.wav")).samples == [Int16](repeating: 0, count: 3_600))
    #expect(reader.remarks.isEmpty)
  }

  /// The recording is decoded once for its clips in a row: the second clip does not see the change.
  @Test func remembersTheLastRecording() throws {
    var reader = reader()
    #expect(try reader.recording(of: clip("a.wav", 0, 0.001)).samples == [0])
    try folder.record("a.wav", samples: 200, first: 50)
    #expect(try reader.recording(of: clip("a.wav", 0.001, 0.002)).samples == [1])
    #expect(try reader.recording(of: clip("b.wav")).samples.first == 5_000)
    #expect(try reader.recording(of: clip("a.wav", 0, 0.001)).samples == [50])
  }
}
