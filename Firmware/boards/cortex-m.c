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

enum { LONGEST_PERIOD = 0x1000000, SYSTICK_ON = 7 }; /* from the core's clock, with interrupts */

/* Ticks before the periods that are counted now. */
static uint64_t earlier_ticks;
static volatile uint32_t periods;
static uint32_t period_ticks;
static void (*microphone)(void);

static uint64_t ticks(void) {
  uint32_t count, left;
  do {
    count = periods;
    left = systick[2];
  } while (count != periods);
  /* The counter rests at 0 for the first tick of a period. */
  return earlier_ticks + (uint64_t)count * period_ticks + (left == 0 ? 0 : period_ticks - left);
}

uint64_t board_instructions(void) { return ticks() * INSTRUCTION_EIGHTHS_PER_TICK / 8; }

static void count_period(void) {
  periods = periods + 1;
  if (microphone) microphone();
}

static void start_timer(uint32_t ticks) {
  period_ticks = ticks;
  periods = 0;
  systick[1] = ticks - 1;
  systick[2] = 0;
  systick[0] = SYSTICK_ON;
}

void board_start_microphone(uint32_t instructions, void (*handler)(void)) {
  earlier_ticks = ticks();
  systick[0] = 0;
  microphone = handler;
  start_timer((instructions * 8 + INSTRUCTION_EIGHTHS_PER_TICK / 2) / INSTRUCTION_EIGHTHS_PER_TICK);
}

void board_wait(const volatile uint32_t *counter, uint32_t seen) {
  __asm__ volatile("cpsid i" ::: "memory");
  while (*counter == seen) __asm__ volatile("wfi\n cpsie i\n isb\n cpsid i" ::: "memory");
  __asm__ volatile("cpsie i" ::: "memory");
}

/* Registers as the core has stacked them. */
typedef struct {
  uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
} stacked_registers;

static void print_register(const char *name, uint32_t value) {
  board_print(name);
  board_print_hexadecimal(value);
  board_print("\n");
}

/* Reports where a fault arose, and ends. */
__attribute__((used)) static void report_fault(const stacked_registers *registers) {
  board_print("fault\n");
  print_register("  pc ", registers->pc);
  print_register("  lr ", registers->lr);
#if __ARM_ARCH >= 7
  print_register("  status ", *(volatile uint32_t *)0xE000ED28);
  print_register("  address ", *(volatile uint32_t *)0xE000ED38);
#endif
  board_exit(99);
}

__attribute__((naked)) static void fault(void) {
  __asm__ volatile("mrs r0, msp\n" "bl report_fault\n");
}

__attribute__((used)) static void start(void) {
  const uint32_t *from = board_data_load;
  for (uint32_t *to = board_data; to < board_data_end; to++) *to = *from++;
  for (uint32_t *to = board_bss; to < board_bss_end; to++) *to = 0;
#if __ARM_ARCH >= 7
  *(volatile uint32_t *)0xE000ED88 |= 0xF << 20; /* let the vector unit be used, where there is one */
  __asm__ volatile("dsb\n" "isb\n" ::: "memory");
#endif
  start_timer(LONGEST_PERIOD);
  board_exit(main());
}

__attribute__((naked)) void reset(void) { __asm__ volatile("bl start\n"); }

__attribute__((section(".vectors"), used)) static void *const vectors[16] = {
    board_stack_end, reset, fault, fault, fault, fault, fault, 0,
    0,               0,     0,     fault, fault, 0,     fault, count_period,
};
