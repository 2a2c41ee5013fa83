/* What an example needs from the machine it runs on. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* Prints text on the host that runs the emulator or holds the debugger. */
void board_print(const char *text);

/* Ends the emulator with an exit status. */
_Noreturn void board_exit(int status);

/*
 * Instructions since the start, counted by a timer under `-icount shift=0`, where an instruction
 * takes a nanosecond. Ask at least every half second of emulated time: timers wrap.
 */
uint64_t board_instructions(void);

/* Memory between static data and the stack's end, laid out by the linker script. */
extern uint8_t board_arena[], board_arena_end[];

/* The stack, which grows down from its end. */
extern uint32_t board_stack[], board_stack_end[];

/* What fresh stack holds. */
#define BOARD_STACK_PAINT 0xC5C5C5C5u

int main(void);

#endif
