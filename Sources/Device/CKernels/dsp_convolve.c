/* A convolution of int8 values at four positions at a time: two products an instruction. */
#include "CKernels.h"
#include "channel.h"
#include "instructions.h"
#include "positions.h"
#include "dsp_windows.h"

/* Of one channel at four positions, or of four channels at one. */
struct sums {
  int32_t a, b, c, d;
};

/* The last weights of a file or of memory, with zeros behind them. */
__attribute__((noinline)) static uint32_t last_weights(const int8_t *weights, uint32_t count) {
  uint32_t word = 0;
  for (uint32_t index = 0; index < count; index++)
    word |= (uint32_t)(uint8_t)weights[index] << (8 * index);
  return word;
}

/* The next four weights of a channel, or those that are left, whatever comes behind them. */
static inline uint32_t weights_at(
    const int8_t *weights, uint32_t count, const int8_t *readable) {
  return readable - weights >= 4 ? load_word(weights) : last_weights(weights, count);
}

/* Adds the products of four weights and the taps of a lane. */
static int32_t add_pairs(int32_t sum, uint32_t weights, const uint32_t *lane) {
  return smlad(lane[1], sxtb16_ror8(weights), smlad(lane[0], sxtb16(weights), sum));
}

/* The same at four positions. */
static struct sums add_four_taps(struct sums sums, uint32_t weights, const uint32_t *windows) {
  sums.a = add_pairs(sums.a, weights, windows);
  sums.b = add_pairs(sums.b, weights, windows + 2);
  sums.c = add_pairs(sums.c, weights, windows + 4);
  sums.d = add_pairs(sums.d, weights, windows + 6);
  return sums;
}

#if HAS_DSP
/*
 * As `add_four_taps`, with loads of two words, which compilers take apart.
 */
#define FOUR_TAPS                                                                     \
  "ldr %[even], [%[w]], #4\n ldrd %[p], %[q], [%[x]], #8\n ldrd %[r], %[s], [%[x]], #8\n" \
  "sxtb16 %[odd], %[even], ror #8\n sxtb16 %[even], %[even]\n"                         \
  "smlad %[a], %[p], %[even], %[a]\n smlad %[a], %[q], %[odd], %[a]\n"                 \
  "ldrd %[p], %[q], [%[x]], #8\n"                                                     \
  "smlad %[b], %[r], %[even], %[b]\n smlad %[b], %[s], %[odd], %[b]\n"                 \
  "ldrd %[r], %[s], [%[x]], #8\n"                                                     \
  "smlad %[c], %[p], %[even], %[c]\n smlad %[c], %[q], %[odd], %[c]\n"                 \
  "smlad %[d], %[r], %[even], %[d]\n smlad %[d], %[s], %[odd], %[d]\n"

#define ADD_TAPS(taps)                                                                           \
  __asm__(taps                                                                                   \
          : [a] "+r"(sums.a), [b] "+r"(sums.b), [c] "+r"(sums.c), [d] "+r"(sums.d), [w] "+r"(w), \
            [x] "+r"(x), [even] "=&r"(even), [odd] "=&r"(odd), [p] "=&r"(p), [q] "=&r"(q),       \
            [r] "=&r"(r), [s] "=&r"(s)                                                           \
          :)
#endif

/* A bias and the products of one channel, at four positions. */
static inline struct sums channel_sums(
    int32_t bias, const int8_t *w, uint32_t taps, const int8_t *readable, const uint32_t *x) {
  struct sums sums = {bias, bias, bias, bias};
#if HAS_DSP
  const int8_t *many = w + taps / 16 * 16, *whole = w + taps / 4 * 4;
  uint32_t even, odd, p, q, r, s;
  for (; w != many;) ADD_TAPS(FOUR_TAPS FOUR_TAPS FOUR_TAPS FOUR_TAPS);
  for (; w != whole;) ADD_TAPS(FOUR_TAPS);
#else
  for (uint32_t tap = 0; tap + 4 <= taps; tap += 4, w += 4, x += batch_stride)
    sums = add_four_taps(sums, load_word(w), x);
#endif
  return taps & 3 ? add_four_taps(sums, weights_at(w, taps & 3, readable), x) : sums;
}

static inline void raise(int8_t *at, int32_t value) {
  if (value > *at) *at = (int8_t)value;
}

static inline void store(
    const struct stapes_batch *batch, uint32_t lane, uint32_t index, int32_t value) {
  int8_t *at = batch->memory + batch->outputs[lane] + index;
  if (batch->is_pooled) {
    raise(at, value);
  } else {
    *at = (int8_t)value;
  }
}

