/* What turns a sum into a value: the arithmetic of the module FixedPoint. */
#ifndef STAPES_CHANNEL_H
#define STAPES_CHANNEL_H

#include "CKernels.h"
#include "instructions.h"

/* An output channel: a bias, and a factor q31 · 2^(shift − 31). */
struct channel {
  int32_t bias;
  int32_t q31;
  int32_t shift;
};

enum channel_form { form_whole = 0, form_short = 1, form_medium = 2 };

static inline struct channel channel_at(
    const struct stapes_channels *all, const uint8_t *file, uint32_t index) {
  const uint8_t *parameters = file + all->position;
  if (all->form == form_short) {
    uint32_t word = load_word(parameters + index * 4);
    int32_t exponent = (int32_t)(word >> 27);
    /* Bits 16 to 26 go to 19 to 29, below one that is always set. */
    return (struct channel){
        (int32_t)((uint32_t)(int16_t)word << usat5(all->bias_shift + exponent)),
        (int32_t)((word << 3 & 0x7FF << 19) | 1 << 30), all->factor_shift - exponent};
  }
#ifndef STAPES_NO_IMPORTED_OPS
  if (all->form == form_medium) {
    const uint8_t *at = parameters + index * 7;
    uint32_t factor = load_word(at), bias = load_word(at + 3);
    return (struct channel){
        (int32_t)bias >> 8, (int32_t)((factor & 0x3FFFFFFF) | 0x40000000),
        all->factor_shift - (int32_t)(factor >> 30)};
  }
#endif
  return (struct channel){
      (int32_t)load_word(parameters + index * 4),
      (int32_t)load_word(parameters + (all->count + index) * 4),
      (int8_t)parameters[all->count * 8 + index]};
}

/* Whether a channel's factor is small enough for `struct scale`: most are. */
static inline int is_simple(struct channel channel) {
  return (uint32_t)(-2 - channel.shift) < 22 && channel.q31 >= 0;
}

/* zero point + sum · factor, rounded as asked, for any channel. */
int32_t stapes_rounded(int32_t sum, struct channel channel, const struct stapes_rounding *rounding);

/* What turns the sums of a simple channel into values, in the order in which loops load it. */
struct scale {
  int32_t factor;
  int32_t addend; /* half a unit of the output and its zero point */
  uint32_t down;  /* 0 for a channel that only `stapes_rounded` can take */
  int32_t bias;
};

/* Two roundings double a sum. `bound`: none without its bias is larger. */
static inline uint32_t can_scale(
    struct channel channel, const struct stapes_rounding *rounding, uint32_t bound) {
  if (!is_simple(channel)) return 0;
  return !has_two_roundings(rounding) ||
         (bound < 1u << 28 && (uint32_t)channel.bias + (1u << 28) < 1u << 29);
}

static inline struct scale simple_scale(
    struct channel channel, const struct stapes_rounding *rounding) {
  uint32_t to_half = (uint32_t)(has_two_roundings(rounding) ? -1 - channel.shift : -2 - channel.shift);
  uint32_t halves = 2 * (uint32_t)rounding->zero_point + 1;
  return (struct scale){channel.q31, (int32_t)(halves << to_half), to_half + 1, channel.bias};
}

static inline struct scale scale_of(
    struct channel channel, const struct stapes_rounding *rounding, uint32_t bound) {
  if (can_scale(channel, rounding, bound)) return simple_scale(channel, rounding);
  return (struct scale){channel.q31, 0, 0, channel.bias};
}

/* zero point + ⌊sum · factor + ½⌋: nested floors are one floor. */
static inline int32_t scaled_once(int32_t sum, struct scale scale) {
  return smmla(sum, scale.factor, scale.addend) >> scale.down;
}

/*
 * The same, rounded half up to a whole number and then, as `down` bits are dropped, half away from
 * zero: below zero, half a unit less 1 is added for that.
 */
static inline int32_t scaled_twice(int32_t sum, struct scale scale) {
  int32_t high = smmulr(2 * sum, scale.factor);
  return (high + (high >> 31) + scale.addend) >> scale.down;
}

static inline int32_t scaled(int32_t sum, struct scale scale, uint32_t rounds_twice) {
  return rounds_twice ? scaled_twice(sum, scale) : scaled_once(sum, scale);
}

/* No sum of products with int8 weights is larger, of int8 or int16 taps. */
static inline uint32_t bound_of(uint32_t taps, uint32_t is_int16) {
  const uint32_t most = 1u << (is_int16 ? 9 : 17);
  return (taps < most ? taps : most) << (is_int16 ? 22 : 14);
}

static inline int32_t clamped(int32_t value, const struct stapes_rounding *rounding) {
  if (value < rounding->lowest) value = rounding->lowest;
  return value > rounding->highest ? rounding->highest : value;
}

#endif
