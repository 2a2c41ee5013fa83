/* A row of sums of int8 values, four at a time. */
#if defined(__ARM_FEATURE_MVE)
#include <arm_mve.h>

#include "CKernels.h"
#include "add.h"
#include "channel.h"

/*
 * x * q31 / 2^31, rounded half up; then -shift bits are dropped, at least one, half away from zero:
 * below zero 1 less is rounded half up.
 */
static inline int32x4_t rounded_twice(int32x4_t x, int32_t q31, int32_t shift) {
  return vrshlq_n_s32(vqrdmlahq_n_s32(vshrq_n_s32(x, 31), x, q31), shift);
}

/* sum * factor for small factors: nested floors are one floor. */
static inline int32x4_t rounded_once(int32x4_t sum, int32_t q31, int32_t shift) {
  return vrshlq_n_s32(vqdmulhq_n_s32(sum, q31), shift);
}

__attribute__((always_inline)) static inline void add_row(
    const struct stapes_add *add, const struct usual_add *usual, const uint32_t twice) {
  const int8_t *a = usual->a, *b = usual->b;
  const int32_t raise = (int32_t)(1u << usual->exponent), a_start = -usual->a_zero_point * raise;
  const int32_t a_q31 = usual->q31, a_shift = -(int32_t)usual->right;
  const int32_t b_factor = usual->b_factor, q31 = add->q31, shift = add->shift;
  const int32x4_t raises = vdupq_n_s32(raise), b_start = vdupq_n_s32(usual->b_start);
  const int32_t zero_point = add->rounding.zero_point;
  const int32x4_t lowest = vdupq_n_s32(add->rounding.lowest);
  const int32x4_t highest = vdupq_n_s32(add->rounding.highest);
  int8_t *output = add->output;
  for (int32_t left = (int32_t)add->count; left > 0; left -= 4, a += 4, b += 4, output += 4) {
    mve_pred16_t here = vctp32q((uint32_t)left);
    int32x4_t x = vmlasq_n_s32(raises, vldrbq_z_s32(a, here), a_start);
    x = twice ? rounded_twice(x, a_q31, a_shift) : vqrdmulhq_n_s32(x, a_q31);
    int32x4_t sum = vaddq_s32(vmlaq_n_s32(x, vldrbq_z_s32(b, here), b_factor), b_start);
    sum = twice ? rounded_twice(sum, q31, shift) : rounded_once(sum, q31, shift);
    sum = vmaxq_s32(vaddq_n_s32(sum, zero_point), lowest);
    vstrbq_p_s32(output, vminq_s32(sum, highest), here);
  }
}

void stapes_helium_add(const struct stapes_add *add) {
  struct usual_add usual;
  if (!stapes_find_usual(&usual, add)) {
    stapes_add_any(add);
  } else if (has_two_roundings(&add->rounding)) {
    add_row(add, &usual, 1);
  } else {
    add_row(add, &usual, 0);
  }
}

#endif
