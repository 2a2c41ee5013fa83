import Basics

/// The clips of each subject, in the order of their first clips.
func subjectGroups(_ indices: [Int], of set: DataSet) throws(DataSetError) -> [[Int]] {
  var groups: [[Int]] = []
  var numbers: [String: Int] = [:]
  for index in indices {
    guard let subject = set.clips[index].subject else {
      throw .noSubject(clip: set.clips[index].path)
    }
    if let number = numbers[subject] {
      groups[number].append(index)
    } else {
      numbers[subject] = groups.count
      groups.append([index])
    }
  }
  return groups
}

/// Deals groups of clips into bins so that each label spreads evenly.
///
/// A group goes where it adds least to the sum, over bins and labels, of the squared share of the
/// label's clips that the bin holds; to the smallest such bin, and the first of those. A bin
/// without any of the group's labels adds least and an empty one is smallest: no bin stays empty
/// while there are as many groups.
func dealt(_ groups: [[Int]], into count: Int, of set: DataSet) -> [[Int]] {
  let totals = set.labelCounts(groups.joined())
  var bins = [[Int]](repeating: [], count: count)
  var held = [[Int]](repeating: totals.map { _ in 0 }, count: count)
  for group in groups {
    let sizes = set.labelCounts(group)
    func cost(_ bin: Int) -> Double {
      var cost = 0.0
      for (label, size) in sizes.enumerated() where size > 0 {
        // (h + s)² − h² = s · (2h + s)
        cost += Double(size * (2 * held[bin][label] + size)) / Double(totals[label] * totals[label])
      }
      return cost
    }
    let costs = bins.indices.map { (cost: cost($0), size: bins[$0].count, bin: $0) }
    guard let best = costs.min(by: <)?.bin else { continue }
    bins[best] += group
    for (label, size) in sizes.enumerated() { held[best][label] += size }
  }
  return bins
}

/// Divides clips at random into a chosen share and the rest, neither of them empty.
///
/// Single clips are drawn so that the share is met to within half a clip in all and to within one
/// in each label, the first where a clip has several. Subjects are drawn whole: of 100 random draws
/// that come as close to the share as their order allows, the one whose labels come closest to it
/// is taken.
func drawn(
  share: Double, of indices: [Int], in set: DataSet, keepingSubjectsApart: Bool,
  with random: inout SplitMix64
) throws(DataSetError) -> (rest: [Int], chosen: [Int]) {
  precondition(share > 0 && share < 1)
  let groups = keepingSubjectsApart ? try subjectGroups(indices, of: set) : indices.map { [$0] }
  guard groups.count > 1 else {
    throw .tooFew(
      what: keepingSubjectsApart ? "subjects" : "clips", count: groups.count, needed: 2)
  }
  let chosen =
    keepingSubjectsApart
    ? drawnGroups(share: share, of: groups, in: set, with: &random)
    : drawnClips(share: share, of: indices, in: set, with: &random)
  return (indices.filter { !chosen.contains($0) }, indices.filter(chosen.contains))
}

private func drawnClips(
  share: Double, of indices: [Int], in set: DataSet, with random: inout SplitMix64
) -> Set<Int> {
  var byLabel = [[Int]](repeating: [], count: set.labels.count)
  for index in indices { byLabel[set.clips[index].label].append(index) }
  var chosen: Set<Int> = []
  var seen = 0
  for clips in random.shuffled(byLabel) {
    seen += clips.count
    let wanted = Int((Double(seen) * share).rounded())
    chosen.formUnion(random.shuffled(clips).prefix(wanted - chosen.count))
  }
  if chosen.isEmpty { chosen.insert(indices[random.next(below: indices.count)]) }
  if chosen.count == indices.count { chosen.remove(indices[random.next(below: indices.count)]) }
  return chosen
}

private func drawnGroups(
  share: Double, of groups: [[Int]], in set: DataSet, with random: inout SplitMix64
) -> Set<Int> {
  let totals = set.labelCounts(groups.joined())
  let wanted = share * Double(groups.reduce(0) { $0 + $1.count })
  var best: (distance: Double, clips: [Int])?
  for _ in 0..<100 {
    var clips: [Int] = []
    var taken = 0
    for group in random.shuffled(groups) {
      let without = abs(Double(clips.count) - wanted)
      let with = abs(Double(clips.count + group.count) - wanted)
      guard with < without, taken + 1 < groups.count else { continue }
      clips += group
      taken += 1
    }
    if clips.isEmpty { clips = groups.min { $0.count < $1.count } ?? [] }
    var distance = 0.0
    for (count, total) in zip(set.labelCounts(clips), totals) where total > 0 {
      let difference = Double(count) / Double(total) - share
      distance += difference * difference
    }
    if best.map({ distance < $0.distance }) ?? true { best = (distance: distance, clips: clips) }
  }
  return Set(best?.clips ?? [])
}
