import Builds
import Compiler
import Interchange
import Testing

@Suite struct BudgetFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ text: String) throws -> BudgetFile {
    try BudgetFile(folder.write(text, to: "budget.json"))
  }

  @Test func limits() throws {
    let budget = try read(
      """
      {"target": "cortex-m4", "file": "128KiB", "arena": 4096, "macs": 1000000, "flash": "1MiB",
       "worst_push": 7, "accuracy": 0.85}
      """)
    #expect(budget.target == .cortexM4)
    #expect(
      budget.gate.limits.mapValues(\.value) == [
        .file: 131_072, .arena: 4_096, .macs: 1e6, .flash: 1_048_576, .worstPush: 7,
        .accuracy: 0.85,
      ])
    #expect(budget.gate.limits.values.allSatisfy { $0.origin.isEmpty })
    #expect(try read(#"{"macs": 0}"#).target == nil)
  }

  @Test func aBaselineMayGrow() throws {
    let figures: [Quantity: Double] = [.file: 1_000, .accuracy: 0.9, .macs: 500]
    try Baseline(figures: figures).write(to: folder("base.json"))
    #expect(try Baseline(folder("base.json")).figures == figures)
    #expect(
      String(decoding: try folder.bytes("base.json"), as: UTF8.self)
        == "{\n  \"accuracy\" : 0.9,\n  \"file\" : 1000,\n  \"macs\" : 500\n}\n")
    let same = try read(#"{"baseline": "base.json"}"#).gate.limits
    #expect(same.mapValues(\.value) == figures)
    #expect(same.values.allSatisfy { $0.origin == ", that of the baseline" })
    let grown = try read(
      #"{"baseline": "base.json", "growth": {"file": 2, "accuracy": 1.5}, "macs": 400}"#
    ).gate.limits
    #expect(grown[.file]?.value == 1_020 && grown[.file]?.origin == ", the baseline and 2 %")
    #expect(abs((grown[.accuracy]?.value ?? 0) - 0.885) < 1e-12)
    #expect(grown[.accuracy]?.origin == ", the baseline less 1.5 points")
    // The tighter of two limits holds.
    #expect(grown[.macs] == Gate.Limit(value: 400))
    let loose = try read(#"{"baseline": "base.json", "macs": 600, "accuracy": 0.1}"#).gate.limits
    #expect(loose[.macs]?.value == 500 && loose[.accuracy]?.value == 0.9)
  }

  @Test func aBaselineLiesBesideItsBudget() throws {
    try Baseline(figures: [.file: 5]).write(to: folder("base.json"))
    for name in ["../base.json", folder("base.json")] {
      let path = try folder.write(#"{"baseline": "\#(name)"}"#, to: "ci/budget.json")
      #expect(try BudgetFile(path).gate.limits[.file]?.value == 5)
    }
  }

  @Test func mistakes() throws {
    for (text, message) in [
      ("{}", "limits nothing; name one of file, arena"), ("{\"fil\": 1}", "unknown key \"fil\""),
      ("{\"flash\": 1}", "flash needs a \"target\""), ("{\"file\": \"big\"}", "file must be bytes"),
      ("{\"target\": \"z80\", \"flash\": 1}", "choose one of cortex-m0"), ("{", "line 1"),
      ("{\"accuracy\": 2}", "accuracy must be"), ("{\"macs\": -1}", "macs must be"),
      ("{\"macs\": 1, \"baseline\": \"budget.json\", \"growth\": {\"fil\": 1}}", "unknown key"),
      ("{\"baseline\": \"none.json\"}", "none.json: no such file"),
    ] {
      let complaint = complaint { _ = try read(text) }
      #expect(complaint.hasPrefix(folder("")) && complaint.contains(message), "\(complaint)")
    }
    let path = folder("budget.json")
    #expect(throws: BudgetError.limitsNothing(path: path)) { try read("{}") }
    #expect(throws: BudgetError.needsTarget(path: path, .stack)) { try read(#"{"stack": 1}"#) }
  }
}
