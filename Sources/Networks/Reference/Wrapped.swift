/// The low 32 bits of a sum or a product, as the device keeps them.
func wrapped(_ x: Int) -> Int { Int(Int32(truncatingIfNeeded: x)) }

/// The same of a whole number, exact below 2⁵³.
func wrapped(_ x: Double) -> Double {
  x - 4_294_967_296 * ((x + 2_147_483_648) / 4_294_967_296).rounded(.down)
}
