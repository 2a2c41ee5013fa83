extension Sequence<Int> {
  /// The product of all; nil where a factor is negative or a product on the way, from the first
  /// factor to the last, does not fit in `Int`.
  package var product: Int? {
    reduce(1) { product, factor in
      guard let (result, overflows) = product?.multipliedReportingOverflow(by: factor),
        factor >= 0, !overflows
      else { return nil }
      return result
    }
  }
}
