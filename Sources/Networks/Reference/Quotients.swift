/// a / b for b above 0, rounded down.
func floorQuotient(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((b - 1 - a) / b) }

/// a / b for b above 0, rounded half away from zero.
func nearestQuotient(_ a: Int, _ b: Int) -> Int { (a < 0 ? a - b / 2 : a + b / 2) / b }
