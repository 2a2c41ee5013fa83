/* Rows of a depthwise convolution: sixteen channels at a time, column by column. */
#if defined(__ARM_FEATURE_MVE)
#include "copies.h"
#include "helium.h"
#include "rows.h"

/* Channels at a time. Their products fall apart into vectors of every fourth channel. */
enum { together = copied_channels, parts = 4 };

/* Some channels of a row, sixteen at most, and what all columns have in common. */
struct block {
  const struct stapes_depthwise *row;
  uint32_t channel, channels;
  uint32_t input_channels; /* of the row */
  uint32_t input_channel;  /* that the first channel reads */
  uint8x16_t offsets;      /* from there to those that the channels read */
  int8_t padding[together];
  struct four_channels parts[parts]; /* of every fourth channel: from 0, 1, 2 and 3 on */
  int32x4_t shifts_by_one[parts];
  /* Whether int8's own range is meant, with two roundings of factors up to
     one, or with one and small factors. */
  uint32_t is_plain;
  uint32_t rounds_twice;
  int32_t zero_point; /* of the output */
};

/* Sums of every fourth channel: from 0, 2, 1 and 3 on. */
struct sums {
  int32x4_t a, b, c, d;
};

static uint32_t is_whole_range(const struct stapes_rounding *rounding) {
  return rounding->lowest == -128 && rounding->highest == 127;
}

/* A function of its own, so that what it needs lies on the stack no longer. */
__attribute__((noinline)) static void read_parameters(struct block *block) {
  enum { words = sizeof(struct four_channels) / 4 };
  struct four_channels fours[parts];
  /* Channels that there are not have factors that are small. */
  fours[1].shift = fours[2].shift = fours[3].shift = vdupq_n_s32(-31);
  stapes_helium_channels(
      fours, &block->row->parameters, block->row->file, block->channel, block->channels);
  uint32x4_t at = vmulq_n_u32(vidupq_n_u32(0, 1), words);
  int32x4_t greatest = vdupq_n_s32(-31);
#pragma clang loop unroll(disable)
  for (uint32_t index = 0; index < parts; index++) {
    struct four_channels *part = &block->parts[index];
    part->bias = vldrwq_gather_shifted_offset_s32((const int32_t *)&fours[0].bias, at);
    part->q31 = vldrwq_gather_shifted_offset_s32((const int32_t *)&fours[0].q31, at);
    int32x4_t shift = vldrwq_gather_shifted_offset_s32((const int32_t *)&fours[0].shift, at);
    part->shift = shift;
    block->shifts_by_one[index] = vaddq_n_s32(shift, 1);
    greatest = vmaxq_s32(greatest, shift);
    at = vaddq_n_u32(at, 1);
  }
  const struct stapes_rounding *rounding = &block->row->rounding;
  block->rounds_twice = has_two_roundings(rounding);
  block->is_plain =
      is_whole_range(rounding)
      && (has_two_roundings(rounding) ? are_down(greatest) : are_small(greatest));
}

static inline int8x16_t narrowed(struct sums sums, int32_t zero_point) {
  int16x8_t even = vqmovnbq_s32(vuninitializedq_s16(), sums.a);
  int16x8_t odd = vqmovnbq_s32(vuninitializedq_s16(), sums.c);
  even = vqaddq_n_s16(vqmovntq_s32(even, sums.b), (int16_t)zero_point);
  odd = vqaddq_n_s16(vqmovntq_s32(odd, sums.d), (int16_t)zero_point);
  return vqmovntq_s16(vqmovnbq_s16(vuninitializedq_s8(), even), odd);
}

static int32x4_t round_any(
    int32x4_t sums, const struct four_channels *part, const struct stapes_rounding *rounding) {
  if (has_two_roundings(rounding)) {
    sums = rounded_twice(vaddq_s32(sums, part->bias), part->q31, part->shift);
  } else {
    int32_t words[4];
    vstrwq_s32(words, sums);
    stapes_helium_round(words, 4, 1, part, 0);
    sums = vldrwq_s32(words);
  }
  return vaddq_n_s32(sums, rounding->zero_point);
}

