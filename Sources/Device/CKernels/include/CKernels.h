/*
 * Kernels in three forms: for Arm's Helium vectors, for its DSP extension, which other processors
 * imitate for tests, and for processors without either. The module Kernels checks what it hands over.
 */
#ifndef STAPES_KERNELS_H
#define STAPES_KERNELS_H

#include <stdint.h>

/* Where the parameters of output channels stand in a file, as FORMAT.md says. */
struct stapes_channels {
  uint32_t position;
  uint32_t form;
  uint32_t count; /* of all channels of the op */
  int32_t bias_shift;
  int32_t factor_shift;
};

/* How sums become values. */
struct stapes_rounding {
  int32_t zero_point;
  int32_t lowest;
  int32_t highest;
  uint32_t rounds_twice;
};

/* A library without the profile `tflm` never rounds twice. */
static inline uint32_t has_two_roundings(const struct stapes_rounding *rounding) {
#ifdef STAPES_NO_DOUBLE_ROUNDING
  (void)rounding;
  return 0;
#else
  return rounding->rounds_twice;
#endif
}

/* The rows under a kernel: some of padding in front, then rows of a ring, then padding. */
struct stapes_window {
  uint32_t ring; /* where in memory it starts */
  uint32_t row_bytes;
  uint32_t capacity;
  uint32_t slot; /* of the first row */
  uint32_t leading;
  uint32_t rows;
};

/*
 * The rows that a call computes: what lies under the kernel for the next one, and the ring that it
 * goes to. Rows under the kernel for the ones behind are held too.
 */
struct stapes_rows {
  struct stapes_window window;
  uint32_t held;        /* rows of the ring from the window's slot on */
  uint32_t stride;      /* rows from one window to the next */
  uint32_t left;        /* rows to be computed */
  uint32_t parts, part; /* that make a row of output, and which of them is next */
  uint32_t ring, row_bytes, capacity, slot; /* of the output */
};

/* Where in memory the next row's output lies. */
static inline uint32_t stapes_output_of(const struct stapes_rows *rows) {
  return rows->ring + rows->slot * rows->row_bytes;
}

/* Goes to the next row. Whether there is one. */
static inline uint32_t stapes_go_on(struct stapes_rows *rows, uint32_t kernel_rows) {
  struct stapes_window *window = &rows->window;
  uint32_t skipped = rows->stride;
  const uint32_t from_padding = skipped < window->leading ? skipped : window->leading;
  if (--rows->left == 0) return 0;
  window->leading -= from_padding;
  skipped -= from_padding;
  if (skipped > rows->held) skipped = rows->held;
  rows->held -= skipped;
  window->slot += skipped;
  if (window->slot >= window->capacity) window->slot -= window->capacity;
  window->rows = kernel_rows - window->leading;
  if (window->rows > rows->held) window->rows = rows->held;
  if (++rows->part == rows->parts) {
    rows->part = 0;
    if (++rows->slot == rows->capacity) rows->slot = 0;
  }
  return 1;
}

/*
 * Rows of positions of a convolution, of which four are computed together. Places are bytes from the
 * start of memory or of the file.
 */
struct stapes_convolution {
  /* Of all channels and rows. */
  uint32_t kernel_rows, kernel_across;
  uint32_t stride, pad_left; /* across */
  uint32_t input_width, input_channels;
  uint32_t group_channels; /* of the input */
  uint32_t is_int16;       /* else the input is int8 */
  int32_t zero_point;      /* of the input */
  uint32_t width, channels; /* of the output */
  uint32_t pool_across;    /* positions of a fused pool; 1 without one */
  uint32_t is_pooled;      /* then an output is the greatest of its computed rows */
  uint32_t taps;           /* weights of a channel */
  uint32_t windows;        /* in memory: room for four windows, or for one where no four come; for
                              eight where weights are sparse */
  struct stapes_channels parameters;
  struct stapes_rounding rounding;
  /* Of the channels at hand. */
  uint32_t first_channel, channel_count;
  uint32_t group_start; /* channel of the input */
  uint32_t weights_are; /* one of the cases below */
  uint32_t weights;     /* of the first channel */
  uint32_t readable;    /* the end of memory, of the file, or of sparse weights */
  struct stapes_rows rows;
  /* Positions that wait for others. */
  uint32_t left;       /* that come; 0: each is alone */
  uint32_t lanes;      /* windows */
  uint32_t outputs[8]; /* in memory: of the first channel; one place for a whole pool. Behind those of
                          four positions Helium has the places of their windows. */
};

enum { weights_in_file, weights_in_memory, weights_sparse };

/*
 * Takes the positions of all rows, and computes the channels at hand wherever four are together; at
 * the end, of the last three at most, one by one.
 */
