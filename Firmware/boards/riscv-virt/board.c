/* Reset, traps, semihosting and the instruction counter of QEMU's RISC-V machine. */
#include "board.h"

extern uint32_t board_bss[], board_bss_end[];

enum { SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20 };

static void semihost(uint32_t operation, const void *argument) {
  register uint32_t a0 __asm__("a0") = operation;
  register const void *a1 __asm__("a1") = argument;
  __asm__ volatile(
      ".option push\n.option norvc\n.balign 16\n"
      "slli x0, x0, 0x1f\nebreak\nsrai x0, x0, 7\n"
      ".option pop"
      : "+r"(a0)
      : "r"(a1)
      : "memory");
}

void board_print(const char *text) { semihost(SYS_WRITE0, text); }

_Noreturn void board_exit(int status) {
  uint32_t block[2] = {0x20026, (uint32_t)status};
  semihost(SYS_EXIT_EXTENDED, block);
  for (;;) {
  }
}

uint64_t board_instructions(void) {
  uint32_t high, low, again;
  do {
    __asm__ volatile("csrr %0, minstreth" : "=r"(high));
    __asm__ volatile("csrr %0, minstret" : "=r"(low));
    __asm__ volatile("csrr %0, minstreth" : "=r"(again));
  } while (high != again);
  return (uint64_t)high << 32 | low;
}

__attribute__((used, aligned(4))) static void trap(void) {
  board_print("fault\n");
  board_exit(99);
}

__attribute__((used)) static void start(void) {
  __asm__ volatile("csrw mtvec, %0" ::"r"(trap));
  for (uint32_t *to = board_bss; to < board_bss_end; to++) *to = 0;
  board_exit(main());
}

/* Paints the whole stack before anything uses it. */
__attribute__((naked, section(".init"))) void reset(void) {
  __asm__ volatile(
      "la t0, board_stack\n"
      "la sp, board_stack_end\n"
      "li t1, %0\n"
      "1: sw t1, 0(t0)\n"
      "addi t0, t0, 4\n"
      "bne t0, sp, 1b\n"
      "j start\n" ::"i"(BOARD_STACK_PAINT));
}