/* Any rounding, factor and range. */
__attribute__((noinline)) static int8x16_t finish_any(
    const struct sums *sums, const struct block *block) {
  const struct stapes_rounding *rounding = &block->row->rounding;
  static const uint8_t places[parts] = {0, 2, 1, 3};
  int32x4_t values[parts];
  for (uint32_t index = 0; index < parts; index++)
    values[index] = round_any((&sums->a)[index], &block->parts[places[index]], rounding);
  int8x16_t lowest = vdupq_n_s8((int8_t)rounding->lowest);
  int8x16_t highest = vdupq_n_s8((int8_t)rounding->highest);
  struct sums rounded = {values[0], values[1], values[2], values[3]};
  return vminq_s8(vmaxq_s8(narrowed(rounded, 0), lowest), highest);
}

static inline int32x4_t round_part(int32x4_t sums, const struct block *block, uint32_t index) {
  const struct four_channels *part = &block->parts[index];
  sums = vaddq_s32(sums, part->bias);
  return block->rounds_twice ? rounded_twice_down(sums, part->q31, part->shift)
                             : rounded_small(sums, part->q31, block->shifts_by_one[index]);
}

/* Where `is_plain` says so. */
static inline int8x16_t finish_plain(
    struct sums sums, const struct block *block, int32_t zero_point) {
  struct sums values = {
      round_part(sums.a, block, 0), round_part(sums.b, block, 2), round_part(sums.c, block, 1),
      round_part(sums.d, block, 3)};
  return narrowed(values, zero_point);
}

static inline struct sums no_sums(void) {
  int32x4_t zero = vdupq_n_s32(0);
  return (struct sums){zero, zero, zero, zero};
}

/* Adds products of even and of odd channels. */
static inline struct sums add(struct sums sums, int16x8_t even, int16x8_t odd) {
  return (struct sums){
      vaddq_s32(sums.a, vmovlbq_s16(even)), vaddq_s32(sums.b, vmovltq_s16(even)),
      vaddq_s32(sums.c, vmovlbq_s16(odd)), vaddq_s32(sums.d, vmovltq_s16(odd))};
}

static inline struct sums add_tap(struct sums sums, int8x16_t x, int8x16_t w) {
  return add(sums, vmullbq_int_s8(x, w), vmulltq_int_s8(x, w));
}

/* Taps of a row of the kernel, with the values under them. */
struct run {
  const int8_t *values, *weights;
  uint32_t values_apart, weights_apart;
  uint32_t count;
};

/* Where the multiplier is not 1, values lie at offsets. */
static inline struct sums add_run(
    struct sums sums, struct run run, const struct block *block, uint32_t is_multiplied) {
  mve_pred16_t here = vctp8q(block->channels);
  const uint8x16_t offsets = block->offsets;
  for (; run.count > 0; run.count--) {
    int8x16_t values = is_multiplied ? vldrbq_gather_offset_z_s8(run.values, offsets, here)
                                     : vldrbq_z_s8(run.values, here);
    sums = add_tap(sums, values, vldrbq_z_s8(run.weights, here));
    run.values += run.values_apart;
    run.weights += run.weights_apart;
  }
  return sums;
}

/* A run from a tap on, which lies at a column of the input: of values, or of padding. */
static inline struct run run_at(
    const struct block *block, const int8_t *input, uint32_t column, uint32_t taps) {
  const struct stapes_depthwise *row = block->row;
  struct run run = {block->padding, 0, 0, row->channels, taps};
  uint32_t before = (int32_t)column < 0 ? 0 - column : taps;
  if (input && column < row->input_width) {
    run.values = input + column * block->input_channels + block->input_channel;
    run.values_apart = block->input_channels;
    before = row->input_width - column;
  }
  if (input && before < taps) run.count = before;
  return run;
}

/* The values of a column, whose first tap lies at a column of the input. */
__attribute__((noinline)) static int8x16_t values_of(const struct block *block, uint32_t first) {
  const struct stapes_depthwise *row = block->row;
  const int8_t *weights = row->weights + block->channel;
  struct sums sums = no_sums();
  for (uint32_t index = 0; index < row->kernel_rows; index++) {
    for (uint32_t tap = 0; tap < row->kernel_across;) {
      struct run run = run_at(block, row_at(row, index), first + tap, row->kernel_across - tap);
      run.weights = weights;
      sums = row->multiplier == 1 ? add_run(sums, run, block, 0) : add_run(sums, run, block, 1);
      tap += run.count;
      weights += run.count * row->channels;
    }
  }
  if (block->is_plain) return finish_plain(sums, block, block->zero_point);
  struct sums any = sums;
  return finish_any(&any, block);
}

