/* Kernels for processors without products of several values, in plain C. */
#include "CKernels.h"
#include "channel.h"
#include "laying.h"
#include "positions.h"
#include "single_tap.h"
#include "rows.h"

/*
 * Windows: in a batch, the four lanes of a tap lie side by side; a lane that is alone has its taps
 * side by side. Taps are int8 or int16.
 */
struct place {
  uint8_t *to;
  uint32_t apart; /* bytes from tap to tap */
  uint32_t is_int16;
};

static inline void put8(struct place *place, uint8_t value) {
  *place->to = value;
  place->to += place->apart;
}

static inline void put16(struct place *place, uint8_t low, uint8_t high) {
  place->to[0] = low;
  place->to[1] = high;
  place->to += place->apart;
}

static void put_values(void *window, const uint8_t *values, uint32_t count) {
  struct place *place = window, next = *place;
  if (place->is_int16) {
    for (; count; count--, values += 2) put16(&next, values[0], values[1]);
  } else {
    for (; count; count--) put8(&next, *values++);
  }
  *place = next;
}

/* Padding is 0 where values are int16. */
static void put_padding(void *window, int32_t value, uint32_t count) {
  struct place *place = window;
  for (; count; count--) {
    if (place->is_int16) {
      put16(place, 0, 0);
    } else {
      put8(place, (uint8_t)value);
    }
  }
}

__attribute__((noinline)) static void lay(
    const struct job *job, uint32_t column, uint32_t lane, uint32_t is_alone) {
  const struct stapes_convolution *call = job->call;
  const uint32_t is_int16 = call->is_int16;
  struct place place = {job->memory + call->windows, 1u << is_int16, is_int16};
  if (!is_alone) {
    place.to += lane << is_int16;
    place.apart *= 4;
  }
  lay_taps(job, column, &place, put_values, put_padding);
}

/* Of a channel at four positions, or of four channels at one. */
struct sums {
  int32_t a, b, c, d;
};

static inline int32_t added(int32_t sum, int32_t x, int32_t w) { return plus(sum, x * w); }

#if defined(__thumb__) && !defined(__thumb2__)
/*
 * Four positions stand in a word; sums stand in the high registers, which additions reach.
 * Compilers would load and store them.
 */
#define TAP(at)                                                           \
  "ldmia %[x]!, {%[word]}\n ldrb %[weight], [%[w], #" at "]\n"            \
  "sxtb %[weight], %[weight]\n"                                           \
  "sxtb %[t], %[word]\n muls %[t], %[weight], %[t]\n add %[a], %[t]\n"    \
  "lsls %[t], %[word], #16\n asrs %[t], %[t], #24\n"                      \
  "muls %[t], %[weight], %[t]\n add %[b], %[t]\n"                         \
  "lsls %[t], %[word], #8\n asrs %[t], %[t], #24\n"                       \
  "muls %[t], %[weight], %[t]\n add %[c], %[t]\n"                         \
  "asrs %[t], %[word], #24\n muls %[t], %[weight], %[t]\n add %[d], %[t]\n"

#define ADD_TAPS(code)                                                                           \
  __asm__(code                                                                                   \
          : [a] "+h"(sums.a), [b] "+h"(sums.b), [c] "+h"(sums.c), [d] "+h"(sums.d), [w] "+l"(w), \
            [x] "+l"(x), [word] "=&l"(word), [weight] "=&l"(weight), [t] "=&l"(t)                \
          :                                                                                      \
          : "cc", "memory")

