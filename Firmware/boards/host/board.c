/* The machine that builds, as a board: the same library, and nothing to emulate. */
#include "board.h"

#include <stdio.h>
#include <stdlib.h>

/* The arena and its end, which is a symbol of its own. */
__asm__(
    ".bss\n.balign 16\n.global board_arena, board_arena_end\n"
    "board_arena: .zero 1048576\nboard_arena_end:\n.text\n");

void board_print(const char *text) { fputs(text, stdout); }

_Noreturn void board_exit(int status) { exit(status); }

uint64_t board_instructions(void) { return 0; }

void board_paint_stack(void) {}

size_t board_used_stack(void) { return 0; }