static void compute_pools(const struct block *block) {
  const struct stapes_depthwise *row = block->row;
  mve_pred16_t here = vctp8q(block->channels);
  int8_t *output = row->output + block->channel;
  uint32_t first = 0u - row->pad_left;
  for (uint32_t column = 0; column < row->width; column++, output += row->channels) {
    int8x16_t greatest = vldrbq_z_s8(output, here);
    for (uint32_t index = 0; index < row->pool_across; index++, first += row->stride)
      greatest = vmaxq_s8(greatest, values_of(block, first));
    vstrbq_p_s8(output, greatest, here);
  }
}

/* A kernel of three by three: its weights, the values that are held back, and values of columns
 * with something in the padding. For a row of padding another row stands, whose weights are zero: what
 * padding adds is part of the biases. */
struct three {
  _Alignas(8) int8_t weights[9 * together];
  int8x16_t held;
  int8_t patch[9 * together];
  const int8_t *rows[3];
};

static uint32_t is_three(const struct stapes_depthwise *row) {
  return row->kernel_rows == 3 && row->kernel_across == 3;
}

/* Finds the rows; none is null. Whether there is one that is not padding. */
static uint32_t find_three(struct three *three, const struct stapes_depthwise *row) {
  const int8_t *real = row->under[0] ? row->under[0] : row->under[1] ? row->under[1] : row->under[2];
#pragma clang loop unroll(disable)
  for (uint32_t index = 0; index < 3; index++)
    three->rows[index] = row->under[index] ? row->under[index] : real;
  return real != 0;
}

/* Copies the weights, and adds what padding rows do to the biases; in copies there are none. Whether
 * no weight is −128; else nothing has changed. */
__attribute__((noinline)) static uint32_t copy_weights(struct three *three, struct block *block) {
  const struct stapes_depthwise *row = block->row;
  const int8_t *from = row->weights + block->channel;
  mve_pred16_t here = vctp8q(block->channels);
  int8x16_t least = vdupq_n_s8(0), padding = vdupq_n_s8((int8_t)row->zero_point);
  struct sums sums = no_sums();
#pragma clang loop unroll(disable)
  for (uint32_t tap = 0; tap < 9; tap++, from += row->channels) {
    int8x16_t weights = vldrbq_z_s8(from, here);
    if (!row->copies && !row->under[tap / 3]) {
      sums = add_tap(sums, padding, weights);
      weights = vdupq_n_s8(0);
    }
    least = vminq_s8(least, weights);
    vstrbq_s8(three->weights + tap * together, weights);
  }
  if (vminvq_s8(0, least) == -128) return 0;
  block->parts[0].bias = vaddq_s32(block->parts[0].bias, sums.a);
  block->parts[2].bias = vaddq_s32(block->parts[2].bias, sums.b);
  block->parts[1].bias = vaddq_s32(block->parts[1].bias, sums.c);
  block->parts[3].bias = vaddq_s32(block->parts[3].bias, sums.d);
  return 1;
}

/* Taps are taken in twos, as two products fit 16 bits where no weight is −128. Values stand at q4
 * and q5; products of even channels come to `even`, those of odd ones to `odd`. */
#define MULTIPLY(even, odd, first, second)                                                    \
  "vldrw.u32 q6, [%[w], #" first "]\n vldrw.u32 q7, [%[w], #" second "]\n"                    \
  "vmullb.s8 " even ", q4, q6\n vmullt.s8 q4, q4, q6\n"                                       \
  "vmullb.s8 q6, q5, q7\n vmullt.s8 q5, q5, q7\n"                                             \
  "vadd.i16 " even ", " even ", q6\n vadd.i16 " odd ", q4, q5\n"
/* The same without a free register for `even`: weights are loaded twice. */
#define MULTIPLY_TIGHTLY(first, second)                                                       \
  "vldrw.u32 q6, [%[w], #" first "]\n vmullb.s8 q7, q4, q6\n vmullt.s8 q4, q4, q6\n"          \
  "vldrw.u32 q6, [%[w], #" second "]\n vmullb.s8 q6, q5, q6\n vadd.i16 q7, q7, q6\n"          \
  "vldrw.u32 q6, [%[w], #" second "]\n vmullt.s8 q5, q5, q6\n vadd.i16 q4, q4, q5\n"
