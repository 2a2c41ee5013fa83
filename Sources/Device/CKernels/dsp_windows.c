#include "dsp_windows.h"

#include "instructions.h"
#include "positions.h"

/* A window that is being laid. */
struct window {
  uint32_t *words;
  uint32_t stride;
  uint32_t count; /* taps, modulo four, that `words` have */
};

static inline void append(struct window *window, uint32_t half) {
  uint32_t *word = window->words + (window->count & 1);
  if (window->count & 2) {
    *word |= half << 16;
  } else {
    *word = half & 0xFFFF;
  }
  if (++window->count == 4) {
    window->words += window->stride;
    window->count = 0;
  }
}

__attribute__((noinline, minsize)) static void append_bytes(
    struct window *window, const uint8_t *values, uint32_t count) {
  if (window->count == 0) {
    uint32_t *words = window->words;
    for (; count >= 4; count -= 4, values += 4, words += window->stride) {
      uint32_t word = load_word(values);
      words[0] = sxtb16(word);
      words[1] = sxtb16_ror8(word);
    }
    window->words = words;
  }
  for (; count; count--) append(window, (uint32_t)(int8_t)*values++);
}

__attribute__((noinline, minsize)) static void append_halves(
    struct window *window, const uint8_t *values, uint32_t count) {
  if (window->count == 0) {
    uint32_t *words = window->words;
    for (; count >= 4; count -= 4, values += 8, words += window->stride) {
      uint32_t low = load_word(values), high = load_word(values + 4);
      words[0] = pkhbt(low, high);
      words[1] = pkhtb(low, high);
    }
    window->words = words;
  }
  for (; count; count--, values += 2) append(window, values[0] | (uint32_t)values[1] << 8);
}

__attribute__((noinline, minsize)) static void append_padding(
    struct window *window, int32_t value, uint32_t count) {
  for (; count; count--) append(window, (uint32_t)value);
}

static void append_values(
    struct window *window, const struct stapes_row *row, const uint8_t *values, uint32_t count) {
  if (row->is_int16) {
    append_halves(window, values, count);
  } else {
    append_bytes(window, values, count);
  }
}

void stapes_dsp_lay(
    const struct stapes_row *row, uint32_t column, uint32_t *words, uint32_t stride) {
  struct window window = {words, stride, 0};
  const uint32_t across = row->kernel_across, channels = row->group_channels;
  const uint32_t step = row->input_channels << row->is_int16;
  const struct taps taps = taps_at(row, column);
  const uint32_t low = taps.low, high = taps.high;
  const uint32_t start =
      ((uint32_t)taps.first + low) * step + (row->group_start << row->is_int16);
  uint32_t slot = row->window.slot;
  for (uint32_t kernel_row = 0, rows = 1; kernel_row < row->kernel_rows; kernel_row += rows) {
    if (kernel_row - row->window.leading >= row->window.rows) {
      append_padding(&window, row->zero_point, across * channels);
      rows = 1;
      continue;
    }
    const uint8_t *values = row->window.ring + slot * row->window.row_bytes + start;
    rows = rows_together(row, taps, kernel_row, slot);
    slot += rows;
    if (slot == row->window.capacity) slot = 0;
    if (low) append_padding(&window, row->zero_point, low * channels);
    if (channels == row->input_channels) {
      append_values(&window, row, values, rows * (high - low) * channels);
    } else {
      for (uint32_t tap = low; tap < high; tap++, values += step)
        append_values(&window, row, values, channels);
    }
    if (high < across) append_padding(&window, row->zero_point, (across - high) * channels);
  }
  while (window.count) append(&window, 0);
}
