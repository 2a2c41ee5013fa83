/* How deep the stack gets, by what is left of a paint. */
#include "board.h"

/* Where the painted stack ends. */
static uint32_t *painted_end;

__attribute__((noinline)) void board_paint_stack(void) {
  uint32_t *end = (uint32_t *)__builtin_frame_address(0) - 16;
  for (uint32_t *word = board_stack; word < end; word++) {
    *(volatile uint32_t *)word = BOARD_STACK_PAINT;
  }
  painted_end = end;
}

size_t board_used_stack(void) {
  const uint32_t *word = board_stack;
  while (word < painted_end && *word == BOARD_STACK_PAINT) word++;
  return (size_t)(painted_end - word) * sizeof *word;
}
