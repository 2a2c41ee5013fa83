import DataSets
import Foundation
import Testing

/// ESC-10 in `STAPES_DATA`, or in `../shared/data` beside the package; nil where neither has it.
private let realFolder: String? = {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let beside = root.appending(path: "../shared/data").standardized.path(percentEncoded: false)
  let folder = (ProcessInfo.processInfo.environment["STAPES_DATA"] ?? beside) + "/esc10"
  return FileManager.default.fileExists(atPath: folder) ? folder : nil
}()

@Suite(.enabled(if: realFolder != nil, "no ESC-10: set STAPES_DATA to the folder that holds esc10"))
struct RealESC10Tests {
  private func load() throws -> DataSet {
    try DataSet.load(layout: .esc10, at: #require(realFolder))
  }

  @Test func tables() throws {
    #expect(try Layout.detect(at: #require(realFolder)) == .esc10)
    let set = try load()
    #expect(set.remarks.isEmpty)
    #expect(set.clips.count == 400 && set.labels.count == 10)
    for label in set.labels.indices { #expect(set.clips.count { $0.label == label } == 40) }
    for fold in 1...5 { #expect(set.clips.count { $0.fold == fold } == 80) }
  }

  @Test func splits() throws {
    let set = try load()
    let plan = try FoldPlan.published(set)
    #expect(plan.folds.count == 5)
    for fold in plan.folds {
      #expect(fold.test.count == 80 && fold.training.count == 320)
      #expect(fold.sharedSubjects(in: set).isEmpty)
      let inner = try fold.withValidation(share: 0.1, of: set, seed: 1)
      #expect((31...33).contains(inner.validation.count))
      #expect(inner.sharedSubjects(in: set).isEmpty)
    }
    for fold in try FoldPlan.stratified(set, folds: 5, seed: 1).folds {
      for label in set.labels.indices {
        #expect(fold.test.count { set.clips[$0].label == label } == 8)
      }
    }
    let apart = try FoldPlan.subjectDisjoint(set, folds: 5, seed: 1)
    #expect(apart.folds.allSatisfy { (76...84).contains($0.test.count) })
  }

  @Test func sound() throws {
    let set = try load()
    var reader = ClipReader(set)
    for index in stride(from: 0, to: set.clips.count, by: 40) {
      #expect(try reader.recording(of: set.clips[index]).samples.count == 80_000)
    }
    #expect(reader.remarks.isEmpty)
  }
}
