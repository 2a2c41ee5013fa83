/*
 * A row of sums of int8 values, in plain C.
 *
 * A value is the whole part of t = a * A + b * B + start, in 2^-20, where A and B are whole numbers
 * next to products of two factors. What this and the roundings in between change of t is at most
 * `doubt`. Where so little could change the whole part, the value is computed step by step.
 */
#include "CKernels.h"
#include "add.h"
#include "channel.h"

/* `most`: with A and B below it together, t has 32 bits: 255 * most + 129 * 2^20 < 2^31. */
enum { fraction_bits = 20, doubt = 288, most = 15 << 19 };

/*
 * 2^40 * an operand's factor * the sum's, rounded; `most` where that may be more, or more in doubt.
 *
 * Values lie up to 255 from their zero points: what A and B lack is up to 2 * 255 / 2 of t. Addends
 * are multiplied with less than 1, and two roundings change each by up to 3/4. Their sum is
 * multiplied with up to 2^-16 and first rounded to a multiple of no more: in all, up to 2 * 2^-16,
 * or 32 of t.
 */
static uint32_t factor_of(const struct stapes_operand *operand, const struct stapes_add *add) {
  const uint32_t down = (uint32_t)(-10 - operand->shift - add->shift);
  if (operand->shift > 0 || add->shift > -16 || down > 31) return most;
  const int64_t product = (int64_t)operand->q31 * add->q31;
  return ((uint32_t)((uint64_t)product >> 32) + (1u << (down - 1))) >> down;
}

static inline int8_t clamped8(int32_t value, int32_t lowest, int32_t highest) {
  if (value < lowest) value = lowest;
  return (int8_t)(value > highest ? highest : value);
}

__attribute__((noinline)) static void add_lines(
    const struct stapes_add *add, const uint32_t factor_a, const uint32_t factor_b,
    const uint32_t start) {
  const int8_t *a = add->a.values, *b = add->b.values, *end = a + add->count;
  const int32_t lowest = add->rounding.lowest, highest = add->rounding.highest;
  int8_t *output = add->output;
  for (; a != end; a++, b++, output++) {
    const uint32_t t = (uint32_t)*a * factor_a + (uint32_t)*b * factor_b + start;
    if (t << (32 - fraction_bits) < 2u * doubt << (32 - fraction_bits)) {
      *output = stapes_added(add, *a, *b);
    } else {
      *output = clamped8((int32_t)t >> fraction_bits, lowest, highest);
    }
  }
}

void stapes_plain_add(const struct stapes_add *add) {
  const uint32_t a = factor_of(&add->a, add), b = factor_of(&add->b, add);
  const uint32_t signed_b = add->is_difference ? 0 - b : b;
  if (a + b >= most) {
    stapes_add_any(add);
    return;
  }
  uint32_t start = (uint32_t)add->rounding.zero_point << fraction_bits;
  start -= a * (uint32_t)add->a.zero_point + signed_b * (uint32_t)add->b.zero_point;
  add_lines(add, a, signed_b, start + (1u << (fraction_bits - 1)) + doubt);
}
