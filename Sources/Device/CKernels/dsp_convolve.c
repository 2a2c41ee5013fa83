/* A convolution of int8 values at four positions at a time: two products an instruction. */
#include "CKernels.h"
#include "channel.h"
#include "dsp_windows.h"
#include "instructions.h"
#include "positions.h"
#include "single_tap.h"

/* Channels that are computed before they are rounded. */
enum { together = 8 };

/* Of one channel at four positions, or of four channels at one. */
struct sums {
  int32_t a, b, c, d;
};

/* A channel, in the order in which assembly reads and writes it. */
struct output {
  struct scale scale;
  struct sums sums; /* at four positions, with the bias */
};

/* The last weights of a file or of memory, with zeros behind them. */
__attribute__((noinline)) static uint32_t last_weights(const int8_t *weights, uint32_t count) {
  uint32_t word = 0;
  for (uint32_t index = 0; index < count; index++)
    word |= (uint32_t)(uint8_t)weights[index] << (8 * index);
  return word;
}

#if HAS_DSP
/* Four taps of one channel at four positions, with loads of two words, which compilers take apart. */
#define FOUR_TAPS                                                                     \
  "ldr %[even], [%[w]], #4\n ldrd %[p], %[q], [%[x]], #8\n ldrd %[r], %[s], [%[x]], #8\n" \
  "sxtb16 %[odd], %[even], ror #8\n sxtb16 %[even], %[even]\n"                         \
  "smlad %[a], %[p], %[even], %[a]\n smlad %[a], %[q], %[odd], %[a]\n"                 \
  "ldrd %[p], %[q], [%[x]], #8\n"                                                     \
  "smlad %[b], %[r], %[even], %[b]\n smlad %[b], %[s], %[odd], %[b]\n"                 \
  "ldrd %[r], %[s], [%[x]], #8\n"                                                     \
  "smlad %[c], %[p], %[even], %[c]\n smlad %[c], %[q], %[odd], %[c]\n"                 \
  "smlad %[d], %[r], %[even], %[d]\n smlad %[d], %[s], %[odd], %[d]\n"

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

/* Adds the products of four weights and the taps of a lane. */
static int32_t add_pairs(int32_t sum, uint32_t weights, const uint32_t *lane) {
  return smlad(lane[1], sxtb16_ror8(weights), smlad(lane[0], sxtb16(weights), sum));
}

/* The sums of a channel at four positions, whatever lies behind its weights. */
__attribute__((noinline)) static struct sums last_channel_sums(
    int32_t bias, const int8_t *w, uint32_t taps, const uint32_t *x) {
  struct sums sums = {bias, bias, bias, bias};
  for (uint32_t count; taps; taps -= count, w += count, x += batch_stride) {
    count = taps < 4 ? taps : 4;
    const uint32_t weights = last_weights(w, count);
    sums.a = add_pairs(sums.a, weights, x);
    sums.b = add_pairs(sums.b, weights, x + 2);
    sums.c = add_pairs(sums.c, weights, x + 4);
    sums.d = add_pairs(sums.d, weights, x + 6);
  }
  return sums;
}

/* What all channels have in common, in the order in which assembly loads it. */
struct taps_of_all {
  const uint32_t *windows;
  /* Bytes of weights that are taken by sixteen, by four, and of the next channel. */
  uint32_t many, few, beyond;
  /* Whether nothing can be read behind the last channel's weights. */
  uint32_t is_end;
};

static struct taps_of_all taps_of(const struct job *job) {
  const struct stapes_convolution *call = job->call;
  const uint32_t taps = call->taps, quads = (taps + 3) / 4, beyond = 4 * quads - taps;
  const uint32_t behind = call->readable - call->weights - call->channel_count * taps;
  return (struct taps_of_all){
      (const uint32_t *)(job->memory + call->windows), (quads & ~3u) * 4, (quads & 3) * 4, beyond,
      behind < beyond};
}

#if HAS_DSP
/*
 * Biases and the products of channels at four positions, in one loop: compilers would keep half of
 * what it needs in memory. Where taps are no multiple of four, windows have zeros, so that weights of
 * the next channel do not count.
 */
#define START                                                                  \
  "sub sp, #24\n ldrd %[a], %[b], [%[next]]\n ldrd %[c], %[d], [%[next], #8]\n" \
  "strd %[a], %[b], [sp]\n strd %[c], %[d], [sp, #8]\n str %[p], [sp, #16]\n"   \
  "1: ldr %[a], [%[output], #12]\n ldrd %[x], %[next], [sp]\n"                  \
  "mov %[b], %[a]\n mov %[c], %[a]\n mov %[d], %[a]\n add %[next], %[w]\n"
