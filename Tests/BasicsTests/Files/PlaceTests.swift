import Basics
import Foundation
import TestSupport
import Testing

@Suite struct PlaceTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("a/b/x", "x")
    try folder.write("a/y", "y")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("soft"), withDestinationPath: "a/b")
    try FileManager.default.linkItem(atPath: folder.file("a/b/x"), toPath: folder.file("hard"))
  }

  private func place(_ name: String) throws -> Place { try #require(Place(folder.file(name))) }

  @Test func everySpellingIsOnePlace() throws {
    for name in ["a/b/x", "a//b/./x", "a/b/../b/x", "soft/x", "hard", "soft/../b/x"] {
      #expect(try place(name) == place("a/b/x"), "\(name)")
      #expect(try place(name).exists)
    }
    #expect(try place("a/b/new/x") == place("soft/new/x"))
    #expect(try !place("a/b/new").exists)
    for name in ["a/b", "a/y", "a/b/new", "a/b/y"] {
      #expect(try place(name) != place("a/b/x"), "\(name)")
    }
  }

  @Test func whatLiesInAFolder() throws {
    for name in ["a/b", "a/b/x", "a/y", "a/new", "a/new/x", "soft", "soft/x", "soft/new"] {
      #expect(try place("a").contains(place(name)), "\(name)")
    }
    for name in ["", "a", "hard", "new", "ab"] {
      #expect(try !place("a").contains(place(name)), "\(name)")
    }
    #expect(try !place("new").contains(place("new/x")))
  }
}
