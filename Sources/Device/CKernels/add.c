#include "add.h"

#include "channel.h"

static uint32_t addend(
    const struct stapes_operand *operand, int8_t value, const struct stapes_rounding *rounding) {
  const uint32_t centred = (uint32_t)value - (uint32_t)operand->zero_point;
  const struct channel channel = {0, operand->q31, operand->shift};
  return (uint32_t)stapes_rounded((int32_t)(centred << 20), channel, rounding);
}

__attribute__((minsize, noinline)) int8_t stapes_added(
    const struct stapes_add *add, int8_t a, int8_t b) {
  struct stapes_rounding rounding = add->rounding;
  rounding.zero_point = 0;
  const uint32_t first = addend(&add->a, a, &rounding), second = addend(&add->b, b, &rounding);
  const struct channel channel = {0, add->q31, add->shift};
  const int32_t sum = (int32_t)(add->is_difference ? first - second : first + second);
  return (int8_t)clamped(stapes_rounded(sum, channel, &add->rounding), &add->rounding);
}

__attribute__((minsize)) void stapes_add_any(const struct stapes_add *add) {
  for (uint32_t index = 0; index < add->count; index++)
    add->output[index] = stapes_added(add, add->a.values[index], add->b.values[index]);
}

static uint32_t is_half(const struct stapes_operand *operand) {
  return operand->q31 == 1 << 30 && operand->shift == 0;
}

__attribute__((minsize)) uint32_t stapes_find_usual(
    struct usual_add *usual, const struct stapes_add *add) {
  const uint32_t twice = has_two_roundings(&add->rounding);
  const struct stapes_operand *a = &add->a, *b = &add->b;
  if (!is_half(b) && !add->is_difference) a = &add->b, b = &add->a;
  if (!is_half(b)) return 0;
  if (!is_simple((struct channel){0, add->q31, add->shift})) return 0;
  int32_t exponent = 20 + a->shift, right = 0;
  if (twice) {
    /* Where no bits are dropped, a value is doubled and one is. */
    exponent = is_half(a) ? 21 : 20;
    right = is_half(a) ? 1 : -a->shift;
    if (right < 1 || right > 31 || add->q31 < 1 << 30) return 0;
  }
  if (exponent < least_exponent || exponent > greatest_exponent) return 0;
  const int32_t b_factor = add->is_difference ? -(1 << 19) : 1 << 19;
  *usual = (struct usual_add){
      a->values, b->values, a->zero_point, a->q31, b_factor, -b->zero_point * b_factor,
      (uint32_t)exponent, (uint32_t)right};
  return 1;
}