static struct sums four_sums_of_bytes(
    int32_t bias, const int8_t *w, uint32_t taps, const void *from) {
  struct sums sums = {bias, bias, bias, bias};
  const uint32_t *x = from;
  uint32_t word, weight, t;
  const int8_t *many = w + (taps & ~3u), *end = w + taps;
  while (w != many) ADD_TAPS(TAP("0") TAP("1") TAP("2") TAP("3") "adds %[w], #4\n");
  while (w != end) ADD_TAPS(TAP("0") "adds %[w], #1\n");
  return sums;
}
#else
static struct sums four_sums_of_bytes(
    int32_t bias, const int8_t *w, uint32_t taps, const void *from) {
  struct sums sums = {bias, bias, bias, bias};
  const int8_t *x = from;
#pragma clang loop unroll_count(4)
  for (const int8_t *end = w + taps; w != end; w++, x += 4) {
    int32_t weight = *w;
    sums.a = added(sums.a, x[0], weight);
    sums.b = added(sums.b, x[1], weight);
    sums.c = added(sums.c, x[2], weight);
    sums.d = added(sums.d, x[3], weight);
  }
  return sums;
}
#endif

/* Adds the products of two channels at four positions: values are loaded once for both. */
__attribute__((noinline)) static void add_two_channels(
    struct sums *first, struct sums *second, const int8_t *w, uint32_t taps, const int8_t *x) {
  struct sums v = *first, u = *second;
#pragma clang loop unroll_count(2)
  for (const int8_t *end = w + taps; w != end; w++, x += 4) {
    const int32_t a = x[0], b = x[1], c = x[2], d = x[3], weight = w[0], other = w[taps];
    v.a = added(v.a, a, weight);
    u.a = added(u.a, a, other);
    v.b = added(v.b, b, weight);
    u.b = added(u.b, b, other);
    v.c = added(v.c, c, weight);
    u.c = added(u.c, c, other);
    v.d = added(v.d, d, weight);
    u.d = added(u.d, d, other);
  }
  *first = v;
  *second = u;
}

static struct sums four_sums_of_halves(
    int32_t bias, const int8_t *w, uint32_t taps, const void *from) {
  struct sums sums = {bias, bias, bias, bias};
  const int16_t *x = from;
  for (const int8_t *end = w + taps; w != end; w++, x += 4) {
    int32_t weight = *w;
    sums.a = added(sums.a, x[0], weight);
    sums.b = added(sums.b, x[1], weight);
    sums.c = added(sums.c, x[2], weight);
    sums.d = added(sums.d, x[3], weight);
  }
  return sums;
}

/* Rounded in any way, and clamped. */
static inline int32_t value_of(
    const struct job *job, struct scale scale, uint32_t index, int32_t sum) {
  const struct stapes_convolution *call = job->call;
  const struct stapes_rounding *rounding = &call->rounding;
  if (scale.down) return clamped(scaled(sum, scale, has_two_roundings(rounding)), rounding);
  struct channel channel =
      channel_at(&call->parameters, job->file, call->first_channel + index);
  return clamped(stapes_rounded(sum, channel, rounding), rounding);
}

static inline struct scale scale_at(const struct job *job, uint32_t index) {
  const struct stapes_convolution *call = job->call;
  struct channel channel =
      channel_at(&call->parameters, job->file, call->first_channel + index);
  return scale_of(channel, &call->rounding, bound_of(call->taps, call->is_int16));
}

static inline void store(const struct job *job, uint32_t lane, uint32_t index, int32_t value) {
  int8_t *at = output_of(job, lane) + index;
  if (!job->call->is_pooled || value > *at) *at = (int8_t)value;
}

static int32_t greater(int32_t a, int32_t b) { return a > b ? a : b; }

/* Whether registers hold the sums of two channels at four positions. */
#if defined(__thumb__) && !defined(__thumb2__)
enum { has_many_registers = 0 };
#else
enum { has_many_registers = 1 };
#endif

static uint32_t is_one_pool(const struct stapes_convolution *call) {
  const uint32_t *outputs = call->outputs;
  return call->is_pooled && outputs[0] == outputs[1] && outputs[1] == outputs[2] &&
         outputs[2] == outputs[3];
}

