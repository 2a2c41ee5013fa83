extension SymbolTable {
  /// A table for each layer: one for several, where that takes fewer bytes than one for each.
  ///
  /// - Parameter layers: the weights of each.
  static func shared(by layers: [[Int8]]) -> [SymbolTable] {
    var groups = layers.indices.map { Group([$0], SymbolCounts(layers[$0])) }
    while let merge = bestMerge(groups) {
      groups[merge.first] = merge.group
      groups.remove(at: merge.second)
    }
    return layers.indices.compactMap { layer in
      groups.first { $0.layers.contains(layer) }?.table
    }
  }

  private struct Group {
    let layers: [Int]
    let table: SymbolTable
    /// Of table and symbols.
    let bits: Double

    init(_ layers: [Int], _ counts: SymbolCounts) {
      self.layers = layers
      table = SymbolTable(counts)
      bits = table.bits(counts) + Double(8 * SymbolTable.byteCount(symbols: counts.span))
    }
  }

  /// The two groups, the first before the second, that save most when they share a table.
  private static func bestMerge(_ groups: [Group]) -> (first: Int, second: Int, group: Group)? {
    var best: (first: Int, second: Int, group: Group)?
    var most = 0.0
    for second in groups.indices {
      for first in 0..<second {
        let group = Group(
          groups[first].layers + groups[second].layers,
          groups[first].table.counts.merged(with: groups[second].table.counts))
        let saving = groups[first].bits + groups[second].bits - group.bits
        if saving > most {
          most = saving
          best = (first, second, group)
        }
      }
    }
    return best
  }
}
