/* Rows of a depthwise convolution of int8 values. */
#include "CKernels.h"
#include "channel.h"
#include "dsp_clamp.h"
#include "dsp_filter.h"
#include "instructions.h"
#include "rows.h"

/* Those of the kernel's rows that are not padding. */
struct real {
  uint32_t first, end;
};

static struct real real_rows(const struct stapes_depthwise *row) {
  struct real real = {0, row->kernel_rows};
  ROLLED
  while (real.first < real.end && !row_at(row, real.first)) real.first++;
  ROLLED
  while (real.end > real.first && !row_at(row, real.end - 1)) real.end--;
  return real;
}

/* Whether values may be clamped after they have been written, or need no more than an int8 does. */
static inline uint32_t clamps_last(const struct stapes_depthwise *row) {
  return !row->pool_across || (row->rounding.lowest == -128 && row->rounding.highest == 127);
}

/* Kernels of up to three rows of three taps: one channel, sliding along the row. */

/* Where a filter goes along: places relative to which the columns lie at i up to 0. */
struct path {
  const int8_t *rows[3];
  int8_t *output;
  uint32_t step; /* from a column to the next */
  uint32_t start;
};

#if HAS_DSP
/* Two columns, and the outputs of the kernel there, with a stride of 1. */
#define SLIDE_BY_ONE(ROUNDED)                                                      \
  "1: ldrd %[u], %[t], [%[filter], #12]\n"                                         \
  "smlatb %[v], %[last], %[t], %[u]\n" ADD("smlad", "%[u]", "%[last]", "%[t]")     \
  LOAD("%[last]", "%[c]", "%[i]") LOAD("%[t]", "%[c]", "%[j]")                     \
  PAIR("%[last]", "%[last]", "%[t]")                                               \
  "ldrd %[t], %[s], [%[filter], #20]\n"                                            \
  ADD("smlabt", "%[u]", "%[last]", "%[t]") ADD("smlad", "%[v]", "%[last]", "%[t]") \
  ADD("smlad", "%[u]", "%[p]", "%[s]") ADD("smlad", "%[v]", "%[q]", "%[s]")        \
  LOAD("%[p]", "%[a]", "%[i]") LOAD("%[t]", "%[b]", "%[i]")                        \
  PAIR("%[p]", "%[p]", "%[t]")                                                     \
  "ldrd %[t], %[s], [%[filter], #28]\n"                                            \
  ADD("smlad", "%[u]", "%[q]", "%[t]") ADD("smlad", "%[v]", "%[p]", "%[t]")        \
  LOAD("%[q]", "%[a]", "%[j]") LOAD("%[t]", "%[b]", "%[j]")                        \
  PAIR("%[q]", "%[q]", "%[t]")                                                     \
  ADD("smlad", "%[u]", "%[p]", "%[s]") ADD("smlad", "%[v]", "%[q]", "%[s]")        \
  "ldrd %[t], %[s], [%[filter], #0]\n" ROUNDED("%[u]") ROUNDED("%[v]")             \
  "ldr %[t], [%[filter], #8]\n asr %[u], %[u], %[t]\n asr %[v], %[v], %[t]\n"      \
  "ssat %[u], #8, %[u]\n ssat %[v], #8, %[v]\n"                                    \
  "ldrd %[t], %[s], [%[filter], #36]\n"                                            \
  "strb %[u], [%[t], %[i]]\n strb %[v], [%[t], %[j]]\n"                            \
  "add %[j], %[j], %[s]\n adds %[i], %[i], %[s]\n bne 1b\n"

