import Synchronization
import Training

extension Workers {
  /// What `body` makes of every part 0..<count, in their order; throws the first part's failure.
  func results<Value: Sendable>(
    _ count: Int, _ body: @Sendable (Int) throws -> Value
  ) throws -> [Value] {
    let results = Mutex([Result<Value, any Error>?](repeating: nil, count: count))
    forEach(count) { part in
      let result = Result { try body(part) }
      results.withLock { $0[part] = result }
    }
    return try results.withLock { try $0.compactMap { try $0?.get() } }
  }
}
