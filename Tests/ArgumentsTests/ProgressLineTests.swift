import Arguments
import Testing

@Suite struct ProgressLineTests {
  /// A progress line under a clock that the test moves.
  final class Desk {
    var time = Duration.seconds(1_000)
    var text = ""

    func progress(_ label: String, startFraction: Double = 0, isTerminal: Bool) -> ProgressLine {
      ProgressLine(
        label, startFraction: startFraction, isTerminal: isTerminal, clock: { self.time },
        sink: { self.text += $0 })
    }
  }

  @Test func terminalRedraws() {
    let desk = Desk()
    var progress = desk.progress("train", isTerminal: true)
    progress.update(0.5)
    #expect(desk.text == "")
    desk.time += .milliseconds(100)
    progress.update(0)
    desk.time += .milliseconds(50)
    progress.update(0.1)
    desk.time += .seconds(30) - .milliseconds(150)
    progress.update(0.25)
    progress.label = "train again"
    desk.time += .seconds(30)
    progress.update(1.5)
    progress.finish()
    #expect(
      desk.text == "\rtrain  0 %\u{1B}[K" + "\rtrain  25 %  1 min 30 s left\u{1B}[K"
        + "\rtrain again  100 %  0 s left\u{1B}[K" + "\rtrain again  done in 1 min 0 s\u{1B}[K\n")
  }

  @Test func logGetsALineNowAndThen() {
    let desk = Desk()
    var progress = desk.progress("verify", isTerminal: false)
    for step in 1...120 {
      desk.time += .milliseconds(100)
      progress.update(Double(step) / 120)
    }
    progress.finish()
    #expect(desk.text == "verify  41 %  7 s left\nverify  83 %  2 s left\nverify  done in 12 s\n")
  }

  @Test(arguments: [true, false]) func shortWorkIsSilent(isTerminal: Bool) {
    let desk = Desk()
    var progress = desk.progress("read", isTerminal: isTerminal)
    desk.time += .milliseconds(99)
    progress.update(0.9)
    progress.finish()
    #expect(desk.text == "")
  }

  @Test func resumedWorkCountsFromWhereItResumed() {
    let desk = Desk()
    var progress = desk.progress("train", startFraction: 0.5, isTerminal: false)
    desk.time += .seconds(3_600)
    progress.update(0.6)
    #expect(desk.text == "train  60 %  4 h 0 min left\n")
  }

  @Test func longLinesAreCutOnATerminal() {
    let desk = Desk()
    var progress = desk.progress(String(repeating: "x", count: 100), isTerminal: true)
    desk.time += .seconds(1)
    progress.update(0)
    #expect(desk.text == "\r" + String(repeating: "x", count: 79) + "\u{1B}[K")
  }

  @Test(arguments: [0, -1, 1e-300, .leastNonzeroMagnitude, .nan, -.infinity])
  func nothingMuchDone(fraction: Double) {
    let desk = Desk()
    var progress = desk.progress("train", isTerminal: false)
    desk.time += .seconds(5)
    progress.update(fraction)
    #expect(desk.text == "train  0 %\n")
  }
}