/* Two columns, and the output of the kernel there, with a stride of 2. */
#define SLIDE_BY_TWO(ROUNDED)                                                       \
  "1: ldrd %[u], %[t], [%[filter], #12]\n" ADD("smlatb", "%[u]", "%[last]", "%[t]") \
  "ldrd %[t], %[s], [%[filter], #20]\n" ADD("smlad", "%[u]", "%[p]", "%[s]")        \
  "add %[s], %[step], %[i], lsl #1\n" LOAD("%[p]", "%[a]", "%[s]")                  \
  LOAD("%[last]", "%[c]", "%[s]") LOAD("%[s]", "%[b]", "%[s]")                      \
  PAIR("%[p]", "%[p]", "%[s]")                                                      \
  "adds %[i], %[i], %[step]\n" LOAD("%[s]", "%[c]", "%[i], lsl #1")                 \
  PAIR("%[last]", "%[last]", "%[s]") ADD("smlad", "%[u]", "%[last]", "%[t]")        \
  "ldrd %[t], %[s], [%[filter], #28]\n" ADD("smlad", "%[u]", "%[p]", "%[t]")        \
  LOAD("%[p]", "%[a]", "%[i], lsl #1") LOAD("%[t]", "%[b]", "%[i], lsl #1")         \
  PAIR("%[p]", "%[p]", "%[t]") ADD("smlad", "%[u]", "%[p]", "%[s]")                 \
  "ldrd %[t], %[s], [%[filter], #0]\n" ROUNDED("%[u]")                              \
  "asr %[u], %[u], %[down]\n ssat %[u], #8, %[u]\n strb %[u], [%[output], %[i]]\n bne 1b\n"

/* Gives outputs to the end of a path, two at a time. */
__attribute__((noinline)) static void slide_by_one(
    struct columns *columns, struct filter *filter, const struct path *path, uint32_t channel,
    uint32_t rounds_twice) {
  const int8_t *a = path->rows[0] + channel, *b = path->rows[1] + channel;
  const int8_t *c = path->rows[2] + channel;
  uint32_t i = path->start, j = i + path->step, u, v, t, s;
  filter->output = path->output + channel;
  filter->two_columns = 2 * path->step;
#define SLIDE(ROUNDED)                                                                   \
  __asm__ volatile(SLIDE_BY_ONE(ROUNDED)                                                 \
                   : [p] "+r"(columns->pairs[0]), [q] "+r"(columns->pairs[1]),           \
                     [last] "+r"(columns->last), [i] "+r"(i), [j] "+r"(j), [u] "=&r"(u), \
                     [v] "=&r"(v), [t] "=&r"(t), [s] "=&r"(s)                            \
                   : [a] "r"(a), [b] "r"(b), [c] "r"(c), [filter] "r"(filter)            \
                   : "cc", "memory")
  if (rounds_twice) {
    SLIDE(TWICE);
  } else {
    SLIDE(ONCE);
  }
#undef SLIDE
}

/* The same with a stride of 2, one output at a time. */
__attribute__((noinline)) static void slide_by_two(
    struct columns *columns, struct filter *filter, const struct path *path, uint32_t channel,
    uint32_t rounds_twice) {
  const int8_t *a = path->rows[0] + channel, *b = path->rows[1] + channel;
  const int8_t *c = path->rows[2] + channel;
  int8_t *output = path->output + channel;
  uint32_t i = path->start, u, t, s;
#define SLIDE(ROUNDED)                                                                     \
  __asm__ volatile(SLIDE_BY_TWO(ROUNDED)                                                   \
                   : [p] "+r"(columns->pairs[1]), [last] "+r"(columns->last), [i] "+r"(i), \
                     [u] "=&r"(u), [t] "=&r"(t), [s] "=&r"(s)                              \
                   : [a] "r"(a), [b] "r"(b), [c] "r"(c), [filter] "r"(filter),             \
                     [step] "r"(path->step), [output] "r"(output),                         \
                     [down] "r"(filter->scale.down)                                        \
                   : "cc", "memory")
  if (rounds_twice) {
    SLIDE(TWICE);
  } else {
    SLIDE(ONCE);
  }
#undef SLIDE
}
#else
static void slide_by_one(
    struct columns *columns, struct filter *filter, const struct path *path, uint32_t channel,
    uint32_t rounds_twice) {
  const int8_t *a = path->rows[0] + channel, *b = path->rows[1] + channel;
  const int8_t *c = path->rows[2] + channel;
  for (int32_t i = (int32_t)path->start, j; i; i += 2 * (int32_t)path->step) {
    j = i + (int32_t)path->step;
    uint32_t p = columns->pairs[0], q = columns->pairs[1], last = columns->last;
    columns->pairs[0] = pkhbt((uint32_t)a[i], (uint32_t)b[i]);
    columns->pairs[1] = pkhbt((uint32_t)a[j], (uint32_t)b[j]);
    columns->last = pkhbt((uint32_t)c[i], (uint32_t)c[j]);
    int32_t u = smlad(last, filter->last_01, 0), v = smlabb(last >> 16, filter->last_01, 0);
    u = smlabb(columns->last, filter->last_12 >> 16, u);
    v = smlad(columns->last, filter->last_12, v);
    path->output[i + (int32_t)channel] =
        filtered(filter, p, q, columns->pairs[0], u, rounds_twice);
    path->output[j + (int32_t)channel] =
        filtered(filter, q, columns->pairs[0], columns->pairs[1], v, rounds_twice);
  }
}