/* Any factor, clamp and pool. */
__attribute__((noinline)) static void give_any(
    const struct stapes_batch *batch, struct channel channel, uint32_t index,
    const int32_t *sums) {
  const struct stapes_rounding *rounding = &batch->rounding;
  const struct scale scale =
      scale_of(channel, rounding, bound_of(batch->taps, batch->is_int16));
  for (uint32_t lane = 0; lane < 4; lane++) {
    int32_t value = scale.down ? scaled(sums[lane], scale, rounding->rounds_twice)
                               : stapes_rounded(sums[lane], channel, rounding);
    store(batch, lane, index, clamped(value, rounding));
  }
}

static int32_t greater(int32_t a, int32_t b) { return a > b ? a : b; }

/* How the values of a batch are written. */
enum way { each_alone, pairs_pooled, all_pooled, any_way };

static enum way way_of(const struct stapes_batch *batch) {
  const uint32_t *outputs = batch->outputs;
  if (batch->rounding.lowest != -128 || batch->rounding.highest != 127) return any_way;
  if (!batch->is_pooled) return each_alone;
  if (outputs[0] != outputs[1] || outputs[2] != outputs[3]) return any_way;
  return outputs[1] == outputs[2] ? all_pooled : pairs_pooled;
}

__attribute__((always_inline)) static inline void convolve_channels(
    const struct stapes_batch *batch, const enum way way, const uint32_t form,
    const uint32_t rounds_twice) {
  struct stapes_channels parameters = batch->parameters;
  struct stapes_rounding rounding = batch->rounding;
  parameters.form = form;
  rounding.rounds_twice = rounds_twice;
  const int8_t *weights = batch->weights, *readable = batch->readable;
  const uint32_t *windows = batch->windows;
  const uint32_t taps = batch->taps, first = batch->first, channels = batch->channels;
  const uint32_t bound = bound_of(taps, batch->is_int16);
  int8_t *a = batch->memory + batch->outputs[0], *b = batch->memory + batch->outputs[1];
  int8_t *c = batch->memory + batch->outputs[2], *d = batch->memory + batch->outputs[3];
  for (uint32_t index = 0; index < channels; index++, weights += taps) {
    const struct channel channel = channel_at(&parameters, first + index);
    struct sums sums = channel_sums(channel.bias, weights, taps, readable, windows);
    if (way == any_way || !can_scale(channel, &rounding, bound)) {
      const int32_t values[4] = {sums.a, sums.b, sums.c, sums.d};
      give_any(batch, channel, index, values);
      continue;
    }
    const struct scale scale = simple_scale(channel, &rounding);
    if (way == each_alone) {
      a[index] = (int8_t)ssat8(scaled(sums.a, scale, rounds_twice));
      b[index] = (int8_t)ssat8(scaled(sums.b, scale, rounds_twice));
      c[index] = (int8_t)ssat8(scaled(sums.c, scale, rounds_twice));
      d[index] = (int8_t)ssat8(scaled(sums.d, scale, rounds_twice));
      continue;
    }
    /* Rounding never turns an order round, so the greatest sum gives the greatest value. */
    int32_t left = greater(sums.a, sums.b), right = greater(sums.c, sums.d);
    if (way == all_pooled) {
      raise(a + index, ssat8(scaled(greater(left, right), scale, rounds_twice)));
    } else {
      raise(a + index, ssat8(scaled(left, scale, rounds_twice)));
      raise(c + index, ssat8(scaled(right, scale, rounds_twice)));
    }
  }
}

/* What has been laid must be in memory before assembly loads it, which no compiler sees. */
static inline void finish_stores(void) { __asm__ volatile("" : : : "memory"); }

/* The commonest case without a question in its loop. */
static void convolve_four(struct stapes_batch *batch) {
  finish_stores();
  const enum way way = way_of(batch);
  const uint32_t form = batch->parameters.form, rounds_twice = batch->rounding.rounds_twice;
  if (way == each_alone && form == form_short && !rounds_twice) {
    convolve_channels(batch, each_alone, form_short, 0);
  } else {
    convolve_channels(batch, way, form, rounds_twice);
  }
}

