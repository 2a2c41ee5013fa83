#include "copies.h"

#include "instructions.h"

#if defined(__ARM_FEATURE_MVE)
#include <arm_mve.h>

static int8_t *copy_columns(
    int8_t *to, const int8_t *from, uint32_t apart, uint32_t columns, uint32_t count) {
  const mve_pred16_t here = vctp8q(count);
  ROLLED
  for (; columns; columns--, from += apart, to += copied_channels)
    vstrbq_s8(to, vldrbq_z_s8(from, here));
  return to;
}

static int8_t *fill_columns(int8_t *to, int8_t value, uint32_t columns) {
  const int8x16_t values = vdupq_n_s8(value);
  ROLLED
  for (; columns; columns--, to += copied_channels) vstrbq_s8(to, values);
  return to;
}
#else
/* The values of a column, which processors load and store at once. */
struct column {
  uint32_t words[copied_channels / 4];
} __attribute__((may_alias));

static int8_t *copy_columns(
    int8_t *to, const int8_t *from, uint32_t apart, uint32_t columns, uint32_t count) {
  const uint32_t is_aligned = (((uint32_t)(uintptr_t)from | apart) & 3) == 0;
  if (count == copied_channels && is_aligned) {
    ROLLED
    for (; columns; columns--, from += apart, to += copied_channels)
      *(struct column *)to = *(const struct column *)from;
    return to;
  }
  ROLLED
  for (; columns; columns--, from += apart, to += copied_channels) {
    ROLLED
    for (uint32_t at = 0; at < count; at++) to[at] = from[at];
  }
  return to;
}

static int8_t *fill_columns(int8_t *to, int8_t value, uint32_t columns) {
  const uint32_t word = (uint8_t)value * 0x01010101u;
  ROLLED
  for (; columns; columns--, to += copied_channels)
    *(struct column *)to = (struct column){{word, word, word, word}};
  return to;
}
#endif

void stapes_copy_rows(const struct stapes_depthwise *call, uint32_t channel) {
  const struct stapes_window *window = &call->rows.window;
  uint32_t count = call->channels - channel;
  if (count > copied_channels) count = copied_channels;
  const uint32_t columns = copied_row_bytes(call) / copied_channels, left = call->pad_left;
  const uint32_t inside =
      call->input_width < columns - left ? call->input_width : columns - left;
  const uint32_t rows = (call->rows.left - 1) * call->rows.stride + call->kernel_rows;
  int8_t *to = (int8_t *)call->memory + call->copies;
  const int8_t zero = (int8_t)call->zero_point;
  uint32_t slot = window->slot;
  for (uint32_t row = 0; row < rows; row++) {
    if (row - window->leading >= call->rows.held) {
      to = fill_columns(to, zero, columns);
      continue;
    }
    const int8_t *from =
        (const int8_t *)call->memory + window->ring + slot * window->row_bytes + channel;
    to = fill_columns(to, zero, left);
    to = copy_columns(to, from, call->channels, inside, count);
    to = fill_columns(to, zero, columns - left - inside);
    if (++slot == window->capacity) slot = 0;
  }
}