__attribute__((noinline)) static void give_four(
    const struct job *job, struct scale scale, uint32_t index, struct sums sums) {
  /* Rounding never turns an order round, so the greatest sum gives the greatest value. */
  if (scale.down && is_one_pool(job->call)) {
    int32_t sum = greater(greater(sums.a, sums.b), greater(sums.c, sums.d));
    store(job, 0, index, value_of(job, scale, index, sum));
    return;
  }
  store(job, 0, index, value_of(job, scale, index, sums.a));
  store(job, 1, index, value_of(job, scale, index, sums.b));
  store(job, 2, index, value_of(job, scale, index, sums.c));
  store(job, 3, index, value_of(job, scale, index, sums.d));
}

static struct sums biases(struct scale scale) {
  return (struct sums){scale.bias, scale.bias, scale.bias, scale.bias};
}

__attribute__((noinline)) static void convolve_four(const struct job *job) {
  const struct stapes_convolution *call = job->call;
  const uint32_t taps = call->taps, channels = call->channel_count;
  const int8_t *weights = weights_of(job);
  const void *windows = job->memory + call->windows;
  uint32_t index = 0;
  for (; has_many_registers && !call->is_int16 && index + 2 <= channels; index += 2) {
    const struct scale scale = scale_at(job, index), other = scale_at(job, index + 1);
    struct sums first = biases(scale), second = biases(other);
    add_two_channels(&first, &second, weights + index * taps, taps, windows);
    give_four(job, scale, index, first);
    give_four(job, other, index + 1, second);
  }
  for (; index < channels; index++) {
    const struct scale scale = scale_at(job, index);
    const int8_t *w = weights + index * taps;
    give_four(
        job, scale, index,
        call->is_int16 ? four_sums_of_halves(scale.bias, w, taps, windows)
                       : four_sums_of_bytes(scale.bias, w, taps, windows));
  }
}

/* The sums of four channels, or of one again and again, whose weights lie so far apart. */
__attribute__((noinline)) static struct sums position_sums(
    const struct job *job, const int8_t *weights, uint32_t apart) {
  const int8_t *wa = weights, *wb = wa + apart, *wc = wb + apart, *wd = wc + apart;
  const void *windows = job->memory + job->call->windows;
  const uint32_t taps = job->call->taps, is_int16 = job->call->is_int16;
  struct sums sums = {0, 0, 0, 0};
  for (uint32_t tap = 0; tap < taps; tap++) {
    int32_t x = is_int16 ? ((const int16_t *)windows)[tap] : ((const int8_t *)windows)[tap];
    sums.a = added(sums.a, x, wa[tap]);
    sums.b = added(sums.b, x, wb[tap]);
    sums.c = added(sums.c, x, wc[tap]);
    sums.d = added(sums.d, x, wd[tap]);
  }
  return sums;
}

static void give_one(const struct job *job, uint32_t index, int32_t sum) {
  struct scale scale = scale_at(job, index);
  store(job, 0, index, value_of(job, scale, index, plus(sum, scale.bias)));
}

__attribute__((noinline)) static void convolve_one(const struct job *job) {
  const uint32_t taps = job->call->taps, channels = job->call->channel_count;
  const int8_t *weights = weights_of(job);
  uint32_t index = 0;
  for (; index + 4 <= channels; index += 4, weights += 4 * taps) {
    struct sums sums = position_sums(job, weights, taps);
    give_one(job, index, sums.a);
    give_one(job, index + 1, sums.b);
    give_one(job, index + 2, sums.c);
    give_one(job, index + 3, sums.d);
  }
  for (; index < channels; index++, weights += taps)
    give_one(job, index, position_sums(job, weights, 0).a);
}

void stapes_plain_convolve(struct stapes_convolution *call, uint8_t *memory, const uint8_t *file) {
  const struct job job = {call, memory, file, 0};
  if (has_single_tap(call)) {
    stapes_convolve_single_tap(&job);
  } else {
    take_positions(&job, lay, convolve_four, convolve_one);
  }
}
