/// The candidate that a mistyped word most likely meant; nil when none is close.
///
/// Close is at most one edit for every three characters of the word (an edit inserts, removes or
/// replaces a character, or swaps two neighbours), or being the only candidate that starts with
/// the word, and always fewer edits than the word has characters. Of two equally close candidates
/// the earlier wins.
package func nearest(to word: String, among candidates: [String]) -> String? {
  let distances = candidates.map { (candidate: $0, distance: editDistance(word, $0)) }
  if let best = distances.min(by: { $0.distance < $1.distance }),
    best.distance <= max(1, word.count / 3), best.distance < word.count
  {
    return best.candidate
  }
  let completions = candidates.filter { $0.hasPrefix(word) }
  return completions.count == 1 ? completions.first : nil
}

/// The optimal string alignment distance, by rows of the usual table.
private func editDistance(_ first: String, _ second: String) -> Int {
  let first = Array(first)
  let second = Array(second)
  var beforeLast: [Int] = []
  var last = Array(0...second.count)
  for row in 0..<first.count {
    var current = [row + 1]
    for column in 0..<second.count {
      let replaced = last[column] + (first[row] == second[column] ? 0 : 1)
      var best = min(replaced, last[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
        best = min(best, beforeLast[column - 1] + 1)
      }
      current.append(best)
    }
    beforeLast = last
    last = current
  }
  return last[second.count]
}
