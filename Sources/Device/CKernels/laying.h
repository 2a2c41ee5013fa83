/* How what lies under a kernel is laid into a window, in the order of weights. */
#ifndef STAPES_LAYING_H
#define STAPES_LAYING_H

#include "positions.h"

/* Append values of the input to a window, or padding. */
typedef void append_values(void *window, const uint8_t *values, uint32_t count);
typedef void append_padding(void *window, int32_t value, uint32_t count);

__attribute__((always_inline)) static inline void lay_taps(
    const struct job *job, uint32_t column, void *window, append_values *values,
    append_padding *padding) {
  const struct stapes_convolution *call = job->call;
  const uint32_t across = call->kernel_across, channels = call->group_channels;
  const uint32_t step = call->input_channels << call->is_int16;
  const int32_t zero = call->is_int16 ? 0 : call->zero_point;
  const struct taps taps = taps_at(call, column);
  const uint32_t low = taps.low, high = taps.high, start = bytes_before(call, taps);
  uint32_t slot = call->window.slot;
  for (uint32_t kernel_row = 0, rows = 1; kernel_row < call->kernel_rows; kernel_row += rows) {
    if (kernel_row - call->window.leading >= call->window.rows) {
      padding(window, zero, across * channels);
      rows = 1;
      continue;
    }
    const uint8_t *from =
        job->memory + call->window.ring + slot * call->window.row_bytes + start;
    rows = rows_together(call, taps, kernel_row, slot);
    slot += rows;
    if (slot == call->window.capacity) slot = 0;
    if (low) padding(window, zero, low * channels);
    if (channels == call->input_channels) {
      values(window, from, rows * (high - low) * channels);
    } else {
      for (uint32_t tap = low; tap < high; tap++, from += step) values(window, from, channels);
    }
    if (high < across) padding(window, zero, (across - high) * channels);
  }
}

#endif
