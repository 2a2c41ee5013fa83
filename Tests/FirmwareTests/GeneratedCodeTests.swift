import Foundation
import TestSupport
import Testing

/// The machine code of inner loops: no call, and no more bounds checks and spills than are recorded.
///
/// What is looked at are loops that have no loop inside, of functions where most instructions are
/// spent.
@Suite(.serialized) struct GeneratedCodeTests {
  /// A hot function: how many inner loops it has, what these load from the stack or store there, and
  /// their bounds checks.
  struct Hot: CustomStringConvertible {
    var target: String
    /// The symbol, or a part of it.
    var function: String
    var loops: Int
    var spills = 0
    var checks = 0
    /// Only loops with this in their operands are looked at.
    var mark: String?

    var description: String { "\(target) \(function)" }
  }

  private static let hot = [
    Hot(target: "cortex-m4", function: "sum_channels", loops: 3, mark: "], #8"),
    Hot(target: "cortex-m4", function: "give_channels", loops: 7, spills: 1),
    Hot(target: "cortex-m4", function: "sum_eight", loops: 2),
    Hot(target: "cortex-m4", function: "slide_down", loops: 2),
    Hot(target: "cortex-m4", function: "stapes_decode_entropy", loops: 1),
    Hot(target: "cortex-m4", function: "slide_by_one", loops: 2),
    Hot(target: "cortex-m4", function: "slide_by_two", loops: 2),
    Hot(target: "cortex-m55", function: "sum_int8", loops: 2),
    Hot(target: "cortex-m55", function: "sum_int16", loops: 1),
    Hot(target: "cortex-m55", function: "sum_16_taps", loops: 1),
    Hot(target: "cortex-m55", function: "sum_32_taps", loops: 2),
    Hot(target: "cortex-m55", function: "sum_64_taps", loops: 4),
    Hot(target: "cortex-m55", function: "give_twice", loops: 3, spills: 1),
    Hot(target: "cortex-m55", function: "sum_short_int16", loops: 1),
    Hot(target: "cortex-m55", function: "sum_eight", loops: 1),
    Hot(target: "cortex-m55", function: "give_plainly", loops: 2),
    Hot(target: "cortex-m55", function: "give_greatest", loops: 1),
    // Samples on their way into the arena, standardised or not.
    Hot(target: "cortex-m4", function: "StapesRuntimes5UInt8VRszlE5store", loops: 2, checks: 4),
  ]

  @Test(arguments: hot) func loops(_ hot: Hot) throws {
    let code = try MachineCode.of(hot.target)
    let loops = code.functions(containing: hot.function).flatMap(code.innerLoops).filter { loop in
      hot.mark.map { mark in loop.body.contains { $0.operands.contains(mark) } } ?? true
    }
    let all = loops.map(\.text).joined(separator: "\n\n")
    #expect(loops.allSatisfy { $0.calls == 0 }, "\(hot): \(all)")
    #expect(loops.reduce(0) { $0 + $1.checks } <= hot.checks, "\(hot): \(all)")
    #expect(loops.count == hot.loops, "\(hot): \(all)")
    #expect(loops.reduce(0) { $0 + $1.spills } <= hot.spills, "\(hot): \(all)")
  }

  /// The reader sees what it must not miss.
  @Test func reader() {
    let code = MachineCode(
      text: """
        00000100 <f>:
             100:      \tldr\tr0, [sp, #0x4]
             102:      \tcmp\tr0, r1
             104:      \tbhs\t0x10c <f+0xc> @ imm = #0x4
             106:      \tbl\t0x200 <g> @ imm = #0xf6
             10a:      \tbne\t0x100 <f> @ imm = #-0xe
             10c:      \ttrap
        """)
    let loops = code.functions(containing: "f").flatMap(code.innerLoops)
    #expect(loops.count == 1)
    #expect(loops.first?.calls == 1 && loops.first?.checks == 1 && loops.first?.spills == 1)
  }
}

