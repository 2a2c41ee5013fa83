/// One table for several layers, where that takes fewer bytes than one for each.
struct SharedTables {
  /// For each layer, its table.
  let tables: [SymbolTable]

  /// - Parameter layers: the weights of each.
  init(_ layers: [[Int8]]) {
    var groups = layers.indices.map { Group([$0], SymbolCounts(layers[$0])) }
    while let merge = Self.bestMerge(groups) {
      groups[merge.first] = merge.group
      groups.remove(at: merge.second)
    }
    var tables = [SymbolTable?](repeating: nil, count: layers.count)
    for group in groups {
      for layer in group.layers { tables[layer] = group.table }
    }
    self.tables = tables.compactMap { $0 }
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
