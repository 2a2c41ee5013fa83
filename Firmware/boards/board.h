/* What an example needs from the machine it runs on. */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

/* Prints text on the host that runs the emulator or holds the debugger. */
void board_print(const char *text);

/* Prints a number in eight hexadecimal digits. */
void board_print_hexadecimal(uint32_t number);

/* Ends the emulator with an exit status. */
_Noreturn void board_exit(int status);

/*
 * Instructions since the start, counted by a timer under `-icount shift=0`, where an instruction
 * takes a nanosecond. Not from an interrupt.
 */
uint64_t board_instructions(void);

/*
 * Calls a handler from an interrupt, every so many instructions, which are rounded to ticks of the
 * timer: at least 1000, at most 500 million.
 */
void board_start_microphone(uint32_t instructions, void (*handler)(void));

/* Sleeps until an interrupt has changed a counter from what the caller has seen. */
void board_wait(const volatile uint32_t *counter, uint32_t seen);

/* Memory between static data and the stack's end, laid out by the linker script. */
extern uint8_t board_arena[], board_arena_end[];

/* The stack, which grows down from its end. */
extern uint32_t board_stack[], board_stack_end[];

/* What unused stack holds. */
#define BOARD_STACK_PAINT 0xC5C5C5C5u

/* Paints what lies below the caller's frame. */
void board_paint_stack(void);

/* Bytes of stack below the frame of the last caller of board_paint_stack that have been used since. */
size_t board_used_stack(void);

int main(void);

#endif