/// What `llvm-objdump -d` says of an image.
private struct MachineCode {
  struct Instruction {
    var address: Int
    var operation: String
    var operands: String

    /// Where a branch goes.
    var target: Int? {
      guard let place = operands.range(of: "0x[0-9a-f]+(?= <)", options: .regularExpression)
      else { return nil }
      return Int(operands[place].dropFirst(2), radix: 16)
    }
    var isCall: Bool { operation == "bl" || operation.hasPrefix("blx") }
    /// Of a branch, not of a call; the ends of low-overhead loops are some too.
    var isBranch: Bool {
      target != nil && !isCall && "bcl".contains(operation.first ?? " ")
    }
  }

  struct Loop {
    var body: [Instruction]
    /// Branches to a trap.
    var checks: Int

    var calls: Int { body.count { $0.isCall } }
    var spills: Int { body.count { $0.operands.contains("[sp") } }
    var text: String {
      body.map { "\($0.operation) \($0.operands)" }.joined(separator: "\n")
    }
  }

  private var functions: [(name: String, code: [Instruction])] = []
  private var traps: Set<Int> = []

  static func of(_ target: String) throws -> MachineCode {
    let built = try ToolRun("Tools/firmware", "build", "--target", target)
    try #require(built.status == 0, "\(built.output)")
    let toolchain = try ToolRun(
      absolute: "/bin/sh", ["-c", "dirname \"$(readlink -f \"$(command -v swift)\")\""])
    let objdump =
      toolchain.output.trimmingCharacters(in: .whitespacesAndNewlines) + "/llvm-objdump"
    let read = try ToolRun(
      absolute: objdump,
      [
        "-d", "--no-show-raw-insn", "--mcpu=\(target)",
        packageRoot.appending(path: ".build/firmware/\(target)/stapes.elf").path(),
      ])
    try #require(read.status == 0, "\(read.output)")
    return MachineCode(text: read.output)
  }

  init(text: String) {
    for line in text.split(separator: "\n") {
      if line.hasSuffix(">:"), let start = line.firstIndex(of: "<") {
        functions.append((String(line[line.index(after: start)...].dropLast(2)), []))
        continue
      }
      let parts = line.split(whereSeparator: \.isWhitespace)
      guard parts.count > 1, parts[0].hasSuffix(":"), !functions.isEmpty,
        let address = Int(parts[0].dropLast(), radix: 16)
      else { continue }
      let operation = String(parts[1])
      if operation == "trap" || operation.hasPrefix("udf") { traps.insert(address) }
      functions[functions.count - 1].code.append(
        Instruction(
          address: address, operation: operation,
          operands: parts.dropFirst(2).joined(separator: " ")))
    }
  }

  /// Of functions that are called exactly so; else of those whose symbol contains the text.
  func functions(containing text: String) -> [[Instruction]] {
    let exact = functions.filter { $0.name == text }
    return (exact.isEmpty ? functions.filter { $0.name.contains(text) } : exact).map(\.code)
  }

  func innerLoops(_ all: [Instruction]) -> [Loop] {
    guard let start = all.first?.address else { return [] }
    // Behind the last return lie constants, which look like instructions.
    let end = all.lastIndex {
      $0.operation.hasPrefix("pop") && $0.operands.contains("pc") || $0.operation == "bx"
    }
    let code = end.map { Array(all[...$0]) } ?? all
    let ranges = code.compactMap { instruction -> ClosedRange<Int>? in
      guard instruction.isBranch, let target = instruction.target, target >= start,
        target <= instruction.address
      else { return nil }
      return target...instruction.address
    }
    let inner = Set(ranges).filter { range in
      !ranges.contains {
        $0 != range && range.contains($0.lowerBound) && range.contains($0.upperBound)
      }
    }
    return inner.sorted { $0.lowerBound < $1.lowerBound }.map { range in
      let body = code.filter { range.contains($0.address) }
      return Loop(
        body: body, checks: body.count { $0.isBranch && traps.contains($0.target ?? -1) })
    }
  }
}
