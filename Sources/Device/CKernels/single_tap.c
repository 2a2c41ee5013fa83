/* A pointwise convolution of one channel: a value and a weight give one product. */
#include "single_tap.h"

#include "channel.h"
#include "instructions.h"

#if defined(__ARM_FEATURE_MVE)
#include <arm_mve.h>
#endif

/* A channel's way along a row. */
struct line {
  const int8_t *values;
  int8_t *outputs;
  uint32_t step, channels; /* from one to the next */
  uint32_t count;          /* of outputs */
  uint32_t pool;           /* values of an output */
  uint32_t is_pooled;
};

#if defined(__ARM_FEATURE_MVE)
/* Rounding never turns an order round, so the greatest sum of a pool gives the greatest value. */
__attribute__((noinline)) static void multiply(
    struct line line, int32_t weight, struct scale scale, const struct stapes_rounding *rounding) {
  const int32x4_t factor = vdupq_n_s32(scale.factor), addend = vdupq_n_s32(scale.addend);
  const int32x4_t down = vdupq_n_s32(-(int32_t)scale.down), bias = vdupq_n_s32(scale.bias);
  const int32x4_t lowest = vdupq_n_s32(rounding->lowest), highest = vdupq_n_s32(rounding->highest);
  const uint32x4_t numbers = vidupq_n_u32(0, 1);
  const uint32x4_t from = vmulq_n_u32(numbers, line.step * line.pool);
  const uint32x4_t to = vmulq_n_u32(numbers, line.channels);
  for (int32_t left = (int32_t)line.count; left > 0; left -= 4) {
    const mve_pred16_t here = vctp32q((uint32_t)left);
    const int8_t *values = line.values;
    int32x4_t most =
        vmlaq_n_s32(bias, vldrbq_gather_offset_z_s32(values, from, here), weight);
    for (uint32_t taken = 1; taken < line.pool; taken++) {
      values += line.step;
      int32x4_t next = vldrbq_gather_offset_z_s32(values, from, here);
      most = vmaxq_s32(most, vmlaq_n_s32(bias, next, weight));
    }
    most = vmulhq_s32(most, factor);
    most = vshlq_s32(vaddq_s32(most, addend), down);
    most = vminq_s32(vmaxq_s32(most, lowest), highest);
    if (line.is_pooled)
      most = vmaxq_s32(most, vldrbq_gather_offset_z_s32(line.outputs, to, here));
    vstrbq_scatter_offset_p_s32(line.outputs, to, most, here);
    line.values += 4 * line.step * line.pool;
    line.outputs += 4 * line.channels;
  }
}
#else
static inline int32_t greater(int32_t a, int32_t b) { return a > b ? a : b; }

/* Rounding never turns an order round, so the greatest sum of a pool gives the greatest value. */
__attribute__((always_inline)) static inline void multiply_in_a_way(
    struct line line, int32_t weight, struct scale scale, const struct stapes_rounding *rounding,
    const uint32_t pool) {
  ROLLED
  for (; line.count; line.count--) {
    int32_t most = plus(*line.values * weight, scale.bias);
    line.values += line.step;
    ROLLED
    for (uint32_t taken = 1; taken < pool; taken++) {
      most = greater(most, plus(*line.values * weight, scale.bias));
      line.values += line.step;
    }
    int32_t value = scaled_once(most, scale);
    value = rounding ? clamped(value, rounding) : ssat8(value);
    if (!line.is_pooled || value > *line.outputs) *line.outputs = (int8_t)value;
    line.outputs += line.channels;
  }
}

__attribute__((noinline)) static void multiply(
    struct line line, int32_t weight, struct scale scale, const struct stapes_rounding *rounding) {
  const uint32_t has_range = rounding->lowest == -128 && rounding->highest == 127;
  if (has_range && line.pool == 2) {
    multiply_in_a_way(line, weight, scale, 0, 2);
  } else if (has_range && line.pool == 1) {
    multiply_in_a_way(line, weight, scale, 0, 1);
  } else {
    multiply_in_a_way(line, weight, scale, rounding, line.pool);
  }
}
#endif

/* With any factor, rounded once or twice. */
__attribute__((noinline)) static void multiply_any(
    struct line line, int32_t weight, const struct channel *channel,
    const struct stapes_rounding *rounding) {
  ROLLED
  for (; line.count; line.count--) {
    ROLLED
    for (uint32_t left = line.pool; left; left--) {
      int32_t sum = plus(*line.values * weight, channel->bias);
      int32_t value = clamped(stapes_rounded(sum, *channel, rounding), rounding);
      if (!line.is_pooled || value > *line.outputs) *line.outputs = (int8_t)value;
      line.values += line.step;
    }
    line.outputs += line.channels;
  }
}

static void convolve_row(const struct job *job) {
  const struct stapes_convolution *call = job->call;
  if (call->is_pooled && call->rows.part == 0) stapes_start_pools(job, first_output(call));
  const int8_t *weights = weights_of(job);
  struct line line = {
      (const int8_t *)job->memory + pointwise_at(call, 0),
      (int8_t *)job->memory + first_output(call),
      call->stride, call->channels, call->width, call->pool_across, call->is_pooled};
  for (uint32_t index = 0; index < call->channel_count; index++, line.outputs++) {
    const struct channel channel =
        channel_at(&call->parameters, job->file, call->first_channel + index);
    if (is_simple(channel) && !has_two_roundings(&call->rounding)) {
      multiply(line, weights[index], simple_scale(channel, &call->rounding), &call->rounding);
    } else {
      multiply_any(line, weights[index], &channel, &call->rounding);
    }
  }
}

__attribute__((minsize)) void stapes_convolve_single_tap(const struct job *job) {
  do convolve_row(job);
  while (go_on(job->call));
}