#if HAS_DSP
/* Four taps of four channels at one position. */
#define FOUR_CHANNELS                                                                        \
  "ldrd %[p], %[q], [%[x]], #8\n"                                                            \
  "ldr %[odd], [%[w], %[stride]]\n ldr %[even], [%[w]], #4\n"                                \
  "sxtb16 %[r], %[odd]\n sxtb16 %[odd], %[odd], ror #8\n"                                    \
  "smlad %[b], %[p], %[r], %[b]\n smlad %[b], %[q], %[odd], %[b]\n"                          \
  "sxtb16 %[odd], %[even], ror #8\n sxtb16 %[even], %[even]\n"                               \
  "smlad %[a], %[p], %[even], %[a]\n smlad %[a], %[q], %[odd], %[a]\n"                       \
  "ldr %[odd], [%[v], %[stride]]\n ldr %[even], [%[v]], #4\n"                                \
  "sxtb16 %[r], %[odd]\n sxtb16 %[odd], %[odd], ror #8\n"                                    \
  "smlad %[d], %[p], %[r], %[d]\n smlad %[d], %[q], %[odd], %[d]\n"                          \
  "sxtb16 %[odd], %[even], ror #8\n sxtb16 %[even], %[even]\n"                               \
  "smlad %[c], %[p], %[even], %[c]\n smlad %[c], %[q], %[odd], %[c]\n"
#endif

/* The sums of four channels at one position. */
static inline struct sums position_sums(
    const int8_t *w, uint32_t taps, const int8_t *readable, const uint32_t *x) {
  struct sums sums = {0, 0, 0, 0};
  const int8_t *whole = w + taps / 4 * 4, *v = w + 2 * taps;
#if HAS_DSP
  uint32_t even, odd, p, q, r;
  while (w != whole) {
    __asm__(FOUR_CHANNELS
            : [a] "+r"(sums.a), [b] "+r"(sums.b), [c] "+r"(sums.c), [d] "+r"(sums.d), [w] "+r"(w),
              [v] "+r"(v), [x] "+r"(x), [even] "=&r"(even), [odd] "=&r"(odd), [p] "=&r"(p),
              [q] "=&r"(q), [r] "=&r"(r)
            : [stride] "r"(taps));
  }
#else
  for (; w != whole; w += 4, v += 4, x += lone_stride) {
    sums.a = add_pairs(sums.a, load_word(w), x);
    sums.b = add_pairs(sums.b, load_word(w + taps), x);
    sums.c = add_pairs(sums.c, load_word(v), x);
    sums.d = add_pairs(sums.d, load_word(v + taps), x);
  }
#endif
  if (taps & 3) {
    sums.a = add_pairs(sums.a, weights_at(w, taps & 3, readable), x);
    sums.b = add_pairs(sums.b, weights_at(w + taps, taps & 3, readable), x);
    sums.c = add_pairs(sums.c, weights_at(v, taps & 3, readable), x);
    sums.d = add_pairs(sums.d, weights_at(v + taps, taps & 3, readable), x);
  }
  return sums;
}

/* The sum of one channel at one position. */
static int32_t channel_sum(
    const int8_t *w, uint32_t taps, const int8_t *readable, const uint32_t *x) {
  int32_t sum = 0;
  for (uint32_t tap = 0; tap < taps; tap += 4, x += lone_stride)
    sum = add_pairs(sum, weights_at(w + tap, taps - tap, readable), x);
  return sum;
}

__attribute__((noinline)) static void give_one(
    const struct stapes_batch *batch, uint32_t index, int32_t sum) {
  struct channel channel = channel_at(&batch->parameters, batch->first + index);
  struct scale scale =
      scale_of(channel, &batch->rounding, bound_of(batch->taps, batch->is_int16));
  sum = plus(sum, channel.bias);
  int32_t value = scale.down ? scaled(sum, scale, batch->rounding.rounds_twice)
                             : stapes_rounded(sum, channel, &batch->rounding);
  store(batch, 0, index, clamped(value, &batch->rounding));
}

static void convolve_one(struct stapes_batch *batch) {
  finish_stores();
  const int8_t *weights = batch->weights;
  uint32_t index = 0;
  for (; index + 4 <= batch->channels; index += 4, weights += 4 * batch->taps) {
    struct sums sums = position_sums(weights, batch->taps, batch->readable, batch->windows);
    give_one(batch, index, sums.a);
    give_one(batch, index + 1, sums.b);
    give_one(batch, index + 2, sums.c);
    give_one(batch, index + 3, sums.d);
  }
  for (; index < batch->channels; index++, weights += batch->taps)
    give_one(batch, index, channel_sum(weights, batch->taps, batch->readable, batch->windows));
}

static void lay(
    const struct stapes_row *row, uint32_t column, struct stapes_batch *batch, uint32_t lane,
    uint32_t is_alone) {
  if (is_alone) {
    stapes_dsp_lay(row, column, batch->windows, lone_stride);
  } else {
    stapes_dsp_lay(row, column, batch->windows + lane * lone_stride, batch_stride);
  }
}

void stapes_dsp_convolve(const struct stapes_row *row, struct stapes_batch *batch) {
  take_positions(row, batch, lay, convolve_four, convolve_one);
}
