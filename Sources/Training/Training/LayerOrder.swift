/// The order in which layers want a convolution's weights: [group][window value][output of the
/// group], or [window value][channel], in one block, where every channel sees itself alone.
///
/// - Returns: for each weight in the layer's order, its place in [output][window value].
func layerOrder(outputs: Int, valuesPerOutput: Int, blocks: Int) -> [Int] {
  let columns = outputs / blocks
  return (0..<outputs * valuesPerOutput).map { index in
    let (row, column) = index.quotientAndRemainder(dividingBy: columns)
    let (block, value) = row.quotientAndRemainder(dividingBy: valuesPerOutput)
    return (block * columns + column) * valuesPerOutput + value
  }
}
