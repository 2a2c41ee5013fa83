import Foundation
package import Testing

/// Expected results that lie in the repository.
package enum GoldenFiles {
  /// Whether tests write them anew, as `Tools/golden/all` asks them to.
  package static var areRewritten: Bool {
    ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil
  }
}

extension Trait where Self == IssueHandlingTrait {
  /// A failure names the command that writes the golden files of the test anew.
  ///
  /// - Parameter part: of what `Tools/golden/all` writes.
  package static func golden(_ part: String) -> IssueHandlingTrait {
    .compactMapIssues { issue in
      var issue = issue
      issue.comments.append(
        "If the change is meant, write the golden files anew: Tools/golden/all \(part)")
      return issue
    }
  }
}
