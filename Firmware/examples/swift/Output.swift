import ModelFormat

/// Prints a line of a name and a number, so that scripts can read it.
func printLine(_ name: StaticString, _ number: UInt64) {
  Board.print(name)
  Board.print(" ")
  print_number(number)
  Board.print("\n")
}

func printLine(_ name: StaticString, _ number: Int) {
  Board.print(name)
  Board.print(" ")
  print_signed(Int32(number))
  Board.print("\n")
}

/// Prints the end of a line: eight hexadecimal digits.
func printChecksum(_ checksum: RowChecksum) {
  Board.print(" ")
  board_print_hexadecimal(checksum.value)
  Board.print("\n")
}