static void slide_by_two(
    struct columns *columns, struct filter *filter, const struct path *path, uint32_t channel,
    uint32_t rounds_twice) {
  const int8_t *a = path->rows[0] + channel, *b = path->rows[1] + channel;
  const int8_t *c = path->rows[2] + channel;
  for (int32_t i = (int32_t)path->start; i; i += (int32_t)path->step) {
    int32_t j = 2 * i + (int32_t)path->step, k = j + (int32_t)path->step;
    uint32_t p = columns->pairs[1], q = pkhbt((uint32_t)a[j], (uint32_t)b[j]);
    columns->pairs[1] = pkhbt((uint32_t)a[k], (uint32_t)b[k]);
    int32_t sum = smlabb(columns->last >> 16, filter->last_01, 0);
    columns->last = pkhbt((uint32_t)c[j], (uint32_t)c[k]);
    sum = smlad(columns->last, filter->last_12, sum);
    path->output[i + (int32_t)(path->step + channel)] =
        filtered(filter, p, q, columns->pairs[1], sum, rounds_twice);
  }
}
#endif

/* What all channels of a row have in common. */
struct sliding {
  struct filter_shape shape;
  const int8_t *rows[3]; /* for rows of padding, some other rows */
  struct path inside, outside;
  uint32_t inside_width;
  int8_t edge[4][2]; /* two columns of three rows, and their outputs */
};

static int can_slide(const struct stapes_depthwise *row, struct real real) {
  return row->kernel_rows <= 3 && row->kernel_across <= 3 && row->stride <= 2 &&
         row->pad_left <= 1 && row->multiplier == 1 && row->pool_across == 0 &&
         real.first < real.end;
}

/* Outputs whose three columns all lie in the row; an even number where they are given in pairs. */
static uint32_t inside_width(const struct stapes_depthwise *row) {
  uint32_t padded = row->input_width + row->pad_left;
  uint32_t width = padded < 3 ? 0 : (padded - 3) / row->stride + 1;
  if (width > row->width) width = row->width;
  return row->stride == 1 ? width & ~1u : width;
}

static inline void set_up(
    struct sliding *sliding, const struct stapes_depthwise *row, struct real real) {
  uint32_t step = row->channels, stride = row->stride;
  stapes_dsp_find_shape(&sliding->shape, row, real.first, real.end);
  ROLLED
  for (uint32_t index = 0; index < 3; index++) {
    uint32_t is_real = index >= real.first && index < real.end;
    sliding->rows[index] = row->under[is_real ? index : real.first];
    sliding->outside.rows[index] = sliding->edge[index] + (stride == 1 ? 2 : 1);
  }
  sliding->outside.output = sliding->edge[3] + (stride == 1 ? 2 : 0);
  sliding->outside.step = 1;
  sliding->outside.start = stride == 1 ? 0u - 2 : 0u - 1;
  uint32_t width = sliding->inside_width = inside_width(row);
  if (width == 0) return;
  uint32_t end = stride == 1 ? width + 2 - row->pad_left : 2 * width - row->pad_left;
  ROLLED
  for (uint32_t index = 0; index < 3; index++)
    sliding->inside.rows[index] = sliding->rows[index] + end * step;
  sliding->inside.output = row->output + (stride == 1 ? width : width - 1) * step;
  sliding->inside.step = step;
  sliding->inside.start = 0 - width * step;
}

