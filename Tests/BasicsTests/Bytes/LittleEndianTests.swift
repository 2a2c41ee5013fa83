import Basics
import Testing

@Suite struct LittleEndianTests {
  private let bytes: [UInt8] = [0x01, 0x02, 0xFF, 0xFE, 0x04, 0x05]

  @Test func numbersAtAnyPlace() {
    #expect(bytes.littleEndian(UInt16.self, at: 0) == 0x0201)
    #expect(bytes.littleEndian(UInt16.self, at: 1) == 0xFF02)
    #expect(bytes.littleEndian(Int16.self, at: 2) == -257)
    #expect(bytes.littleEndian(UInt32.self, at: 1) == 0x04FE_FF02)
    #expect(bytes.littleEndianNumbers(Int16.self) == [0x0201, -257, 0x0504])
    #expect([UInt8](littleEndian: [0x0201, -257, 0x0504] as [Int16]) == bytes)
  }

  @Test func aWriterAppendsAlignsAndReplaces() {
    var writer = ByteWriter()
    writer.append(Int8(-1))
    writer.append(UInt32(0x0403_0201))
    writer.append([9, 8])
    writer.align()
    #expect(writer.bytes == [255, 1, 2, 3, 4, 9, 8, 0])
    writer.align(to: 16)
    #expect(writer.count == 16)
    writer.replace(at: 1, with: Int16(-2))
    writer.replace(at: 6, with: [7, 7])
    #expect(writer.bytes == [255, 254, 255, 3, 4, 9, 7, 7] + [UInt8](repeating: 0, count: 8))
  }
}
