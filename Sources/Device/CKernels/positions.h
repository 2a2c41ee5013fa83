/* How the positions of a row come into batches. */
#ifndef STAPES_POSITIONS_H
#define STAPES_POSITIONS_H

#include "CKernels.h"

/* Finds or lays the window of a column, as a lane of a batch or alone. */
typedef void lay_window(
    const struct stapes_row *row, uint32_t column, struct stapes_batch *batch, uint32_t lane,
    uint32_t is_alone);

/* Computes the channels at hand at four positions, or at one. */
typedef void convolve_lanes(struct stapes_batch *batch);

/* Takes the positions of a row; computes a batch when it is full, a position without one at once. */
static inline void take_positions(
    const struct stapes_row *row, struct stapes_batch *batch, lay_window *lay, convolve_lanes *four,
    convolve_lanes *one) {
  uint32_t output = row->output, column = 0;
  for (uint32_t count = row->width; count; count--, output += row->channels) {
    for (uint32_t end = column + row->pool_across; column < end; column++) {
      uint32_t lane = batch->lanes, is_alone = lane + batch->left < 4;
      batch->outputs[lane] = output;
      if (batch->left) batch->left--;
      lay(row, column, batch, lane, is_alone);
      if (is_alone) {
        one(batch);
        continue;
      }
      batch->lanes = (lane + 1) & 3;
      if (batch->lanes == 0) four(batch);
    }
  }
}

/* The taps of a kernel row that lie in the input, at a column. */
struct taps {
  int32_t first; /* column of the input of the first tap */
  uint32_t low, high;
};

static inline struct taps taps_at(const struct stapes_row *row, uint32_t column) {
  struct taps taps;
  taps.first = (int32_t)(column * row->stride) - (int32_t)row->pad_left;
  taps.low = taps.first < 0 ? (uint32_t)-taps.first : 0;
  if (taps.low > row->kernel_across) taps.low = row->kernel_across;
  taps.high = row->input_width - (uint32_t)taps.first;
  if (taps.first >= (int32_t)row->input_width || taps.high < taps.low) taps.high = taps.low;
  if (taps.high > row->kernel_across) taps.high = row->kernel_across;
  return taps;
}

/* Rows of the input, from one under the kernel on, that adjoin and are taken whole. */
static inline uint32_t rows_together(
    const struct stapes_row *row, struct taps taps, uint32_t kernel_row, uint32_t slot) {
  const uint32_t is_whole = row->group_channels == row->input_channels &&
                            taps.high - taps.low == row->input_width &&
                            row->kernel_across == row->input_width;
  if (!is_whole) return 1;
  uint32_t rows = row->window.leading + row->window.rows - kernel_row;
  uint32_t until_wrap = row->window.capacity - slot;
  return rows < until_wrap ? rows : until_wrap;
}

#endif
