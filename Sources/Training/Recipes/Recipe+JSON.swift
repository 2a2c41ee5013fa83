public import Graph
public import Basics

extension Recipe {
  /// Reads a recipe.
  ///
  /// ```
  /// {
  ///   "name": "esc10",
  ///   "architecture": {"zoo": "aemnet-dw", "width": 0.5, "llf": 2, "dropout": 0.3},
  ///   "optimizer": {"kind": "adam", "rate": 1e-3, "weight_decay": 2e-4},
  ///   "schedule": {"kind": "cosine"},
  ///   "epochs": 200
  /// }
  /// ```
  ///
  /// `Models/README.md` documents every key. Unknown keys are errors, and options that the zoo's
  /// architecture does not have. Layers, paths and the data set are not looked at. Any bytes at all
  /// may be given.
  public init(json: some Sequence<UInt8>) throws(RecipeError) {
    let line: Int
    do throws(JSONError) {
      let fields = try JSONFields(JSONReader.read([UInt8](json)), place: "the recipe")
      self = try Self.keys.read(fields)
      line = try fields.value("architecture").line
    } catch {
      throw .json(error)
    }
    guard case .zoo(let name, let options) = architecture.source else { return }
    do throws(ZooError) {
      _ = try Zoo.named(name, options: options)
    } catch {
      throw .architecture(line: line, error)
    }
  }

  /// The recipe with every key, defaults filled in, in a fixed order: the same text for equal
  /// recipes.
  ///
  /// What was read from a text, written and read again is equal.
  ///
  /// - Precondition: seeds are at most 2^63 − 1, and numbers finite.
  public func json() -> String { Self.keys.tree(self, .everyKey).text() }

  /// The documentation of every key.
  package static var keyPages: [KeyPage] { keys.pages }
}

/// Why a text is no recipe. Each case reads as one line with the place.
public enum RecipeError: Error, Equatable, Sendable, CustomStringConvertible {
  case json(JSONError)
  /// The options do not go with the architecture of the zoo.
  case architecture(line: Int, ZooError)

  public var description: String {
    switch self {
    case .json(let error): error.description
    case .architecture(let line, let error): "line \(line): architecture: \(error)"
    }
  }
}
