/* A row of a max-pool, sixteen channels at a time. */
#if defined(__ARM_FEATURE_MVE)
#include <arm_mve.h>

#include "CKernels.h"
#include "pool.h"

/* Up to sixteen channels at all columns. */
static inline void take_channels(
    const struct greatest *greatest, uint32_t channel, mve_pred16_t here) {
  const int8_t *a = greatest->taps[0] + channel, *b = greatest->taps[1] + channel;
  const int8_t *c = greatest->taps[2] + channel, *last = greatest->taps[3] + channel;
  const uint32_t step = greatest->step, last_step = greatest->last_step;
  const uint32_t channels = greatest->channels;
  int8_t *output = greatest->output + channel;
  for (uint32_t left = greatest->columns; left; left--) {
    int8x16_t first = vmaxq_s8(vldrbq_z_s8(a, here), vldrbq_z_s8(b, here));
    int8x16_t second = vmaxq_s8(vldrbq_z_s8(c, here), vldrbq_z_s8(last, here));
    vstrbq_p_s8(output, vmaxq_s8(first, second), here);
    a += step, b += step, c += step, last += last_step, output += channels;
  }
}

__attribute__((noinline)) static void take(const struct greatest *greatest) {
  for (uint32_t channel = 0; channel < greatest->channels; channel += 16)
    take_channels(greatest, channel, vctp8q(greatest->channels - channel));
}

__attribute__((noinline)) static void clamp(
    int8_t *values, uint32_t count, int32_t lowest, int32_t highest) {
  int8x16_t low = vdupq_n_s8((int8_t)lowest), high = vdupq_n_s8((int8_t)highest);
  for (int32_t left = (int32_t)count; left > 0; left -= 16, values += 16) {
    mve_pred16_t here = vctp8q((uint32_t)left);
    int8x16_t value = vmaxq_s8(vldrbq_z_s8(values, here), low);
    vstrbq_p_s8(values, vminq_s8(value, high), here);
  }
}

__attribute__((minsize)) void stapes_helium_max_pool(const struct stapes_pool *pool) {
  pool_row(pool, take, clamp);
}

#endif
