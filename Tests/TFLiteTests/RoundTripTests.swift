import Program
import TFLite
import Testing

/// What is exported is what is imported; and what cannot be imported is named.
@Suite(.enabled(if: Recorded.folder != nil, "no recorded networks: set STAPES_DATA"))
struct RoundTripTests {
  @Test(arguments: Recorded.all) func exported(_ recorded: Recorded) throws {
    let program = try recorded.program(rounding: .tflm)
    let rows = try #require(program.inputs[0].fixedRows)
    let export = try TFLiteExport(program, inputRows: [rows])
    #expect(export.approximations.isEmpty)
    let again = try TFLiteModel(export.file).program(rounding: .tflm)
    #expect(again.inputs == program.inputs)
    #expect(again.quantisations == program.quantisations)
    for (mine, theirs) in zip(again.ops, program.ops) {
      #expect(mine.operation.isNear(theirs.operation), "\(theirs.name)")
      #expect(mine.row == theirs.row && mine.edges == theirs.edges)
      #expect(mine.lowest == theirs.lowest && mine.highest == theirs.highest)
    }
    #expect(again.ops.count == program.ops.count)
  }

  /// Each byte that could be the number of an op's kind becomes that of another kind.
  @Test(arguments: [
    (UInt8(25), UInt8(27), "SVDF", [12]), (4, 12, "L2_POOL_2D", [1, 3, 5, 7]),
  ])
  func unsupported(from: UInt8, to: UInt8, name: String, places: [Int]) throws {
    let file = try Recorded.all[0].bytes(".tflite")
    var found = false
    for place in file.indices where file[place] == from {
      var changed = file
      changed[place] = to
      do {
        _ = try TFLiteModel(changed).program(rounding: .tflm)
      } catch .unsupported(let ops) {
        let named = ops.filter { $0.name == name }
        found = found || named.map(\.index) == places
      } catch {
        continue
      }
    }
    #expect(found)
  }
}

extension IntegerOperation {
  /// Whether two ops are one, but for factors of convolutions within the 24 bits of a scale.
  fileprivate func isNear(_ other: IntegerOperation) -> Bool {
    guard case .convolution(var mine) = self, case .convolution(let theirs) = other else {
      return self == other
    }
    guard
      zip(mine.factors, theirs.factors).allSatisfy({
        abs($0.value - $1.value) <= 0x1p-23 * $1.value
      })
    else { return false }
    mine.factors = theirs.factors
    return mine == theirs
  }
}
