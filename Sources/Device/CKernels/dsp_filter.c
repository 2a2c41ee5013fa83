#include "dsp_filter.h"

struct scale stapes_dsp_scale(const struct stapes_depthwise *call, uint32_t channel) {
  uint32_t bound = bound_of(call->kernel_rows * call->kernel_across, 0);
  return scale_of(channel_at(&call->parameters, call->file, channel), &call->rounding, bound);
}

void stapes_dsp_find_shape(
    struct filter_shape *shape, const struct stapes_depthwise *call, uint32_t first_real,
    uint32_t end_real) {
  static const uint32_t masks[3][2] = {{0xFFFF, 0}, {0xFFFF0000, 0}, {0, 0xFFFFFFFF}};
  uint32_t across = call->kernel_across, step = call->channels;
  shape->pair_mask = shape->last_mask = shape->pair_padding = shape->last_padding = 0;
  ROLLED
  for (uint32_t index = 0; index < 3; index++) {
    uint32_t has_row = index < call->kernel_rows, is_real = index >= first_real && index < end_real;
    shape->weights[index] = call->weights + (has_row ? index * across * step : 0);
    if (!has_row) continue;
    *(is_real ? &shape->pair_mask : &shape->pair_padding) |= masks[index][0];
    *(is_real ? &shape->last_mask : &shape->last_padding) |= masks[index][1];
  }
  ROLLED
  for (uint32_t tap = 0; tap < 2; tap++) {
    shape->taps[tap] = across > tap + 1 ? (tap + 1) * step : 0;
    shape->tap_masks[tap] = across > tap + 1 ? 0xFFFFFFFF : 0;
  }
}

/* The weights, and the zero point at those in rows of padding. */
static inline void set_weights(
    struct filter *filter, const struct filter_shape *shape, uint32_t channel, int32_t zero_point) {
  const int8_t *a = shape->weights[0] + channel, *b = shape->weights[1] + channel;
  const int8_t *c = shape->weights[2] + channel;
  uint32_t tap = shape->taps[0], mask = shape->tap_masks[0];
  uint32_t pair_0 = pkhbt((uint32_t)*a, (uint32_t)*b);
  uint32_t pair_1 = pkhbt((uint32_t)a[tap], (uint32_t)b[tap]) & mask;
  uint32_t last_1 = (uint32_t)c[tap] & mask;
  tap = shape->taps[1];
  mask = shape->tap_masks[1];
  uint32_t pair_2 = pkhbt((uint32_t)a[tap], (uint32_t)b[tap]) & mask;
  uint32_t last_01 = pkhbt((uint32_t)*c, last_1);
  uint32_t last_12 = pkhbt(last_1, (uint32_t)c[tap] & mask);
  if (shape->pair_padding | shape->last_padding) {
    uint32_t zeros = pkhbt((uint32_t)zero_point, (uint32_t)zero_point);
    uint32_t pair_zeros = zeros & shape->pair_padding, last_zeros = zeros & shape->last_padding;
    int32_t bias = smlad(pair_zeros, pair_0, filter->scale.bias);
    bias = smlad(pair_zeros, pair_1, smlad(pair_zeros, pair_2, bias));
    filter->scale.bias = smlad(last_zeros, last_01, smlabb(last_zeros, last_12 >> 16, bias));
  }
  mask = shape->pair_mask;
  filter->pairs[0] = pair_0 & mask;
  filter->pairs[1] = pair_1 & mask;
  filter->pairs[2] = pair_2 & mask;
  filter->last_01 = last_01 & shape->last_mask;
  filter->last_12 = last_12 & shape->last_mask;
}

uint32_t stapes_dsp_find_filter(
    struct filter *filter, const struct filter_shape *shape, const struct stapes_depthwise *call,
    uint32_t channel) {
  filter->scale = stapes_dsp_scale(call, channel);
  if (filter->scale.down == 0) return 0;
  set_weights(filter, shape, channel, call->zero_point);
  return 1;
}
