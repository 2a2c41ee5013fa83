import Foundation

/// Where a path leads, whatever its spelling: links are followed, and hard links are one place.
package struct Place: Equatable {
  private struct Identity: Equatable {
    var device: dev_t
    var file: ino_t
  }

  /// Of the file or folder that exists, the nearest to the path's end.
  private let identity: Identity
  /// Names below it that do not exist yet.
  private let rest: [String]
  /// Of the folders around it, from the inside.
  private let around: [Identity]

  /// nil for a path that cannot be followed.
  package init?(_ path: String) {
    var rest: [String] = []
    var existing = path
    while !Paths.exists(existing) {
      let parent = Folder.parent(of: existing)
      guard !existing.isEmpty, parent != existing else { return nil }
      rest.insert(existing.split(separator: "/").last.map(String.init) ?? "", at: 0)
      existing = parent
    }
    guard let resolved = realpath(existing, nil) else { return nil }
    defer { free(resolved) }
    var place = String(cString: resolved)
    guard let identity = Self.identity(place) else { return nil }
    var around: [Identity] = []
    while place != "/" {
      place = Folder.parent(of: place)
      if let identity = Self.identity(place) { around.append(identity) }
    }
    (self.identity, self.rest, self.around) = (identity, rest, around)
  }

  package var exists: Bool { rest.isEmpty }

  package static func == (first: Place, second: Place) -> Bool {
    first.identity == second.identity && first.rest == second.rest
  }

  /// Whether another place lies in this folder or below it.
  package func contains(_ other: Place) -> Bool {
    guard exists else { return false }
    return other.around.contains(identity) || (other.identity == identity && !other.exists)
  }

  private static func identity(_ path: String) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Identity(device: status.st_dev, file: status.st_ino)
  }
}