/* Copies two columns of a channel, with the zero point for those that lie outside of the row. */
__attribute__((noinline)) static void copy_columns(
    struct sliding *sliding, const struct stapes_depthwise *row, uint32_t channel,
    uint32_t column) {
  int8_t zero = (int8_t)row->zero_point;
  const int8_t *a = sliding->rows[0], *b = sliding->rows[1], *c = sliding->rows[2];
  uint32_t width = row->input_width, step = row->channels, at = column * step + channel;
  for (uint32_t index = 0; index < 2; index++, column++, at += step) {
    uint32_t is_inside = column < width;
    sliding->edge[0][index] = is_inside ? a[at] : zero;
    sliding->edge[1][index] = is_inside ? b[at] : zero;
    sliding->edge[2][index] = is_inside ? c[at] : zero;
  }
}

static void slide(
    struct sliding *sliding, const struct stapes_depthwise *row, struct filter *filter,
    uint32_t channel) {
  void (*go)(struct columns *, struct filter *, const struct path *, uint32_t, uint32_t) =
      row->stride == 1 ? slide_by_one : slide_by_two;
  uint32_t rounds_twice = has_two_roundings(&row->rounding), done = sliding->inside_width;
  uint32_t column = 1 - row->stride - row->pad_left;
  copy_columns(sliding, row, channel, column);
  int8_t (*edge)[2] = sliding->edge;
  struct columns columns = {
      {pkhbt((uint32_t)edge[0][0], (uint32_t)edge[1][0]),
       pkhbt((uint32_t)edge[0][1], (uint32_t)edge[1][1])},
      pkhbt((uint32_t)edge[2][0], (uint32_t)edge[2][1])};
  column += 2 + done * row->stride;
  if (done) go(&columns, filter, &sliding->inside, channel, rounds_twice);
  int8_t *output = row->output + done * row->channels + channel;
  ROLLED
  for (; done < row->width; column += 2) {
    copy_columns(sliding, row, channel, column);
    go(&columns, filter, &sliding->outside, 0, rounds_twice);
    *output = edge[3][0];
    output += row->channels;
    done++;
    if (row->stride == 2 || done == row->width) continue;
    *output = edge[3][1];
    output += row->channels;
    done++;
  }
}

/* Any kernel: four channels together, or one, one position after the other. */

/* Rounded in any way, and clamped. */
__attribute__((noinline)) static int32_t value_of(
    const struct stapes_depthwise *row, const struct scale *scale, uint32_t channel, int32_t sum) {
  int32_t value;
  if (scale->down == 0) {
    value = stapes_rounded(sum, channel_at(&row->parameters, row->file, channel), &row->rounding);
  } else {
    value = scaled(sum, *scale, has_two_roundings(&row->rounding));
  }
  return clamped(value, &row->rounding);
}

/* Of four channels. */
struct sums {
  int32_t a, b, c, d;
};

/* Adds a tap of some rows, which lies at a place in all of them. */
static inline struct sums add_tap(
    struct sums sums, const int8_t *const *rows, uint32_t at, const int8_t *weights,
    uint32_t count, uint32_t step) {
#if HAS_DSP
  uint32_t i = 0 - count * step, x, w, even, odd;
  weights -= i;
  __asm__ volatile(
      "1: ldr %[x], [%[rows]], #4\n ldr %[w], [%[weights], %[i]]\n ldr %[x], [%[x], %[at]]\n"
      "sxtb16 %[even], %[x]\n sxtb16 %[odd], %[w]\n"
      "sxtb16 %[x], %[x], ror #8\n sxtb16 %[w], %[w], ror #8\n"
      "smlabb %[a], %[even], %[odd], %[a]\n smlatt %[c], %[even], %[odd], %[c]\n"
      "smlabb %[b], %[x], %[w], %[b]\n smlatt %[d], %[x], %[w], %[d]\n"
      "adds %[i], %[i], %[step]\n bne 1b\n"
      : [a] "+r"(sums.a), [b] "+r"(sums.b), [c] "+r"(sums.c), [d] "+r"(sums.d),
        [rows] "+r"(rows), [i] "+r"(i), [x] "=&r"(x), [w] "=&r"(w), [even] "=&r"(even),
        [odd] "=&r"(odd)
      : [weights] "r"(weights), [at] "r"(at), [step] "r"(step)
      : "cc", "memory");
#else
  for (; count; count--, weights += step) {
    uint32_t x = load_word(*rows++ + at), w = load_word(weights);
    sums.a = smlabb(sxtb16(x), sxtb16(w), sums.a);
    sums.b = smlabb(sxtb16_ror8(x), sxtb16_ror8(w), sums.b);
    sums.c = smlatt(sxtb16(x), sxtb16(w), sums.c);
    sums.d = smlatt(sxtb16_ror8(x), sxtb16_ror8(w), sums.d);
  }
#endif
  return sums;
}

