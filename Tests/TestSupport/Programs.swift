package import Foundation

/// Where programs are.
package enum Programs {
  /// A program that was built with these tests.
  package static func built(_ name: String) -> URL {
    let products =
      Bundle.allBundles.map(\.bundleURL) + [
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      ]
    return products.map { $0.appending(component: name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path(percentEncoded: false)) }
      ?? URL(filePath: name)
  }

  /// The first command of these that is in PATH.
  package static func installed(_ names: String...) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").lazy
      .flatMap { folder in names.map { "\(folder)/\($0)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  package static func isInstalled(_ name: String) -> Bool { installed(name) != nil }
}
