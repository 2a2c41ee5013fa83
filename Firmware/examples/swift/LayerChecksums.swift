import ModelFormat
import StapesRuntime

/// Sees what every layer gives and keeps a checksum of it.
struct LayerChecksums: RowObserver {
  static var capacity: Int { 256 }

  private let inputCount: Int
  private var checksums = InlineArray<256, RowChecksum>(repeating: RowChecksum())

  init(of model: Model) { inputCount = model.inputCount }

  subscript(layer: Int) -> RowChecksum { checksums[layer] }

  mutating func completed(row: Span<UInt8>, ofTensor tensor: Int) {
    let layer = tensor - inputCount
    guard checksums.indices.contains(layer) else { return }
    for index in row.indices { checksums[layer].add(row[index]) }
  }
}