/* What a channel's taps in rows of padding add. */
__attribute__((noinline)) static int32_t padding_rows(
    const struct stapes_depthwise *row, struct real real, uint32_t channel) {
  const int8_t *weight = row->weights + channel;
  int32_t sum = 0;
  ROLLED
  for (uint32_t index = 0; index < row->kernel_rows; index++) {
    uint32_t is_padding = index < real.first || index >= real.end;
    ROLLED
    for (uint32_t left = row->kernel_across; left; left--, weight += row->channels)
      if (is_padding) sum += *weight;
  }
  return (int32_t)((uint32_t)sum * (uint32_t)row->zero_point);
}

static inline void put(const struct stapes_depthwise *row, int8_t value, int8_t *output) {
  if (!row->pool_across || value > *output) *output = value;
}

static inline void put_four(
    const struct stapes_depthwise *row, const int8_t *values, uint32_t lane, int8_t *output) {
  if (lane == 0 && !row->pool_across) {
    ((struct stapes_word *)output)->value = load_word(values);
    return;
  }
  ROLLED
  for (; lane < 4; lane++) put(row, values[lane], output + lane);
}

/*
 * Computes four channels, and gives those from a lane on. A value waits until the next column has
 * been read: its place may lie in a row of the input.
 */
__attribute__((noinline)) static void compute_four(
    const struct stapes_depthwise *row, struct real real, const int8_t *const *padding,
    uint32_t first, uint32_t lane) {
  struct scale scales[4];
  uint32_t is_simple = clamps_last(row) && !has_two_roundings(&row->rounding);
  uint32_t count = real.end - real.first;
  ROLLED
  for (uint32_t index = 0; index < 4; index++) {
    scales[index] = stapes_dsp_scale(row, first + index);
    is_simple = scales[index].down ? is_simple : 0;
    if (count < row->kernel_rows)
      scales[index].bias = plus(scales[index].bias, padding_rows(row, real, first + index));
  }
  uint32_t pool = row->pool_across ? row->pool_across : 1, left = pool;
  uint32_t step = row->channels, row_step = row->kernel_across * step;
  uint32_t start = 0 - row->pad_left;
  int8_t *output = row->output + first, *end = output + row->width * step;
  const int8_t *weights = row->weights + real.first * row_step + first;
  int8_t waiting[4], *waits_for = 0;
  ROLLED
  for (; output != end; start += row->stride) {
    struct sums sums = {scales[0].bias, scales[1].bias, scales[2].bias, scales[3].bias};
    const int8_t *w = weights;
    ROLLED
    for (uint32_t tap = count ? row->kernel_across : 0, column = start; tap; tap--, column++) {
      const int8_t *const *rows = padding;
      uint32_t at = 0;
      if (column < row->input_width) {
        rows = row->under + real.first;
        at = column * step + first;
      }
      sums = add_tap(sums, rows, at, w, count, row_step);
      w += step;
    }
    if (waits_for) put_four(row, waiting, lane, waits_for);
    waits_for = output;
    if (--left == 0) {
      output += step;
      left = pool;
    }
    if (is_simple) {
      waiting[0] = (int8_t)ssat8(scaled_once(sums.a, scales[0]));
      waiting[1] = (int8_t)ssat8(scaled_once(sums.b, scales[1]));
      waiting[2] = (int8_t)ssat8(scaled_once(sums.c, scales[2]));
      waiting[3] = (int8_t)ssat8(scaled_once(sums.d, scales[3]));
    } else {
      waiting[0] = (int8_t)value_of(row, &scales[0], first, sums.a);
      waiting[1] = (int8_t)value_of(row, &scales[1], first + 1, sums.b);
      waiting[2] = (int8_t)value_of(row, &scales[2], first + 2, sums.c);
      waiting[3] = (int8_t)value_of(row, &scales[3], first + 3, sums.d);
    }
  }
  put_four(row, waiting, lane, waits_for);
}

