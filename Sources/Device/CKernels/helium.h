/* What turns sums of four output channels into values, with the vectors of Helium. */
#ifndef STAPES_HELIUM_H
#define STAPES_HELIUM_H

#include <arm_mve.h>

#include "CKernels.h"

/* Four output channels: biases, and factors q31 · 2^(shift − 31). */
struct four_channels {
  int32x4_t bias;
  int32x4_t q31;
  int32x4_t shift;
};

/* Reads some channels' parameters, four at a time. Channels that the last four lack get a shift of
 * −31. */
void stapes_helium_channels(
    struct four_channels *fours, const struct stapes_channels *all, const uint8_t *file,
    uint32_t first, uint32_t count);

/* (sum + bias) · factor in place of four sums, at places so many words apart. */
void stapes_helium_round(
    int32_t *sums, uint32_t apart, uint32_t places, const struct four_channels *four,
    uint32_t rounds_twice);

/* Whether factors are at most one. */
static inline uint32_t are_down(int32x4_t shift) { return vmaxvq_s32(0, shift) == 0; }

/* Whether factors are small enough for `rounded_small`: most are. */
static inline uint32_t are_small(int32x4_t shift) { return vmaxvq_s32(-31, shift) < -1; }

/* ⌊sum · factor + ½⌋ for small factors: nested floors are one floor. */
static inline int32x4_t rounded_small(int32x4_t sums, int32x4_t q31, int32x4_t shift_by_one) {
  return vrshlq_s32(vmulhq_s32(sums, q31), shift_by_one);
}

/* sum · factor for factors up to one, rounded half up and then half away from zero. */
static inline int32x4_t rounded_twice_down(int32x4_t sums, int32x4_t q31, int32x4_t shift) {
  int32x4_t high = vqrdmulhq_s32(sums, q31);
  /* Shifts round halves up; one less where a number is negative and shifted: away from zero. */
  int32x4_t nudge = vshrq_n_s32(vandq_s32(high, shift), 31);
  return vrshlq_s32(vqaddq_s32(high, nudge), shift);
}

/* The same for any factors. */
static inline int32x4_t rounded_twice(int32x4_t sums, int32x4_t q31, int32x4_t shift) {
  int32x4_t zero = vdupq_n_s32(0);
  sums = vshlq_s32(sums, vmaxq_s32(shift, zero));
  return rounded_twice_down(sums, q31, vminq_s32(shift, zero));
}

#endif
