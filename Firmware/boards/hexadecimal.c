#include "board.h"

void board_print_hexadecimal(uint32_t number) {
  char text[9] = {0};
  for (int digit = 0; digit < 8; digit++)
    text[digit] = "0123456789abcdef"[number >> (28 - 4 * digit) & 15];
  board_print(text);
}
