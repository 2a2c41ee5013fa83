#include "load.h"
#include "board.h"
#include "output.h"
#include "settings.h"

static uint64_t sum;
static uint32_t pushes, worst;
static uint32_t histogram[33]; /* by the bits of the number */

void load_add(uint32_t instructions) {
  uint32_t bits = 0;
  while (bits < 32 && instructions >> bits) bits++;
  histogram[bits]++;
  sum += instructions;
  pushes++;
  if (instructions > worst) worst = instructions;
}

static void print_tenths(const char *name, uint64_t tenths) {
  board_print(name);
  board_print(" ");
  print_number(divide(tenths, 10));
  board_print(".");
  print_number(tenths - divide(tenths, 10) * 10);
  board_print("\n");
}

void load_print(void) {
  if (pushes == 0) return;
  print_line("instructions-per-second", divide(sum * 100, pushes));
  /* Per mille of the CLOCK_MHZ * 10000 instructions of a block. */
  print_tenths("load-per-cent", divide(divide(sum, CLOCK_MHZ * 10), pushes));
  print_line("instructions-worst-push", worst);
  for (uint32_t bits = 0; bits <= 32; bits++) {
    if (histogram[bits] == 0) continue;
    board_print("pushes-below-2^");
    print_number(bits);
    print_line("", histogram[bits]);
  }
}
