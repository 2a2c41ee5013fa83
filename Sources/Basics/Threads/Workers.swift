import Dispatch
import Foundation
import Synchronization

/// Threads that share work in parts.
///
/// What a part computes does not depend on who computes it, and sums over parts are taken in the
/// order of the parts: the number of threads changes the time and nothing else.
public struct Workers: Sendable {
  public let threads: Int

  public init(threads: Int) { self.threads = max(1, threads) }

  /// A thread for each core.
  package static let everyCore = Workers(threads: ProcessInfo.processInfo.activeProcessorCount)

  /// Runs `body` for every part 0..<count.
  public func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    let workers = min(threads, count)
    guard workers > 1 else {
      for part in 0..<count { body(part) }
      return
    }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if part >= count { return }
        body(part)
      }
    }
  }

  /// What `body` makes of every part 0..<count, in their order; throws the first part's failure.
  package func results<Value: Sendable, Failure: Error>(
    _ count: Int, _ body: @Sendable (Int) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    let results = Mutex([Result<Value, Failure>?](repeating: nil, count: count))
    forEach(count) { part in
      let result = Result { () throws(Failure) in try body(part) }
      results.withLock { $0[part] = result }
    }
    var values: [Value] = []
    for result in results.withLock({ $0 }) {
      if let result { values.append(try result.get()) }
    }
    return values
  }
}