#define SIXTEEN_TAPS \
  "2: " FOUR_TAPS FOUR_TAPS FOUR_TAPS FOUR_TAPS "cmp %[w], %[next]\n bne 2b\n"
#define END                                                                     \
  "ldrd %[p], %[q], [sp, #12]\n"                                                \
  "strd %[a], %[b], [%[output], #16]\n strd %[c], %[d], [%[output], #24]\n"      \
  "add %[output], #32\n sub %[w], %[p]\n cmp %[output], %[q]\n bne 1b\n add sp, #24"
#define ANY_TAPS                                                            \
  "cmp %[w], %[next]\n beq 3f\n" SIXTEEN_TAPS                               \
  "3: ldr %[next], [sp, #8]\n add %[next], %[w]\n cmp %[w], %[next]\n beq 5f\n" \
  "4: " FOUR_TAPS "cmp %[w], %[next]\n bne 4b\n 5: "

static inline void sum_in_assembly(
    struct output *output, const struct output *end, const int8_t *w,
    const struct taps_of_all *taps) {
  uint32_t a, b, c, d, x, even, odd, q, r, s;
#define SUM(TAPS)                                                                               \
  __asm__ volatile(START TAPS END                                                               \
                   : [a] "=&r"(a), [b] "=&r"(b), [c] "=&r"(c), [d] "=&r"(d), [w] "+r"(w),       \
                     [x] "=&r"(x), [even] "=&r"(even), [odd] "=&r"(odd), [p] "+r"(end),         \
                     [q] "=&r"(q), [r] "=&r"(r), [s] "=&r"(s), [output] "+r"(output),           \
                     [next] "+r"(taps)                                                          \
                   :                                                                            \
                   : "cc", "memory")
  if (taps->few == 0) {
    SUM(SIXTEEN_TAPS);
  } else {
    SUM(ANY_TAPS);
  }
#undef SUM
}
#else
static void sum_in_assembly(
    struct output *output, const struct output *end, const int8_t *w,
    const struct taps_of_all *taps) {
  for (; output != end; output++) {
    const int32_t bias = output->scale.bias;
    const uint32_t *x = taps->windows;
    struct sums sums = {bias, bias, bias, bias};
    for (const int8_t *last = w + taps->many + taps->few; w != last; w += 4, x += batch_stride) {
      const uint32_t weights = load_word(w);
      sums.a = add_pairs(sums.a, weights, x);
      sums.b = add_pairs(sums.b, weights, x + 2);
      sums.c = add_pairs(sums.c, weights, x + 4);
      sums.d = add_pairs(sums.d, weights, x + 6);
    }
    output->sums = sums;
    w -= taps->beyond;
  }
}
#endif

/* The same; weights of the last channel may be the last bytes that can be read, and with one tap each
 * the last bytes may be those of several channels. */
__attribute__((noinline)) static void sum_channels(
    struct output *output, struct output *end, const int8_t *w, const struct taps_of_all *taps,
    uint32_t has_last) {
  const uint32_t each = taps->many + taps->few - taps->beyond;
  if (each == 1 && taps->is_end) {
    for (; output != end; output++, w++)
      output->sums = last_channel_sums(output->scale.bias, w, each, taps->windows);
    return;
  }
  if (has_last && taps->is_end) {
    const int8_t *last = w + (uint32_t)(--end - output) * each;
    end->sums = last_channel_sums(end->scale.bias, last, each, taps->windows);
    if (output == end) return;
  }
  sum_in_assembly(output, end, w, taps);
}

/* Biases and the products of four channels at one position. */
static inline struct sums position_sums(struct sums sums, const struct job *job, const int8_t *w) {
  const uint32_t taps = job->call->taps;
  const uint32_t *x = (const uint32_t *)(job->memory + job->call->windows);
  const int8_t *whole = w + (taps & ~3u), *v = w + 2 * taps;
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
    sums.a = add_pairs(sums.a, last_weights(w, taps & 3), x);
    sums.b = add_pairs(sums.b, last_weights(w + taps, taps & 3), x);
    sums.c = add_pairs(sums.c, last_weights(v, taps & 3), x);
    sums.d = add_pairs(sums.d, last_weights(v + taps, taps & 3), x);
  }
  return sums;
}

