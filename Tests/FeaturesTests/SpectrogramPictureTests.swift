import Features
import Testing
import TestSupport

@Suite struct SpectrogramPictureTests {
  func colour(_ picture: SpectrogramPicture, row: Int, column: Int) -> [Float] {
    (0..<3).map { picture.values[($0 * picture.height + row) * picture.width + column] }
  }

  /// Within 0.011 of the published map at every sixteenth of it.
  @Test(.golden("features")) func colours() throws {
    let golden = try Golden.read().viridis
    let ramp = Spectrogram(values: (0..<16).map { Float($0) }, frames: 16, bands: 1)
    let picture = SpectrogramPicture(ramp, height: 1, width: 16)
    for (column, expected) in golden.enumerated() {
      #expect(largestDifference(colour(picture, row: 0, column: column), expected) < 0.011)
    }
  }

  @Test func orientation() {
    // The first frame has a high tone, the second nothing.
    let spectrogram = Spectrogram(values: [0, 0, 1, 0, 0, 0], frames: 2, bands: 3)
    let picture = SpectrogramPicture(spectrogram, height: 3, width: 2)
    let bright = colour(picture, row: 0, column: 0)
    let dark = colour(picture, row: 2, column: 1)
    #expect(bright[0] > 0.9 && bright[1] > 0.8 && dark[0] < 0.3 && dark[1] < 0.01)
    for (row, column) in [(0, 1), (1, 0), (1, 1), (2, 0)] {
      #expect(colour(picture, row: row, column: column) == dark)
    }
  }

  @Test func interpolation() {
    let steps = Spectrogram(values: [0, 1], frames: 2, bands: 1)
    let picture = SpectrogramPicture(steps, height: 1, width: 4)
    let quarters = SpectrogramPicture(
      Spectrogram(values: [0, 0.25, 0.75, 1], frames: 4, bands: 1), height: 1, width: 4)
    #expect(picture == quarters)
    // Upwards as well as along.
    let column = SpectrogramPicture(
      Spectrogram(values: [0, 1], frames: 1, bands: 2), height: 4, width: 1)
    for index in 0..<4 {
      #expect(
        colour(column, row: 3 - index, column: 0) == colour(quarters, row: 0, column: index))
    }
  }

  @Test func rangeIsCutOff() {
    let levels = Spectrogram(values: [-200, -80, -40, 0, 50], frames: 5, bands: 1)
    let picture = SpectrogramPicture(levels, height: 1, width: 5, range: -80...0)
    #expect(colour(picture, row: 0, column: 0) == colour(picture, row: 0, column: 1))
    #expect(colour(picture, row: 0, column: 3) == colour(picture, row: 0, column: 4))
    #expect(colour(picture, row: 0, column: 2) != colour(picture, row: 0, column: 1))
  }

  @Test func theRecipesSize() {
    let spectrogram = LogMel.cough.spectrogram(of: Golden.signal(96_000))
    let picture = SpectrogramPicture(spectrogram, height: 512, width: 1_024)
    #expect(picture.values.count == 3 * 512 * 1_024)
    #expect(picture.values.allSatisfy { (0...1).contains($0) })
    #expect(picture == SpectrogramPicture(spectrogram, height: 512, width: 1_024))
  }

  @Test func nothingAndSilence() {
    let empty = SpectrogramPicture(
      Spectrogram(values: [], frames: 0, bands: 3), height: 2, width: 2)
    let silence = SpectrogramPicture(
      Spectrogram(values: [7], frames: 1, bands: 1), height: 2, width: 2)
    #expect(empty == silence && empty.values.count == 12)
  }
}
