#include "output.h"
#include "board.h"

uint64_t divide(uint64_t number, uint32_t by) {
  uint64_t quotient = 0;
  uint32_t remainder = 0;
  for (int shift = 48; shift >= 0; shift -= 16) {
    uint32_t part = remainder << 16 | (uint32_t)(number >> shift & 0xFFFF);
    quotient |= (uint64_t)(part / by) << shift;
    remainder = part % by;
  }
  return quotient;
}

void print_number(uint64_t number) {
  char text[21];
  char *first = text + sizeof text - 1;
  *first = 0;
  do {
    uint64_t quotient = divide(number, 10);
    *--first = (char)('0' + (int)(number - quotient * 10));
    number = quotient;
  } while (number > 0);
  board_print(first);
}

void print_signed(int32_t number) {
  if (number < 0) board_print("-");
  print_number(number < 0 ? 0u - (uint32_t)number : (uint32_t)number);
}

void print_line(const char *name, uint64_t number) {
  board_print(name);
  board_print(" ");
  print_number(number);
  board_print("\n");
}

void print_hexadecimal_line(const char *name, uint32_t number) {
  board_print(name);
  board_print(" ");
  board_print_hexadecimal(number);
  board_print("\n");
}