#define ADD_TO_SUMS(low, high, products)                                                      \
  "vmovlb.s16 q5, " products "\n vmovlt.s16 q6, " products "\n"                               \
  "vadd.i32 " low ", " low ", q5\n vadd.i32 " high ", " high ", q6\n"
#define START_SUMS(low, high, products) \
  "vmovlt.s16 " high ", " products "\n vmovlb.s16 " low ", " products "\n"
#define ADD_EVEN_AND_ODD ADD_TO_SUMS("%q[a]", "%q[b]", "q7") ADD_TO_SUMS("%q[c]", "%q[d]", "q4")
#define LOAD_TWO(first, second) \
  "vpstt\n vldrbt.u8 q4, [%[" first "]]\n vldrbt.u8 q5, [%[" second "]]\n"
#define STEP(row) "add %[" row "], %[" row "], %[apart]\n"
#define GO_ON(row) "add %[" row "], %[" row "], %[rest]\n"

/* Where a column's taps lie in three rows, and how one comes to the next tap and column. */
struct nine {
  const int8_t *p, *q, *r;
  uint32_t apart, rest;
  uint32_t columns;
};

/* Sets the predicate for `sum_nine`. Compilers do not know, so a function with these must not use
 * predicates itself. */
static inline void set_predicate(uint32_t channels) {
  __asm__ volatile("vctp.8 %0" : : "r"(channels));
}

/* Sums up nine taps, and writes the values that are held back. Compilers would spill some sums. */
static inline struct sums sum_nine(struct nine *at, const struct three *three, int8_t *output) {
  struct sums sums;
  __asm__ volatile(
      LOAD_TWO("p", "r") MULTIPLY("%q[d]", "%q[c]", "0", "96")
      START_SUMS("%q[a]", "%q[b]", "%q[d]")
      STEP("p") LOAD_TWO("p", "q") MULTIPLY("%q[d]", "q4", "16", "48")
      ADD_TO_SUMS("%q[a]", "%q[b]", "%q[d]")
      START_SUMS("%q[c]", "%q[d]", "%q[c]") ADD_TO_SUMS("%q[c]", "%q[d]", "q4")
      STEP("p") STEP("r") LOAD_TWO("p", "r") MULTIPLY_TIGHTLY("32", "112") ADD_EVEN_AND_ODD
      STEP("q") STEP("r") LOAD_TWO("q", "r") MULTIPLY_TIGHTLY("64", "128") ADD_EVEN_AND_ODD
      STEP("q") "vpst\n vldrbt.u8 q4, [%[q]]\n vldrw.u32 q5, [%[w], #80]\n"
      "vmullb.s8 q7, q4, q5\n vmullt.s8 q4, q4, q5\n" ADD_EVEN_AND_ODD
      GO_ON("p") GO_ON("q") GO_ON("r")
      "vldrw.u32 q4, [%[w], #144]\n vpst\n vstrbt.8 q4, [%[output]]\n"
      : [a] "=&w"(sums.a), [b] "=&w"(sums.b), [c] "=&w"(sums.c), [d] "=&w"(sums.d),
        [p] "+r"(at->p), [q] "+r"(at->q), [r] "+r"(at->r)
      : [w] "r"(three), [apart] "r"(at->apart), [rest] "r"(at->rest), [output] "r"(output)
      : "q4", "q5", "q6", "q7", "memory");
  return sums;
}

/* Computes columns. Each one's values are written with the next one, which may still need the input
 * there; the first values that are written are those of the column in front, at a place of their own,
 * or none: what is in the patch has been read then.
 * Gives the place of the last column's values. */
__attribute__((noinline)) static int8_t *compute_threes(
    struct three *three, const struct nine *first, const struct block *block, int8_t *place,
    int8_t *output) {
  struct nine at = *first;
  const uint32_t apart = block->row->channels, is_plain = block->is_plain;
  const int32_t zero_point = block->zero_point;
  set_predicate(block->channels);
  for (uint32_t columns = at.columns; columns > 0; columns--) {
    struct sums sums = sum_nine(&at, three, place);
    place = output;
    output += apart;
    if (__builtin_expect(is_plain != 0, 1)) {
      three->held = finish_plain(sums, block, zero_point);
    } else {
      struct sums any = sums;
      three->held = finish_any(&any, block);
      set_predicate(block->channels);
    }
  }
  return place;
}

