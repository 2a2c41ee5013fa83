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
  const struct stapes_window *rows = &call->rows.window;
  const uint32_t across = call->kernel_across, channels = call->group_channels;
  const uint32_t step = call->input_channels << call->is_int16;
  const int32_t zero = call->is_int16 ? 0 : call->zero_point;
  const struct taps taps = taps_at(call, column);
  const uint32_t joins = are_whole(call, taps), row_bytes = rows->row_bytes;
  uint32_t inside = channels, runs = taps.high - taps.low;
  if (channels == call->input_channels) {
    inside *= runs;
    runs = 1;
  }
  if (rows->leading) padding(window, zero, rows->leading * across * channels);
  const uint8_t *ring = job->memory + rows->ring + bytes_before(call, taps);
  const uint8_t *from = ring + rows->slot * row_bytes;
  uint32_t before_wrap = rows->capacity - rows->slot;
  for (uint32_t left = rows->rows, together = 1; left; left -= together) {
    if (joins) together = left < before_wrap ? left : before_wrap;
    if (taps.low) padding(window, zero, taps.low * channels);
    const uint8_t *at = from;
    for (uint32_t run = runs; run; run--, at += step) values(window, at, together * inside);
    if (taps.high < across) padding(window, zero, (across - taps.high) * channels);
    from += together * row_bytes;
    before_wrap -= together;
    if (before_wrap == 0) {
      before_wrap = rows->capacity;
      from = ring;
    }
  }
  const uint32_t trailing = call->kernel_rows - rows->leading - rows->rows;
  if (trailing) padding(window, zero, trailing * across * channels);
}

#endif
