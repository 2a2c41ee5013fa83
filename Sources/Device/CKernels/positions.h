/* How the positions of rows come into batches. */
#ifndef STAPES_POSITIONS_H
#define STAPES_POSITIONS_H

#include "CKernels.h"

/* A call, and the memory and the file in which its places lie. */
struct job {
  struct stapes_convolution *call;
  uint8_t *memory;
  const uint8_t *file;
  const void *own; /* what a form has found out about the call */
};

/* The weights of the channels at hand. */
static inline const int8_t *weights_of(const struct job *job) {
  const struct stapes_convolution *call = job->call;
  const uint8_t *from = call->weights_are == weights_in_memory ? job->memory : job->file;
  return (const int8_t *)from + call->weights;
}

static inline int8_t *output_of(const struct job *job, uint32_t lane) {
  return (int8_t *)job->memory + job->call->outputs[lane];
}

/* Finds or lays the window of a column, as a lane of a batch or alone. */
typedef void lay_window(const struct job *job, uint32_t column, uint32_t lane, uint32_t is_alone);

/* Computes the channels at hand at four positions, or at one. */
typedef void convolve_lanes(const struct job *job);

static inline uint32_t go_on(struct stapes_convolution *call) {
  return stapes_go_on(&call->rows, call->kernel_rows);
}

/* Where in memory the next row's values go: of the first channel at hand. */
static inline uint32_t first_output(const struct stapes_convolution *call) {
  return stapes_output_of(&call->rows) + call->first_channel;
}

/* Sets a row of the channels at hand to the lowest value, from which pools begin. */
void stapes_start_pools(const struct job *job, uint32_t output);

/* Takes the positions of all rows; computes a batch when it is full, a position without one at once. */
static inline void take_positions(
    const struct job *job, lay_window *lay, convolve_lanes *four, convolve_lanes *one) {
  struct stapes_convolution *call = job->call;
  do {
    uint32_t output = first_output(call), column = 0;
    if (call->is_pooled && call->rows.part == 0) stapes_start_pools(job, output);
    for (uint32_t count = call->width; count; count--, output += call->channels) {
      for (uint32_t end = column + call->pool_across; column < end; column++) {
        uint32_t lane = call->lanes, is_alone = lane + call->left < 4;
        call->outputs[lane] = output;
        if (call->left) call->left--;
        lay(job, column, lane, is_alone);
        if (is_alone) {
          one(job);
          continue;
        }
        call->lanes = (lane + 1) & 3;
        if (call->lanes == 0) four(job);
      }
    }
  } while (go_on(call));
}

/* The taps of a kernel row that lie in the input, at a column. */
struct taps {
  int32_t first; /* column of the input of the first tap */
  uint32_t low, high;
};

static inline struct taps taps_at(const struct stapes_convolution *call, uint32_t column) {
  struct taps taps;
  taps.first = (int32_t)(column * call->stride) - (int32_t)call->pad_left;
  taps.low = taps.first < 0 ? (uint32_t)-taps.first : 0;
  if (taps.low > call->kernel_across) taps.low = call->kernel_across;
  taps.high = call->input_width - (uint32_t)taps.first;
  if (taps.first >= (int32_t)call->input_width || taps.high < taps.low) taps.high = taps.low;
  if (taps.high > call->kernel_across) taps.high = call->kernel_across;
  return taps;
}

/* Bytes from the start of a row of the input to its first tap under the kernel. */
static inline uint32_t bytes_before(const struct stapes_convolution *call, struct taps taps) {
  return (((uint32_t)taps.first + taps.low) * call->input_channels + call->group_start)
         << call->is_int16;
}

/*
 * Whether a kernel takes one column of one row of the input, all of it, and lies in padding at none of
 * the rows that are left. Commonest of all.
 */
static inline uint32_t is_pointwise(const struct stapes_convolution *call) {
  return call->kernel_rows == 1 && call->kernel_across == 1 && call->pad_left == 0 &&
         call->rows.window.rows == 1 &&
         call->rows.held > (call->rows.left - 1) * call->rows.stride &&
         call->group_channels == call->input_channels &&
         (call->width * call->pool_across - 1) * call->stride < call->input_width;
}

/* Where in memory its column lies. */
static inline uint32_t pointwise_at(const struct stapes_convolution *call, uint32_t column) {
  return call->rows.window.ring + call->rows.window.slot * call->rows.window.row_bytes +
         ((column * call->stride * call->input_channels) << call->is_int16);
}

/* Whether a kernel takes all of each row, so that rows that lie one behind the other are one run. */
static inline uint32_t are_whole(const struct stapes_convolution *call, struct taps taps) {
  return call->group_channels == call->input_channels && call->kernel_across == call->input_width &&
         taps.high - taps.low == call->input_width;
}

#endif
