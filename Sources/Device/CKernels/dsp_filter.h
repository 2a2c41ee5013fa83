/* One channel of a depthwise convolution whose kernel has up to three rows of three taps. */
#ifndef STAPES_DSP_FILTER_H
#define STAPES_DSP_FILTER_H

#include "CKernels.h"
#include "channel.h"
#include "instructions.h"

/* A channel's weights and scale, in the order in which loops load them, two words at a time. */
struct filter {
  struct scale scale;
  uint32_t last_01; /* weights of the third row: taps 0 and 1, taps 1 and 2 */
  uint32_t last_12;
  uint32_t pairs[3]; /* of the first row and the second: taps 0, 1, 2 */
  int8_t *output;
  uint32_t two_columns; /* bytes */
};

/* The columns that the next output shares with the last one. */
struct columns {
  uint32_t pairs[2]; /* of the first row and the second */
  uint32_t last;     /* of the third row */
};

/* Where the weights of all channels lie, and which of them count. */
struct filter_shape {
  const int8_t *weights[3]; /* for rows that the kernel does not have, some other weights */
  uint32_t taps[2];         /* bytes from tap 0 to taps 1 and 2; 0 where there are none */
  uint32_t tap_masks[2];
  uint32_t pair_mask, last_mask;       /* rows that are not padding */
  uint32_t pair_padding, last_padding; /* rows of padding */
};

/* What turns the sums of a channel into values. */
struct scale stapes_dsp_scale(const struct stapes_depthwise *call, uint32_t channel);

/* Finds the shape of a kernel, of which some rows are not padding. */
void stapes_dsp_find_shape(
    struct filter_shape *shape, const struct stapes_depthwise *call, uint32_t first_real,
    uint32_t end_real);

/* Finds a channel's scale, and its weights unless the scale has no `down`. Whether it has. */
uint32_t stapes_dsp_find_filter(
    struct filter *filter, const struct filter_shape *shape, const struct stapes_depthwise *call,
    uint32_t channel);

/* Computes rows over copies; values are not clamped to less than int8's range. */
void stapes_dsp_depthwise_of_copies(struct stapes_depthwise *call);

/* The value at three columns of the first two rows; `sum` is that of the third row. */
static inline int8_t filtered(
    const struct filter *filter, uint32_t a, uint32_t b, uint32_t c, int32_t sum,
    uint32_t rounds_twice) {
  sum = plus(sum, filter->scale.bias);
  sum = smlad(a, filter->pairs[0], smlad(b, filter->pairs[1], smlad(c, filter->pairs[2], sum)));
  return (int8_t)ssat8(scaled(sum, filter->scale, rounds_twice));
}

#if HAS_DSP
#define PAIR(to, a, b) "pkhbt " to ", " a ", " b ", lsl #16\n"
#define ADD(op, sum, a, b) op " " sum ", " a ", " b ", " sum "\n"
#define LOAD(to, row, at) "ldrsb " to ", [" row ", " at "]\n"

/* Of sums and a channel's factor and addend in t and s. */
#define ONCE(sum) "smmla " sum ", " sum ", %[t], %[s]\n"
#define TWICE(sum)                                             \
  "lsl " sum ", " sum ", #1\n smmulr " sum ", " sum ", %[t]\n" \
  "add " sum ", " sum ", " sum ", asr #31\n"                   \
  "add " sum ", " sum ", %[s]\n"
#endif

#endif
