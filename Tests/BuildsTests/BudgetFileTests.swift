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
    let baseline = Baseline(figures: figures, clips: "cafe")
    try baseline.write(to: folder("base.json"))
    #expect(try Baseline(folder("base.json")) == baseline)
    #expect(
      String(decoding: try folder.bytes("base.json"), as: UTF8.self)
        == "{\n  \"accuracy\" : 0.9,\n  \"clips\" : \"cafe\",\n  \"file\" : 1000,\n"
        + "  \"macs\" : 500\n}\n")
    let same = try read(#"{"baseline": "base.json"}"#).gate.limits
    #expect(same.mapValues(\.value) == figures)
    #expect(same.values.allSatisfy { $0.origin == ", that of the baseline" })
    #expect(same[.accuracy]?.clips == "cafe" && same[.file]?.clips == nil)
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

  /// Figures of another device or of nobody knows which clips are nothing to compare with.
  @Test func aBaselineSaysWhatItIsOf() throws {
    for (text, message) in [
      ("{}", "holds no figures; write it with --write-baseline"),
      (#"{"fil": 3}"#, "holds no figures; write it with --write-baseline"),
      (
        #"{"accuracy": 0.9}"#,
        "does not say which clips its accuracy is of; write it anew with --write-baseline and --data"
      ),
      (
        #"{"flash": 9}"#,
        "flash is of a device that the baseline does not name; write it anew with --write-baseline and "
          + "--target"
      ),
      (
        #"{"flash": 9, "target": "cortex-m0"}"#,
        "is for cortex-m0, the budget for cortex-m4; write a baseline for the same device"
      ),
    ] {
      try folder.write(text, to: "base.json")
      #expect(
        complaint { _ = try read(#"{"target": "cortex-m4", "baseline": "base.json"}"#) }
          == "\(folder("base.json")): \(message)")
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
