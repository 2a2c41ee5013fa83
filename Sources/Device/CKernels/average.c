/* Sums of channels over columns. */
#include "CKernels.h"
#include "instructions.h"

#if defined(__ARM_FEATURE_MVE)
#include <arm_mve.h>

void stapes_add_columns(
    int32_t *sums, const int8_t *values, uint32_t width, uint32_t channels, int32_t term) {
  for (int32_t left = (int32_t)channels; left > 0; left -= 4, sums += 4, values += 4) {
    const mve_pred16_t here = vctp32q((uint32_t)left);
    int32x4_t sum = vaddq_n_s32(vldrwq_z_s32(sums, here), term);
    const int8_t *next = values;
    for (uint32_t column = width; column; column--, next += channels)
      sum = vaddq_s32(sum, vldrbq_z_s32(next, here));
    vstrwq_p_s32(sums, sum, here);
  }
}
#else
void stapes_add_columns(
    int32_t *sums, const int8_t *values, uint32_t width, uint32_t channels, int32_t term) {
  uint32_t left = channels;
  ROLLED
  for (; left >= 4; left -= 4, sums += 4, values += 4) {
    int32_t a = plus(sums[0], term), b = plus(sums[1], term);
    int32_t c = plus(sums[2], term), d = plus(sums[3], term);
    const int8_t *next = values;
    ROLLED
    for (uint32_t column = width; column; column--, next += channels) {
      a = plus(a, next[0]);
      b = plus(b, next[1]);
      c = plus(c, next[2]);
      d = plus(d, next[3]);
    }
    sums[0] = a;
    sums[1] = b;
    sums[2] = c;
    sums[3] = d;
  }
  ROLLED
  for (; left; left--, sums++, values++) {
    int32_t sum = plus(*sums, term);
    const int8_t *next = values;
    ROLLED
    for (uint32_t column = width; column; column--, next += channels) sum = plus(sum, *next);
    *sums = sum;
  }
}
#endif
