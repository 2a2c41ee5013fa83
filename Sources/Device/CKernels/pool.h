/* How a row of a max-pool comes apart into greatest values of four taps. */
#ifndef STAPES_POOL_H
#define STAPES_POOL_H

#include <stddef.h>

#include "CKernels.h"

/* The greatest values of four taps at some columns. */
struct greatest {
  int8_t *output;
  const int8_t *taps[4];    /* at the first column; the last may be the output */
  uint32_t step, last_step; /* from column to column: of three taps, of the last */
  uint32_t columns, channels;
};

typedef void take_greatest(const struct greatest *greatest);

static inline int32_t greater_of(int32_t a, int32_t b) { return a > b ? a : b; }

/* Value by value. The first three taps move together. */
static inline void take_bytes(const struct greatest *greatest) {
  const int8_t *tap = greatest->taps[0], *last = greatest->taps[3];
  const ptrdiff_t second = greatest->taps[1] - tap, third = greatest->taps[2] - tap;
  const uint32_t channels = greatest->channels;
  int8_t *output = greatest->output;
  for (uint32_t left = greatest->columns;;) {
#pragma clang loop unroll(disable) vectorize(disable)
    for (const int8_t *end = tap + channels; tap != end; tap++)
      *output++ = (int8_t)greater_of(
          greater_of(tap[0], tap[second]), greater_of(tap[third], *last++));
    if (--left == 0) return;
    tap += (ptrdiff_t)greatest->step - (ptrdiff_t)channels;
    last += (ptrdiff_t)greatest->last_step - (ptrdiff_t)channels;
  }
}

/* min(max(value, lowest), highest) in place. */
typedef void clamp_values(int8_t *values, uint32_t count, int32_t lowest, int32_t highest);

/* Columns that have the same taps under a row of the kernel. */
struct pool_columns {
  uint32_t first, count;
  uint32_t tap, taps; /* the first one's first column of the input, and how many are inside */
};

/* Those from one on: one alone, or all that have no padding. */
static inline struct pool_columns columns_from(const struct stapes_pool *pool, uint32_t column) {
  const uint32_t across = pool->kernel_across, width = pool->input_width;
  const uint32_t at = column * pool->stride - pool->pad_left;
  if (at < width && width - at >= across) {
    uint32_t count = (width - at - across) / pool->stride + 1, left = pool->width - column;
    return (struct pool_columns){column, count < left ? count : left, at, across};
  }
  const uint32_t padding = (int32_t)at < 0 ? 0 - at : 0, low = padding < across ? padding : across;
  const uint32_t inside = at + low < width ? width - at - low : 0;
  return (struct pool_columns){
      column, 1, at + low, inside < across - low ? inside : across - low};
}

/* Taps wait until there are four; from then on the fourth is what three more are compared with. */
static inline void pool_columns(
    const struct stapes_pool *pool, struct pool_columns columns, take_greatest *take,
    clamp_values *clamp) {
  const struct stapes_window *window = &pool->window;
  const uint32_t channels = pool->channels, step = pool->stride * channels;
  struct greatest greatest = {
      pool->output + columns.first * channels, {0}, step, step, columns.count, channels};
  uint32_t slot = window->slot, count = 0, room = 4;
  for (uint32_t left = columns.taps ? window->rows : 0; left; left--) {
    const uint8_t *row = pool->memory + window->ring + slot * window->row_bytes;
    const int8_t *tap = (const int8_t *)row + columns.tap * channels;
    if (++slot == window->capacity) slot = 0;
    for (uint32_t index = 0; index < columns.taps; index++, tap += channels) {
      if (count == room) {
        take(&greatest);
        greatest.taps[3] = greatest.output;
        greatest.last_step = channels;
        room = 3;
        count = 0;
      }
      greatest.taps[count++] = tap;
    }
  }
  if (count == 0) {
    clamp(greatest.output, columns.count * channels, -128, -128);
    return;
  }
  while (count < room) greatest.taps[count++] = greatest.taps[0];
  take(&greatest);
}

static inline void pool_row(
    const struct stapes_pool *pool, take_greatest *take, clamp_values *clamp) {
  for (uint32_t column = 0; column < pool->width;) {
    struct pool_columns columns = columns_from(pool, column);
    pool_columns(pool, columns, take, clamp);
    column += columns.count;
  }
  if (pool->lowest > -128 || pool->highest < 127)
    clamp(pool->output, pool->width * pool->channels, pool->lowest, pool->highest);
}

#endif