/* The same of one channel. */
static int32_t channel_sum(int32_t sum, const struct job *job, const int8_t *w) {
  const uint32_t *x = (const uint32_t *)(job->memory + job->call->windows);
  for (uint32_t left = job->call->taps; left; w += 4, x += lone_stride) {
    uint32_t count = left < 4 ? left : 4;
    sum = add_pairs(sum, last_weights(w, count), x);
    left -= count;
  }
  return sum;
}

/* The same of some channels. */
__attribute__((noinline)) static void sum_channels_alone(
    struct output *output, const struct output *end, const int8_t *w, const struct job *job) {
  const uint32_t taps = job->call->taps;
  for (; end - output >= 4; output += 4, w += 4 * taps) {
    struct sums sums = {
        output[0].scale.bias, output[1].scale.bias, output[2].scale.bias, output[3].scale.bias};
    sums = position_sums(sums, job, w);
    output[0].sums.a = sums.a;
    output[1].sums.a = sums.b;
    output[2].sums.a = sums.c;
    output[3].sums.a = sums.d;
  }
  for (; output != end; output++, w += taps)
    output->sums.a = channel_sum(output->scale.bias, job, w);
}

static inline void raise(int8_t *at, int32_t value) {
  if (value > *at) *at = (int8_t)value;
}

static inline uint32_t bound(const struct stapes_convolution *call) {
  return bound_of(call->taps, call->is_int16);
}

/* A value from a bias and products, with any factor, clamp and pool. */
__attribute__((noinline)) static void give(
    const struct job *job, struct channel channel, uint32_t index, uint32_t lane, int32_t sum) {
  const struct stapes_convolution *call = job->call;
  const struct stapes_rounding *rounding = &call->rounding;
  const struct scale scale = scale_of(channel, rounding, bound(call));
  int32_t value = scale.down ? scaled(sum, scale, has_two_roundings(rounding))
                             : stapes_rounded(sum, channel, rounding);
  int8_t *at = output_of(job, lane) + index;
  value = clamped(value, rounding);
  if (call->is_pooled) {
    raise(at, value);
  } else {
    *at = (int8_t)value;
  }
}

static int32_t greater(int32_t a, int32_t b) { return a > b ? a : b; }

/* How the values of a batch are written. */
enum way { each_alone, pairs_pooled, all_pooled, one_alone, one_pooled, any_way };

static enum way way_of(const struct stapes_convolution *call, uint32_t lanes) {
  const uint32_t *outputs = call->outputs;
  if (call->rounding.lowest != -128 || call->rounding.highest != 127) return any_way;
  if (lanes == 1) return call->is_pooled ? one_pooled : one_alone;
  if (!call->is_pooled) return each_alone;
  if (outputs[0] != outputs[1] || outputs[2] != outputs[3]) return any_way;
  return outputs[1] == outputs[2] ? all_pooled : pairs_pooled;
}

__attribute__((always_inline)) static inline uint32_t prepare_in_form(
    struct output *output, const struct output *end, const struct job *job, uint32_t index,
    const uint32_t form, const uint32_t rounds_twice) {
  struct stapes_channels parameters = job->call->parameters;
  struct stapes_rounding rounding = job->call->rounding;
  parameters.form = form;
  rounding.rounds_twice = rounds_twice;
  const uint8_t *file = job->file;
  const uint32_t most = bound(job->call);
  ROLLED
  for (index += job->call->first_channel; output != end; output++, index++) {
    const struct channel channel = channel_at(&parameters, file, index);
    if (!can_scale(channel, &rounding, most)) return 0;
    output->scale = simple_scale(channel, &rounding);
  }
  return 1;
}

/* Finds what turns the sums of some channels into values. Whether it can, for all of them. */
__attribute__((noinline)) static uint32_t prepare(
    struct output *output, const struct output *end, const struct job *job, uint32_t index) {
  const uint32_t form = job->call->parameters.form, twice = has_two_roundings(&job->call->rounding);
  if (form == form_short && !twice) return prepare_in_form(output, end, job, index, form_short, 0);
  if (form == form_medium && twice) return prepare_in_form(output, end, job, index, form_medium, 1);
  return prepare_in_form(output, end, job, index, form, twice);
}

/* Their biases alone. */
__attribute__((noinline)) static void prepare_any(
    struct output *output, const struct output *end, const struct job *job, uint32_t index) {
  for (index += job->call->first_channel; output != end; output++, index++)
    output->scale.bias = channel_at(&job->call->parameters, job->file, index).bias;
}

static inline int32_t value_of(int32_t sum, struct scale scale, uint32_t rounds_twice) {
  return ssat8(scaled(sum, scale, rounds_twice));
}

