import Foundation

/// The help texts of the tool and of the scripts, asked for once.
final class ToolHelp {
  private let workplace: Workplace
  private var texts: [String: String] = [:]

  init(_ workplace: Workplace) { self.workplace = workplace }

  /// What is wrong with the options of a line of a page.
  func mistakes(_ line: String) throws -> [String] {
    try Self.calls(line).flatMap { call in
      let help = try text(call.help)
      return call.options.filter { !help.contains(" \($0) ") && !help.contains("[\($0)") }
        .map { "\(call.help) knows no \($0)" }
    }
  }

  private struct Call {
    let help: String
    let options: [Substring]
  }

  /// The calls of the tool and of scripts in a line, up to a comment or a pipe.
  private static func calls(_ line: String) -> [Call] {
    let tool = line.matches(of: /(?:^|[ \/])stapes ([a-z]+)( [^#|&]*)?/).map { match in
      Call(help: "stapes \(match.1) --help", options: options(match.2))
    }
    let scripts = line.matches(of: /(?:^|[ \/])(Tools\/[a-z0-9-]+)( [^#|&]*)?/)
      .filter { !options($0.2).isEmpty }
      .map { Call(help: "\($0.1) --help", options: options($0.2)) }
    return tool + scripts
  }

  private static func options(_ arguments: Substring?) -> [Substring] {
    (arguments ?? "").split(separator: " ").filter { $0.hasPrefix("--") }
  }

  /// What a command prints, or that it fails.
  private func text(_ command: String) throws -> String {
    if let text = texts[command] { return text }
    let shell = try workplace.run(command)
    let text = shell.status == 0 ? shell.output.replacing("\n", with: " ") : ""
    texts[command] = text
    return text
  }
}
