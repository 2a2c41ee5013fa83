/* Reset, faults, semihosting and SysTick of a Cortex-M under QEMU. */
#include "board.h"

/* Instructions of a nanosecond in eight ticks of the core's clock. */
#ifndef INSTRUCTION_EIGHTHS_PER_TICK
#error "the board's clock is not set"
#endif

extern uint32_t board_data[], board_data_end[], board_data_load[], board_bss[], board_bss_end[];

enum { SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20 };

static volatile uint32_t *const systick = (volatile uint32_t *)0xE000E010;

static void semihost(uint32_t operation, const void *argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
}

void board_print(const char *text) { semihost(SYS_WRITE0, text); }

_Noreturn void board_exit(int status) {
  uint32_t block[2] = {0x20026, (uint32_t)status};
  semihost(SYS_EXIT_EXTENDED, block);
  for (;;) {
  }
}

uint64_t board_instructions(void) {
  static uint64_t ticks;
  static uint32_t last = 0xFFFFFF;
  uint32_t now = systick[2];
  ticks += (last - now) & 0xFFFFFF;
  last = now;
  return ticks * INSTRUCTION_EIGHTHS_PER_TICK / 8;
}

static void fault(void) {
  board_print("fault\n");
  board_exit(99);
}

__attribute__((used)) static void start(void) {
  const uint32_t *from = board_data_load;
  for (uint32_t *to = board_data; to < board_data_end; to++) *to = *from++;
  for (uint32_t *to = board_bss; to < board_bss_end; to++) *to = 0;
#if __ARM_ARCH >= 7
  *(volatile uint32_t *)0xE000ED88 |= 0xF << 20; /* let the vector unit be used, where there is one */
#endif
  systick[1] = 0xFFFFFF;
  systick[2] = 0;
  systick[0] = 5; /* run from the core's clock, without interrupts */
  board_exit(main());
}

/* Paints the whole stack before anything uses it. */
__attribute__((naked)) void reset(void) {
  __asm__ volatile(
      "ldr r0, =board_stack\n"
      "ldr r1, =board_stack_end\n"
      "ldr r2, =%c0\n"
      "1: str r2, [r0]\n"
      "adds r0, #4\n"
      "cmp r0, r1\n"
      "bne 1b\n"
      "bl start\n" ::"i"(BOARD_STACK_PAINT));
}

__attribute__((section(".vectors"), used)) static void *const vectors[16] = {
    board_stack_end, reset, fault, fault, fault, fault, fault, 0,
    0,               0,     0,     fault, fault, 0,     fault, fault,
};
