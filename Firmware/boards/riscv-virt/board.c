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

/* The timer of the core-local interruptor, which ticks every 100 nanoseconds. */
static volatile uint32_t *const timer_compare = (volatile uint32_t *)0x02004000;
static volatile uint32_t *const timer_now = (volatile uint32_t *)0x0200BFF8;

enum { INSTRUCTIONS_PER_TICK = 100, TIMER_INTERRUPT = 1 << 7, INTERRUPTS = 1 << 3 };

#define TIMER_CAUSE 0x80000007u

static uint64_t next_block;
static uint32_t block_ticks;
static void (*microphone)(void);

static void schedule_block(void) {
  next_block += block_ticks;
  timer_compare[1] = UINT32_MAX; /* nothing between the old time and the new one */
  timer_compare[0] = (uint32_t)next_block;
  timer_compare[1] = (uint32_t)(next_block >> 32);
}

static uint64_t ticks(void) {
  uint32_t high, low;
  do {
    high = timer_now[1];
    low = timer_now[0];
  } while (high != timer_now[1]);
  return (uint64_t)high << 32 | low;
}

void board_start_microphone(uint32_t instructions, void (*handler)(void)) {
  microphone = handler;
  block_ticks = (instructions + INSTRUCTIONS_PER_TICK / 2) / INSTRUCTIONS_PER_TICK;
  next_block = ticks();
  schedule_block();
  __asm__ volatile("csrs mie, %0" ::"r"(TIMER_INTERRUPT));
  __asm__ volatile("csrs mstatus, %0" ::"r"(INTERRUPTS) : "memory");
}

void board_wait(const volatile uint32_t *counter, uint32_t seen) {
  __asm__ volatile("csrc mstatus, %0" ::"r"(INTERRUPTS) : "memory");
  while (*counter == seen) {
    __asm__ volatile("wfi\n csrs mstatus, %0\n csrc mstatus, %0" ::"r"(INTERRUPTS) : "memory");
  }
  __asm__ volatile("csrs mstatus, %0" ::"r"(INTERRUPTS) : "memory");
}

static void print_register(const char *name, uint32_t value) {
  board_print(name);
  board_print_hexadecimal(value);
  board_print("\n");
}

/* Reports where an exception arose, and ends. */
static _Noreturn void report_exception(uint32_t cause) {
  uint32_t address;
  __asm__ volatile("csrr %0, mepc" : "=r"(address));
  board_print("fault\n");
  print_register("  pc ", address);
  print_register("  cause ", cause);
  board_exit(99);
}

__attribute__((interrupt("machine"), used, aligned(4))) static void trap(void) {
  uint32_t cause;
  __asm__ volatile("csrr %0, mcause" : "=r"(cause));
  if (cause != TIMER_CAUSE) report_exception(cause);
  schedule_block();
  microphone();
}

__attribute__((used)) static void start(void) {
  __asm__ volatile("csrw mtvec, %0" ::"r"(trap));
  for (uint32_t *to = board_bss; to < board_bss_end; to++) *to = 0;
  board_exit(main());
}

__attribute__((naked, section(".init"))) void reset(void) {
  __asm__ volatile("la sp, board_stack_end\n" "j start\n");
}