/* Writes the values of some channels, which have int8's range and factors that `struct scale` takes. */
__attribute__((always_inline)) static inline void give_in_a_way(
    const struct output *output, const struct output *end, const struct job *job, uint32_t index,
    const enum way way, const uint32_t rounds_twice) {
  int8_t *a = output_of(job, 0) + index, *b = output_of(job, 1) + index;
  int8_t *c = output_of(job, 2) + index, *d = output_of(job, 3) + index;
  ROLLED
  for (; output != end; output++) {
    const struct scale scale = output->scale;
    const struct sums sums = output->sums;
    if (way == each_alone) {
      *a++ = (int8_t)value_of(sums.a, scale, rounds_twice);
      *b++ = (int8_t)value_of(sums.b, scale, rounds_twice);
      *c++ = (int8_t)value_of(sums.c, scale, rounds_twice);
      *d++ = (int8_t)value_of(sums.d, scale, rounds_twice);
      continue;
    }
    if (way == one_alone) {
      *a++ = (int8_t)value_of(sums.a, scale, rounds_twice);
      continue;
    }
    if (way == one_pooled) {
      raise(a++, value_of(sums.a, scale, rounds_twice));
      continue;
    }
    /* Rounding never turns an order round, so the greatest sum gives the greatest value. */
    const int32_t left = greater(sums.a, sums.b), right = greater(sums.c, sums.d);
    if (way == all_pooled) {
      raise(a++, value_of(greater(left, right), scale, rounds_twice));
    } else {
      raise(a++, value_of(left, scale, rounds_twice));
      raise(c++, value_of(right, scale, rounds_twice));
    }
  }
}

__attribute__((noinline)) static void give_channels(
    const struct output *output, const struct output *end, const struct job *job, uint32_t index,
    enum way way) {
  const uint32_t rounds_twice = has_two_roundings(&job->call->rounding);
  if (rounds_twice && way == each_alone) {
    give_in_a_way(output, end, job, index, each_alone, 1);
  } else if (rounds_twice) {
    give_in_a_way(output, end, job, index, way, 1);
  } else if (way == each_alone) {
    give_in_a_way(output, end, job, index, each_alone, 0);
  } else if (way == pairs_pooled) {
    give_in_a_way(output, end, job, index, pairs_pooled, 0);
  } else {
    give_in_a_way(output, end, job, index, way, 0);
  }
}

/* The same for any range and factors. */
__attribute__((noinline)) static void give_any(
    const struct output *output, const struct output *end, const struct job *job, uint32_t index,
    uint32_t lanes) {
  const struct stapes_convolution *call = job->call;
  for (; output != end; output++, index++) {
    const struct channel channel =
        channel_at(&call->parameters, job->file, call->first_channel + index);
    const int32_t sums[4] = {output->sums.a, output->sums.b, output->sums.c, output->sums.d};
    for (uint32_t lane = 0; lane < lanes; lane++) give(job, channel, index, lane, sums[lane]);
  }
}

/* What has been laid must be in memory before assembly loads it, which no compiler sees. */
static inline void finish_stores(void) { __asm__ volatile("" : : : "memory"); }

__attribute__((noinline)) static void convolve(const struct job *job, const uint32_t lanes) {
  finish_stores();
  const uint32_t channels = job->call->channel_count, taps = job->call->taps;
  const enum way way = way_of(job->call, lanes);
  const int8_t *weights = weights_of(job);
  struct output outputs[together];
  for (uint32_t index = 0; index < channels; index += together, weights += together * taps) {
    const uint32_t left = channels - index, has_last = left <= together;
    struct output *end = outputs + (has_last ? left : together);
    const uint32_t is_prepared = way != any_way && prepare(outputs, end, job, index);
    if (!is_prepared) prepare_any(outputs, end, job, index);
    if (lanes == 1) {
      sum_channels_alone(outputs, end, weights, job);
    } else {
      sum_channels(outputs, end, weights, job->own, has_last);
    }
    if (is_prepared) {
      give_channels(outputs, end, job, index, way);
    } else {
      give_any(outputs, end, job, index, lanes);
    }
  }
}

static void convolve_four(const struct job *job) { convolve(job, 4); }

static void convolve_one(const struct job *job) { convolve(job, 1); }

void stapes_dsp_convolve(struct stapes_convolution *call, uint8_t *memory, const uint8_t *file) {
  struct job job = {call, memory, file, 0};
  if (has_single_tap(call)) {
    stapes_convolve_single_tap(&job);
    return;
  }
  const struct taps_of_all taps = taps_of(&job);
  job.own = &taps;
  take_positions(&job, stapes_dsp_lay, convolve_four, convolve_one);
}
