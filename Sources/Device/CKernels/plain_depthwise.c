/* A row of a depthwise convolution, in plain C: channel by channel, column by column. */
#include "CKernels.h"
#include "channel.h"
#include "rows.h"

/* A channel of a row: what its columns have in common. */
struct lane {
  const struct stapes_depthwise *row;
  const int8_t *weights; /* of its first tap */
  uint32_t input;        /* channel */
  uint32_t inputs;       /* channels of the input */
  uint32_t first, end;   /* rows of the kernel that are not padding */
  int32_t bias;          /* with the rows of padding */
  uint32_t is_nine;      /* whether the kernel has three rows, none of padding, of three taps */
  int8_t nine[9];        /* their weights */
};

static int32_t weights_of_row(const struct lane *lane, uint32_t index) {
  const struct stapes_depthwise *row = lane->row;
  const int8_t *weight = lane->weights + index * row->kernel_across * row->channels;
  int32_t sum = 0;
  for (uint32_t tap = row->kernel_across; tap; tap--, weight += row->channels) sum += *weight;
  return sum;
}

static void find_lane(
    struct lane *lane, const struct stapes_depthwise *row, uint32_t channel, int32_t bias) {
  lane->row = row;
  lane->weights = row->weights + channel;
  lane->input = row->multiplier == 1 ? channel : channel / row->multiplier;
  lane->inputs = row->multiplier == 1 ? row->channels : row->channels / row->multiplier;
  lane->first = 0;
  lane->end = row->kernel_rows;
  int32_t padding = 0;
  while (lane->first < lane->end && !row_at(row, lane->first))
    padding += weights_of_row(lane, lane->first++);
  while (lane->end > lane->first && !row_at(row, lane->end - 1))
    padding += weights_of_row(lane, --lane->end);
  lane->bias = plus(bias, (int32_t)((uint32_t)padding * (uint32_t)row->zero_point));
  lane->is_nine = row->kernel_across == 3 && lane->first == 0 && lane->end == 3 &&
                  row->kernel_rows <= stapes_depthwise_rows;
  for (uint32_t tap = 0; lane->is_nine && tap < 9; tap++)
    lane->nine[tap] = lane->weights[tap * row->channels];
}

/* Σ x·w of a column whose taps all lie in the input, or of one with some in the padding. */
static int32_t inner_sum(const struct lane *lane, uint32_t column) {
  const struct stapes_depthwise *row = lane->row;
  const uint32_t inputs = lane->inputs, outputs = row->channels, across = row->kernel_across;
  const uint32_t at = column * inputs + lane->input;
  const int8_t *w = lane->weights + lane->first * across * outputs;
  int32_t sum = lane->bias;
  for (uint32_t index = lane->first; index < lane->end; index++) {
    const int8_t *x = row_at(row, index) + at;
    for (uint32_t tap = across; tap; tap--, x += inputs, w += outputs) sum = plus(sum, *x * *w);
  }
  return sum;
}

/* The same of a kernel of three by three without padding, whose weights lie side by side. */
static int32_t sum_of_nine(const struct lane *lane, uint32_t column) {
  const uint32_t inputs = lane->inputs, at = column * inputs + lane->input;
  const int8_t *w = lane->nine;
  int32_t sum = lane->bias;
  for (uint32_t index = 0; index < 3; index++, w += 3) {
    const int8_t *x = lane->row->under[index] + at;
    sum = plus(sum, x[0] * w[0]);
    sum = plus(sum, x[inputs] * w[1]);
    sum = plus(sum, x[2 * inputs] * w[2]);
  }
  return sum;
}

static int32_t edge_sum(const struct lane *lane, uint32_t column) {
  const struct stapes_depthwise *row = lane->row;
  const int8_t *w = lane->weights + lane->first * row->kernel_across * row->channels;
  uint32_t sum = (uint32_t)lane->bias;
  for (uint32_t index = lane->first; index < lane->end; index++) {
    for (uint32_t tap = 0; tap < row->kernel_across; tap++, w += row->channels) {
      uint32_t at = column + tap;
      int32_t x = row->zero_point;
      if (at < row->input_width) x = row_at(row, index)[at * lane->inputs + lane->input];
      sum += (uint32_t)(x * *w);
    }
  }
  return (int32_t)sum;
}

static inline void put(const struct stapes_depthwise *row, int8_t value, int8_t *at) {
  if (!row->pool_across || value > *at) *at = value;
}

/* A value waits until the next column has been read: its place may lie in a row of the input. */
static void convolve_channel(const struct stapes_depthwise *row, uint32_t index) {
  struct channel channel = channel_at(&row->parameters, row->file, index);
  struct lane lane;
  find_lane(&lane, row, index, channel.bias);
  const struct scale scale =
      scale_of(channel, &row->rounding, bound_of(row->kernel_rows * row->kernel_across, 0));
  const uint32_t pool = row->pool_across ? row->pool_across : 1;
  uint32_t column = 0 - row->pad_left, left = pool;
  int8_t *output = row->output + index, *end = output + row->width * row->channels;
  int8_t waiting = 0, *waits_for = 0;
  for (; output != end; column += row->stride) {
    uint32_t is_inner =
        column < row->input_width && row->input_width - column >= row->kernel_across;
    int32_t sum;
    if (!is_inner) {
      sum = edge_sum(&lane, column);
    } else if (lane.is_nine) {
      sum = sum_of_nine(&lane, column);
    } else {
      sum = inner_sum(&lane, column);
    }
    if (waits_for) put(row, waiting, waits_for);
    int32_t value = scale.down ? scaled(sum, scale, has_two_roundings(&row->rounding))
                               : stapes_rounded(sum, channel, &row->rounding);
    waiting = (int8_t)clamped(value, &row->rounding);
    waits_for = output;
    if (--left == 0) {
      output += row->channels;
      left = pool;
    }
  }
  if (waits_for) put(row, waiting, waits_for);
}

void stapes_plain_depthwise(struct stapes_depthwise *row) {
  do {
    find_rows(row);
    start_pools(row, 0, row->channels);
    for (uint32_t channel = 0; channel < row->channels; channel++) convolve_channel(row, channel);
  } while (next_row(row));
}