static inline int32_t sum_at(
    const struct stapes_depthwise *row, uint32_t channel, uint32_t column, int32_t sum) {
  uint32_t inputs = row->channels / row->multiplier, input = channel / row->multiplier;
  const int8_t *weight = row->weights + channel;
  ROLLED
  for (uint32_t index = 0; index < row->kernel_rows; index++) {
    const int8_t *x = row_at(row, index);
    ROLLED
    for (uint32_t tap = 0; tap < row->kernel_across; tap++) {
      uint32_t at = column + tap;
      int32_t value = x && at < row->input_width ? x[at * inputs + input] : row->zero_point;
      sum = smlabb((uint32_t)value, (uint32_t)*weight, sum);
      weight += row->channels;
    }
  }
  return sum;
}

__attribute__((noinline)) static void compute_one(
    const struct stapes_depthwise *row, uint32_t channel) {
  struct scale scale = stapes_dsp_scale(row, channel);
  uint32_t pool = row->pool_across ? row->pool_across : 1, left = pool;
  uint32_t column = 0 - row->pad_left;
  int8_t *output = row->output + channel, *end = output + row->width * row->channels;
  int8_t waiting = 0, *waits_for = 0;
  ROLLED
  for (; output != end; column += row->stride) {
    int32_t sum = sum_at(row, channel, column, scale.bias);
    if (waits_for) put(row, waiting, waits_for);
    waiting = (int8_t)value_of(row, &scale, channel, sum);
    waits_for = output;
    if (--left == 0) {
      output += row->channels;
      left = pool;
    }
  }
  put(row, waiting, waits_for);
}

__attribute__((noinline)) static void slide_or_compute(
    const struct stapes_depthwise *row, struct real real) {
  struct sliding sliding;
  set_up(&sliding, row, real);
  struct filter filter;
  ROLLED
  for (uint32_t channel = 0; channel < row->channels; channel++) {
    if (stapes_dsp_find_filter(&filter, &sliding.shape, row, channel)) {
      slide(&sliding, row, &filter, channel);
    } else {
      compute_one(row, channel);
    }
  }
}

__attribute__((noinline)) static void compute_fours(
    const struct stapes_depthwise *row, struct real real) {
  int8_t zero = (int8_t)row->zero_point;
  const int8_t zeros[4] = {zero, zero, zero, zero};
  const int8_t *padding[16];
  ROLLED
  for (uint32_t index = 0; index < 16; index++) padding[index] = zeros;
  uint32_t first = 0;
  ROLLED
  for (; first + 4 <= row->channels; first += 4) compute_four(row, real, padding, first, 0);
  if (first < row->channels)
    compute_four(row, real, padding, row->channels - 4, first + 4 - row->channels);
}

static void compute_row(struct stapes_depthwise *row) {
  struct real real = real_rows(row);
  if (can_slide(row, real)) {
    slide_or_compute(row, real);
  } else if (
      row->multiplier == 1 && row->channels >= 4 && row->kernel_rows <= stapes_depthwise_rows) {
    compute_fours(row, real);
  } else {
    ROLLED
    for (uint32_t channel = 0; channel < row->channels; channel++) compute_one(row, channel);
  }
}

void stapes_dsp_depthwise(struct stapes_depthwise *call) {
  const struct stapes_rounding *rounding = &call->rounding;
  const uint32_t is_clamped =
      !call->pool_across && (rounding->lowest > -128 || rounding->highest < 127);
  if (call->copies) stapes_dsp_depthwise_of_copies(call);
  do {
    find_rows(call);
    start_pools(call, 0, call->channels);
    if (!call->copies) compute_row(call);
    if (is_clamped)
      stapes_dsp_clamp(
          call->output, call->width * call->channels, rounding->lowest, rounding->highest);
  } while (next_row(call));
}