/* Copies what is under the kernel, whose first column lies at one of the input. */
static struct nine lay_patch(struct three *three, const struct block *block, uint32_t first) {
  const struct stapes_depthwise *row = block->row;
  const int8_t *const *inputs = three->rows;
  const uint32_t width = row->input_width, apart = row->channels;
  uint32_t at = first * apart + block->channel;
  mve_pred16_t here = vctp8q(block->channels);
  int8x16_t padding = vdupq_n_s8((int8_t)row->zero_point);
  int8_t *patch = three->patch;
#pragma clang loop unroll(disable)
  for (uint32_t tap = 0; tap < 3; tap++, at += apart, patch += together) {
    uint32_t is_inside = first + tap < width;
    for (uint32_t index = 0; index < 3; index++) {
      int8x16_t values = padding;
      if (is_inside) values = vldrbq_z_s8(inputs[index] + at, here);
      vstrbq_s8(patch + 3 * index * together, values);
    }
  }
  patch = three->patch;
  return (struct nine){patch, patch + 3 * together, patch + 6 * together, together, 0, 1};
}

/* The columns from one on whose taps all lie inside the rows. */
static uint32_t inside(const struct stapes_depthwise *row, uint32_t column) {
  uint32_t first = column * row->stride - row->pad_left, end = row->width;
  if (first >= row->input_width || row->input_width - first < 3) return 0;
  uint32_t columns = (row->input_width - first - 3) / row->stride + 1;
  return columns < end - column ? columns : end - column;
}

static void compute_three(const struct block *block, struct three *three) {
  const struct stapes_depthwise *row = block->row;
  const uint32_t apart = row->channels;
  int8_t *output = row->output + block->channel, *place = three->patch;
  for (uint32_t column = 0; column < row->width;) {
    uint32_t columns = column > 0 ? inside(row, column) : 0;
    uint32_t first = column * row->stride - row->pad_left, start = first * apart + block->channel;
    struct nine at;
    if (columns > 0) {
      at = (struct nine){
          three->rows[0] + start, three->rows[1] + start, three->rows[2] + start, apart,
          row->stride * apart - 2 * apart, columns};
    } else {
      at = lay_patch(three, block, first);
    }
    place = compute_threes(three, &at, block, place, output);
    output += at.columns * apart;
    column += at.columns;
  }
  vstrbq_p_s8(place, three->held, vctp8q(block->channels));
}

/* All rows, over copies. */
static void compute_copies(const struct block *block, struct three *three) {
  const struct stapes_depthwise *call = block->row;
  const struct stapes_rows *rows = &call->rows;
  const uint32_t row_bytes = copied_row_bytes(call);
  const int8_t *copies = (const int8_t *)call->memory + call->copies;
  int8_t *first = (int8_t *)call->memory + rows->ring + block->channel;
  int8_t *output = first + rows->slot * rows->row_bytes, *place = three->patch;
  uint32_t slot = rows->slot;
  stapes_copy_rows(call, block->channel);
  for (uint32_t left = rows->left; left; left--, copies += rows->stride * row_bytes) {
    const struct nine at = {
        copies, copies + row_bytes, copies + 2 * row_bytes, copied_channels, 0u - copied_channels,
        call->width};
    place = compute_threes(three, &at, block, place, output);
    output += rows->row_bytes;
    if (++slot < rows->capacity) continue;
    slot = 0;
    output = first;
  }
  vstrbq_p_s8(place, three->held, vctp8q(block->channels));
}

/* Columns of any kernel, whose values are held back too. */
static void compute_columns(const struct block *block) {
  const struct stapes_depthwise *row = block->row;
  mve_pred16_t here = vctp8q(block->channels);
  uint32_t first = 0u - row->pad_left;
  int8_t *output = row->output + block->channel;
  int8x16_t held = values_of(block, first);
  for (uint32_t column = 1; column < row->width; column++, output += row->channels) {
    int8x16_t values = values_of(block, first += row->stride);
    vstrbq_p_s8(output, held, here);
    held = values;
  }
  vstrbq_p_s8(output, held, here);
}

/* Whether a row has one channel, and columns are computed four at a time. */
static uint32_t is_single(const struct block *block) {
  const struct stapes_depthwise *row = block->row;
  return row->channels == 1 && row->stride == 1 && row->pool_across == 0 && block->is_plain;
}