void stapes_dsp_convolve(struct stapes_convolution *call, uint8_t *memory, const uint8_t *file);
void stapes_helium_convolve(struct stapes_convolution *call, uint8_t *memory, const uint8_t *file);
void stapes_plain_convolve(struct stapes_convolution *call, uint8_t *memory, const uint8_t *file);

/*
 * The same with sparse weights, on any processor: all channels, eight positions at a time, at the end
 * those that are left. For each channel the file has a number of entries of 16 bits, and these: the
 * step to a tap, and its weight.
 */
void stapes_sparse_convolve(struct stapes_convolution *call, uint8_t *memory, const uint8_t *file);

/* A decoder of entropy-coded weights, as FORMAT.md defines it, somewhere among them. */
struct stapes_entropy {
  const uint8_t *words, *words_end; /* of 16 bits each; behind the end they are 0 */
  const uint8_t *bounds;            /* of 16 bits each: from 0 to 4,096, one more than symbols */
  const uint8_t *buckets;           /* for each 16 slots the symbol of the first, if it is one */
  uint8_t *weights, *weights_end;   /* to be decoded */
  uint32_t state;
  uint32_t lowest, highest; /* the weight of the first symbol, and the last symbol */
};

void stapes_decode_entropy(struct stapes_entropy *decoder);

/*
 * Rows of a depthwise convolution. Output channel o reads input channel o / multiplier.
 *
 * The output may be a row of the input: of one row, with a stride and a multiplier of 1, at most one
 * column of padding on the left, no fused pool, and as many columns as the input.
 */
struct stapes_depthwise {
  struct stapes_rows rows;
  uint8_t *memory;
  const uint8_t *file;
  const int8_t *weights;  /* [row][tap][output channel] */
  uint32_t kernel_rows;
  uint32_t kernel_across;
  uint32_t stride;
  uint32_t pad_left;
  uint32_t input_width; /* columns of a row of the input */
  uint32_t width;       /* columns of the output, each of which takes a whole pool */
  uint32_t channels;    /* of the output */
  uint32_t multiplier;
  uint32_t pool_across; /* 0 without a fused pool; with one an output is the greatest of its rows */
  int32_t zero_point;   /* of the input */
  uint32_t copies;      /* in memory: room for what lies under kernels of three by three in all rows,
                           for sixteen channels, with a stride of 1; 0 where there is none */
  struct stapes_channels parameters;
  struct stapes_rounding rounding;
  /* The call's own: the rows under the kernel, null for padding; where these are not too many. And
     where the values of the row go, [column][channel]. */
  const int8_t *under[16];
  int8_t *output;
};

enum { stapes_depthwise_rows = 16 };

/* Computes the rows. Biases hold -zero point * sum of the weights, as if there were no padding. */
void stapes_dsp_depthwise(struct stapes_depthwise *call);
void stapes_helium_depthwise(struct stapes_depthwise *call);
void stapes_plain_depthwise(struct stapes_depthwise *call);

/*
 * A row of a max-pool of int8 values: the greatest under the kernel, clamped. Padding takes no
 * part; where there is nothing but padding the value is -128, clamped.
 */
struct stapes_pool {
  struct stapes_window window;
  const uint8_t *memory;
  int8_t *output; /* [column][channel], apart from the input */
  uint32_t kernel_rows, kernel_across;
  uint32_t stride, pad_left; /* across */
  uint32_t input_width;
  uint32_t width, channels; /* of the output */
  int32_t lowest, highest;  /* int8 */
};

void stapes_dsp_max_pool(const struct stapes_pool *pool);
void stapes_helium_max_pool(const struct stapes_pool *pool);
void stapes_plain_max_pool(const struct stapes_pool *pool);

/* Adds the columns of a row of int8 values to sums, one of each channel, and a term to each sum. */
void stapes_add_columns(
    int32_t *sums, const int8_t *values, uint32_t width, uint32_t channels, int32_t term);

/* A row of int8 values, and the factor q31 * 2^(shift - 31) of its addends. */
struct stapes_operand {
  const int8_t *values;
  int32_t zero_point; /* int8 */
  int32_t q31, shift;
};

/*
 * A row of sums of int8 values, or of differences: each of (a - zero point) * 2^20 and
 * (b - zero point) * 2^20 is multiplied with its factor and rounded, then their sum is.
 */
struct stapes_add {
  struct stapes_operand a, b;
  int8_t *output; /* may be a or b */
  uint32_t count;
  uint32_t is_difference;
  int32_t q31, shift; /* of the sum */
  struct stapes_rounding rounding;
};

void stapes_dsp_add(const struct stapes_add *add);
void stapes_helium_add(const struct stapes_add *add);
void stapes_plain_add(const struct stapes_add *add);

#endif
