/*
 * The arithmetic helpers that the library needs on cores without the instruction, so that linking
 * takes no compiler runtime. Firmware that links libgcc or compiler-rt leaves this file out.
 */
#include <stdint.h>

#ifndef __wasm__

typedef union {
  uint64_t whole;
  struct {
    uint32_t low, high;
  } part;
} Words;

static uint64_t shift_left(uint64_t x, int by) {
  Words w = {x};
  if (by >= 32) {
    w.part.high = w.part.low << (by - 32);
    w.part.low = 0;
  } else if (by > 0) {
    w.part.high = w.part.high << by | w.part.low >> (32 - by);
    w.part.low <<= by;
  }
  return w.whole;
}

static uint64_t shift_right(uint64_t x, int by) {
  Words w = {x};
  if (by >= 32) {
    w.part.low = w.part.high >> (by - 32);
    w.part.high = 0;
  } else if (by > 0) {
    w.part.low = w.part.low >> by | w.part.high << (32 - by);
    w.part.high >>= by;
  }
  return w.whole;
}

/* The order of two floats that are not NaN: -1, 0, 1; 2 where one is. */
static int compare(uint32_t a, uint32_t b) {
  uint32_t ma = a & 0x7fffffff, mb = b & 0x7fffffff;
  if (ma > 0x7f800000 || mb > 0x7f800000) return 2;
  int32_t x = a >> 31 ? -(int32_t)ma : (int32_t)ma;
  int32_t y = b >> 31 ? -(int32_t)mb : (int32_t)mb;
  return x < y ? -1 : x > y;
}

#ifdef __arm__

/* Floats travel in integer registers; declared so, no float code is generated here. */
int __aeabi_fcmpeq(uint32_t a, uint32_t b) { return compare(a, b) == 0; }
int __aeabi_fcmpgt(uint32_t a, uint32_t b) { return compare(a, b) == 1; }

uint64_t __aeabi_llsl(uint64_t x, int by) { return shift_left(x, by); }
uint64_t __aeabi_llsr(uint64_t x, int by) { return shift_right(x, by); }

#if __ARM_ARCH < 7

/* The low 64 bits of a product, from four 16-bit products of the low words. */
uint64_t __aeabi_lmul(uint64_t x, uint64_t y) {
  Words a = {x}, b = {y}, product;
  uint32_t al = a.part.low & 0xffff, ah = a.part.low >> 16;
  uint32_t bl = b.part.low & 0xffff, bh = b.part.low >> 16;
  uint32_t low = al * bl, middle = ah * bl + (low >> 16);
  uint32_t carried = al * bh + (middle & 0xffff);
  product.part.low = carried << 16 | (low & 0xffff);
  product.part.high = ah * bh + (middle >> 16) + (carried >> 16) + a.part.low * b.part.high +
                      a.part.high * b.part.low;
  return product.whole;
}

/* Quotient in the low, remainder in the high word, which is r0 and r1; x / 0 = 0. */
uint64_t __aeabi_uidivmod(uint32_t x, uint32_t by) {
  uint32_t quotient = 0, bit = by != 0;
  while (bit && by <= x >> 1) {
    by <<= 1;
    bit <<= 1;
  }
  for (; bit; bit >>= 1, by >>= 1) {
    if (x < by) continue;
    x -= by;
    quotient |= bit;
  }
  Words result = {.part = {quotient, x}};
  return result.whole;
}

uint32_t __aeabi_uidiv(uint32_t x, uint32_t by) { return (uint32_t)__aeabi_uidivmod(x, by); }

uint64_t __aeabi_idivmod(int32_t x, int32_t by) {
  uint32_t magnitude = x < 0 ? 0u - (uint32_t)x : (uint32_t)x;
  uint32_t divisor = by < 0 ? 0u - (uint32_t)by : (uint32_t)by;
  Words result = {__aeabi_uidivmod(magnitude, divisor)};
  if ((x < 0) != (by < 0)) result.part.low = 0u - result.part.low;
  if (x < 0) result.part.high = 0u - result.part.high;
  return result.whole;
}

int32_t __aeabi_idiv(int32_t x, int32_t by) { return (int32_t)__aeabi_idivmod(x, by); }

#endif
#endif

#ifdef __riscv

uint64_t __ashldi3(uint64_t x, int by) { return shift_left(x, by); }
uint64_t __lshrdi3(uint64_t x, int by) { return shift_right(x, by); }
int __eqsf2(uint32_t a, uint32_t b) { return compare(a, b); }
int __nesf2(uint32_t a, uint32_t b) { return compare(a, b); }
int __gtsf2(uint32_t a, uint32_t b) { return compare(a, b) == 1 ? 1 : -1; }

#endif

#endif