/* Four columns of one channel, whose taps all lie inside the row. */
static inline int32x4_t four_columns(const struct block *block, uint32_t first) {
  const struct stapes_depthwise *row = block->row;
  const int8_t *weight = row->weights;
  int32x4_t sums = vdupq_n_s32(vgetq_lane_s32(block->parts[0].bias, 0));
  for (uint32_t index = 0; index < row->kernel_rows; index++) {
    const int8_t *x = row_at(row, index);
#pragma clang loop unroll(disable)
    for (uint32_t tap = first; tap < first + row->kernel_across; tap++, weight++) {
      sums = x ? vmlaq_n_s32(sums, vldrbq_s32(x + tap), *weight)
               : vaddq_n_s32(sums, *weight * row->zero_point);
    }
  }
  const struct four_channels *part = &block->parts[0];
  int32x4_t q31 = vdupq_n_s32(vgetq_lane_s32(part->q31, 0));
  int32x4_t shift = vdupq_n_s32(vgetq_lane_s32(part->shift, 0));
  sums = block->rounds_twice ? rounded_twice_down(sums, q31, shift)
                             : rounded_small(sums, q31, vaddq_n_s32(shift, 1));
  sums = vaddq_n_s32(sums, block->zero_point);
  return vminq_s32(vmaxq_s32(sums, vdupq_n_s32(-128)), vdupq_n_s32(127));
}

/* Values wait until the next columns have been read: their place may lie in a row of the input. */
static void compute_single(const struct block *block) {
  const struct stapes_depthwise *row = block->row;
  const uint32_t across = row->kernel_across;
  int8_t *output = row->output;
  int32x4_t held = vdupq_n_s32(0);
  uint32_t held_count = 0, count;
  for (uint32_t column = 0; column < row->width; column += count) {
    const uint32_t first = column - row->pad_left;
    const uint32_t is_inside =
        first < row->input_width && row->input_width - first >= across + 3;
    int32x4_t values;
    if (is_inside && row->width - column >= 4) {
      values = four_columns(block, first);
      count = 4;
    } else {
      values = vdupq_n_s32(vgetq_lane_s8(values_of(block, first), 0));
      count = 1;
    }
    vstrbq_p_s32(output, held, vctp32q(held_count));
    output += held_count;
    held = values;
    held_count = count;
  }
  vstrbq_p_s32(output, held, vctp32q(held_count));
}

static void compute(struct block *block, struct three *three) {
  const struct stapes_depthwise *row = block->row;
  if (row->pool_across > 0) {
    compute_pools(block);
  } else if (is_single(block)) {
    compute_single(block);
  } else if (
      is_three(row) && row->multiplier == 1 && find_three(three, row)
      && copy_weights(three, block)) {
    compute_three(block, three);
  } else {
    compute_columns(block);
  }
}

static uint8x16_t input_offsets(const struct block *block) {
  uint8_t offsets[together];
#pragma clang loop unroll(disable)
  for (uint32_t index = 0; index < together; index++)
    offsets[index] =
        (uint8_t)((block->channel + index) / block->row->multiplier - block->input_channel);
  return vldrbq_u8(offsets);
}

static void compute_block(struct block *block, struct stapes_depthwise *call) {
  const struct stapes_rows rows = call->rows;
  struct three three;
  do {
    read_parameters(block);
    if (call->copies && copy_weights(&three, block)) {
      compute_copies(block, &three);
      return;
    }
    find_rows(call);
    start_pools(call, block->channel, block->channels);
    compute(block, &three);
  } while (next_row(call));
  call->rows = rows;
}

void stapes_helium_depthwise(struct stapes_depthwise *call) {
  struct block block;
  block.row = call;
  block.input_channels = call->channels / call->multiplier;
  block.zero_point = call->rounding.zero_point;
  vstrbq_s8(block.padding, vdupq_n_s8((int8_t)call->zero_point));
  for (block.channel = 0; block.channel < call->channels; block.channel += together) {
    uint32_t left = call->channels - block.channel;
    block.channels = left < together ? left : together;
    block.input_channel = block.channel / call->multiplier;
    if (call->multiplier > 1) block.offsets = input_offsets(&block);
    compute_block(&block, call);
  }
}

#endif
