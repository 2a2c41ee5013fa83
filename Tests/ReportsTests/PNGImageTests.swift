import Foundation
import Reports
import Testing

/// The expected files were put together with Python's struct and zlib.
@Suite struct PNGImageTests {
  @Test func fourPixels() {
    let image = PNGImage(
      rows: [[0, 1], [1, 0]],
      palette: [
        PNGImage.Colour(0, 0, 0), PNGImage.Colour(255, 128, 1),
      ])
    #expect(
      image.dataURL == "data:image/png;base64,"
        + "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAMAAABFaP0WAAAABlBMVEUAAAD/"
        + "gAFXeyX/AAAAEUlEQVR4AQEGAPn/AAABAAEAAAwAA0i7YjsAAAAASUVORK5C"
        + "YII=")
  }

  @Test func severalBlocks() {
    let rows = (0..<200).map { (y: Int) -> [UInt8] in
      (0..<700).map { (x: Int) -> UInt8 in UInt8(truncatingIfNeeded: x * 7 + y * 13) }
    }
    let palette = (UInt8.min...UInt8.max).map { (level: UInt8) -> PNGImage.Colour in
      PNGImage.Colour(level, 255 - level, level / 2)
    }
    let bytes = PNGImage(rows: rows, palette: palette).bytes
    // Fowler, Noll and Vo's hash of the whole file.
    let hash = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    #expect(bytes.count == 141_058)
    #expect(hash == 0xC68D_2B8A_8D69_9D4D)
  }
}
