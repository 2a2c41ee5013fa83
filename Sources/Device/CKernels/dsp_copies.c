/* A depthwise convolution over copies: a channel after the other, row by row, without edges. */
#include "channel.h"
#include "copies.h"
#include "dsp_filter.h"
#include "instructions.h"
#include "rows.h"

/* A row of a channel: where its first column lies, where its values go, how far the next row lies from
 * each, and how many rows are left. */
struct line {
  const int8_t *columns;
  int8_t *output;
  uint32_t step, row_bytes;
  uint32_t before_wrap, capacity; /* rows of the ring from this one on, and all */
  uint32_t left;
};

/* Of the first channel. */
static inline struct line first_line(const struct stapes_depthwise *call) {
  const struct stapes_rows *rows = &call->rows;
  return (struct line){
      (const int8_t *)call->memory + call->copies,
      (int8_t *)call->memory + stapes_output_of(rows),
      rows->stride * copied_row_bytes(call), rows->row_bytes,
      rows->capacity - rows->slot, rows->capacity, rows->left};
}

static inline uint32_t go_on(struct line *line) {
  line->columns += line->step;
  line->output += line->row_bytes;
  if (--line->before_wrap == 0) {
    line->before_wrap = line->capacity;
    line->output -= line->capacity * line->row_bytes;
  }
  return --line->left;
}

static inline uint32_t pair(const int8_t *a, const int8_t *b) {
  return pkhbt((uint32_t)*a, (uint32_t)*b);
}

/* What a row is computed from, in the order in which assembly loads it. */
struct slide {
  struct filter filter;
  uint32_t is_odd; /* whether the row has an odd number of values */
};

#if HAS_DSP

/* Filters for two roundings are doubled, so that sums are. */
#define DOUBLED(sum)                                                                       \
  "smmulr " sum ", " sum ", %[t]\n add " sum ", " sum ", " sum ", asr #31\n add " sum ", " \
  sum ", %[s]\n"
#define SCALE(sum, ROUNDED)                                                 \
  "ldrd %[t], %[s], [%[slide], #0]\n" ROUNDED(sum) "ldr %[t], [%[slide], #8]\n" \
  "asr " sum ", " sum ", %[t]\n ssat " sum ", #8, " sum "\n"

/* The first columns, then two columns at a time and the values of the kernel there; at last a value
 * that is alone. `b` has the bytes of a row, `end` those of the columns. */
#define SLIDE_ALONG(ROUNDED)                                                       \
  "add %[c], %[a], %[b], lsl #1\n add %[b], %[a], %[b]\n"                          \
  "ldrsb %[q], [%[a], #16]\n ldrsb %[p], [%[a]], #32\n add %[end], %[end], %[a]\n" \
  "ldrsb %[t], [%[b], #16]\n ldrsb %[s], [%[b]], #32\n"                            \
  PAIR("%[p]", "%[p]", "%[s]") PAIR("%[q]", "%[q]", "%[t]")                        \
  "ldrsb %[t], [%[c], #16]\n ldrsb %[last], [%[c]], #32\n"                         \
  PAIR("%[last]", "%[last]", "%[t]")                                               \
  "cmp %[a], %[end]\n beq 2f\n"                                                    \
  "1: ldrd %[u], %[t], [%[slide], #12]\n"                                          \
  "smlatb %[v], %[last], %[t], %[u]\n" ADD("smlad", "%[u]", "%[last]", "%[t]")     \
  "ldrsb %[t], [%[c], #16]\n ldrsb %[last], [%[c]], #32\n"                         \
  PAIR("%[last]", "%[last]", "%[t]")                                               \
  "ldrd %[t], %[s], [%[slide], #20]\n"                                             \
  ADD("smlabt", "%[u]", "%[last]", "%[t]") ADD("smlad", "%[v]", "%[last]", "%[t]") \
  ADD("smlad", "%[u]", "%[p]", "%[s]") ADD("smlad", "%[v]", "%[q]", "%[s]")        \
  "ldrsb %[p], [%[a]], #16\n ldrsb %[t], [%[b]], #16\n"                            \
  PAIR("%[p]", "%[p]", "%[t]")                                                     \
  "ldrd %[t], %[s], [%[slide], #28]\n"                                             \
  ADD("smlad", "%[u]", "%[q]", "%[t]") ADD("smlad", "%[v]", "%[p]", "%[t]")        \
  "ldrsb %[q], [%[a]], #16\n ldrsb %[t], [%[b]], #16\n"                            \
  PAIR("%[q]", "%[q]", "%[t]")                                                     \
  ADD("smlad", "%[u]", "%[p]", "%[s]") ADD("smlad", "%[v]", "%[q]", "%[s]")        \
  "ldrd %[t], %[s], [%[slide], #0]\n" ROUNDED("%[u]") ROUNDED("%[v]")              \
  "ldr %[t], [%[slide], #8]\n asr %[u], %[u], %[t]\n asr %[v], %[v], %[t]\n"       \
  "ssat %[u], #8, %[u]\n ssat %[v], #8, %[v]\n"                                    \
  "strb %[u], [%[output]]\n strb %[v], [%[output], %[channels]]\n"                 \
  "add %[output], %[output], %[channels], lsl #1\n"                                \
  "cmp %[a], %[end]\n bne 1b\n"                                                    \
  "2: ldr %[t], [%[slide], #44]\n cmp %[t], #0\n beq 3f\n"                         \
  "ldrd %[u], %[t], [%[slide], #12]\n" ADD("smlad", "%[u]", "%[last]", "%[t]")     \
  "ldrd %[t], %[s], [%[slide], #20]\n ldrsb %[v], [%[c]]\n"                        \
  ADD("smlabt", "%[u]", "%[v]", "%[t]") ADD("smlad", "%[u]", "%[p]", "%[s]")       \
  "ldrd %[t], %[s], [%[slide], #28]\n" ADD("smlad", "%[u]", "%[q]", "%[t]")        \
  "ldrsb %[p], [%[a]]\n ldrsb %[t], [%[b]]\n" PAIR("%[p]", "%[p]", "%[t]")         \
  ADD("smlad", "%[u]", "%[p]", "%[s]") SCALE("%[u]", ROUNDED)                      \
  "strb %[u], [%[output]]\n 3:\n"

#define SLIDE(CODE)                                                                        \
  __asm__ volatile(CODE                                                                    \
                   : [p] "=&r"(p), [q] "=&r"(q), [last] "=&r"(last), [a] "+r"(a),          \
                     [b] "+r"(b), [c] "=&r"(c), [output] "+r"(output), [end] "+r"(end),    \
                     [u] "=&r"(u), [v] "=&r"(v), [t] "=&r"(t), [s] "=&r"(s)                \
                   : [slide] "r"(slide), [channels] "r"(call->channels)                    \
                   : "cc", "memory")

__attribute__((always_inline)) static inline void slide_in_a_way(
    const struct stapes_depthwise *call, const struct slide *slide, struct line line,
    const uint32_t rounds_twice) {
  const uint32_t row_bytes = copied_row_bytes(call);
  const uint32_t bytes = (call->width & ~1u) * copied_channels;
  do {
    uintptr_t a = (uintptr_t)line.columns, output = (uintptr_t)line.output;
    uint32_t b = row_bytes, c, end = bytes, p, q, last, u, v, t, s;
    if (rounds_twice) {
      SLIDE(SLIDE_ALONG(DOUBLED));
    } else {
      SLIDE(SLIDE_ALONG(ONCE));
    }
  } while (go_on(&line));
}

static inline void twice(uint32_t *halves) {
  __asm__("sadd16 %0, %0, %0" : "+r"(*halves));
}

static void twice_filter(struct filter *filter) {
  twice(&filter->pairs[0]);
  twice(&filter->pairs[1]);
  twice(&filter->pairs[2]);
  twice(&filter->last_01);
  twice(&filter->last_12);
  filter->scale.bias *= 2;
}

/* All rows of a channel. */
__attribute__((noinline)) static void slide_down(
    const struct stapes_depthwise *call, struct slide *slide, const struct line *first) {
  if (has_two_roundings(&call->rounding)) {
    twice_filter(&slide->filter);
    slide_in_a_way(call, slide, *first, 1);
  } else {
    slide_in_a_way(call, slide, *first, 0);
  }
}
#else
static void slide_down(
    const struct stapes_depthwise *call, const struct slide *slide, const struct line *first) {
  const uint32_t row_bytes = copied_row_bytes(call), one = copied_channels, two = 2 * one;
  const struct filter *filter = &slide->filter;
  struct line line = *first;
  do {
    const int8_t *a = line.columns, *b = a + row_bytes, *c = b + row_bytes;
    int8_t *output = line.output, *end = output + call->width * call->channels;
    for (; output != end; output += call->channels) {
      int32_t sum = smlad(pair(c, c + one), filter->last_01, 0);
      sum = smlabb((uint32_t)c[two], filter->last_12 >> 16, sum);
      *output = filtered(
          filter, pair(a, b), pair(a + one, b + one), pair(a + two, b + two), sum,
          has_two_roundings(&call->rounding));
      a += one;
      b += one;
      c += one;
    }
  } while (go_on(&line));
}
#endif

/* Values of a channel with any factor, one by one. */
__attribute__((noinline)) static void compute_any(
    const struct stapes_depthwise *call, const struct channel *parameters, uint32_t channel,
    const struct line *first) {
  const uint32_t row_bytes = copied_row_bytes(call);
  struct line line = *first;
  do {
    const int8_t *columns = line.columns;
    for (uint32_t column = 0; column < call->width; column++) {
      const int8_t *weight = call->weights + channel;
      uint32_t sum = (uint32_t)parameters->bias;
      ROLLED
      for (uint32_t tap = 0; tap < 9; tap++, weight += call->channels) {
        int32_t value = columns[tap / 3 * row_bytes + tap % 3 * copied_channels];
        sum += (uint32_t)(value * *weight);
      }
      line.output[column * call->channels] = (int8_t)clamped(
          stapes_rounded((int32_t)sum, *parameters, &call->rounding), &call->rounding);
      columns += copied_channels;
    }
  } while (go_on(&line));
}

/* A channel's weights lie so far apart. */
static inline void set_weights(struct filter *filter, const int8_t *w, uint32_t apart) {
  const int8_t *a = w, *b = a + 3 * apart, *c = b + 3 * apart;
  filter->pairs[0] = pair(a, b);
  filter->pairs[1] = pair(a + apart, b + apart);
  filter->pairs[2] = pair(a + 2 * apart, b + 2 * apart);
  filter->last_01 = pair(c, c + apart);
  filter->last_12 = pair(c + apart, c + 2 * apart);
}

static inline void compute_channel(
    const struct stapes_depthwise *call, uint32_t channel, const struct line *first) {
  const struct channel parameters = channel_at(&call->parameters, call->file, channel);
  if (!can_scale(parameters, &call->rounding, bound_of(9, 0))) {
    compute_any(call, &parameters, channel, first);
    return;
  }
  struct slide slide;
  slide.filter.scale = simple_scale(parameters, &call->rounding);
  slide.is_odd = call->width & 1;
  set_weights(&slide.filter, call->weights + channel, call->channels);
  slide_down(call, &slide, first);
}

void stapes_dsp_depthwise_of_copies(struct stapes_depthwise *call) {
  struct line first = first_line(call);
  const int8_t *copies = first.columns;
  for (uint32_t channel = 0; channel < call->channels; channel++, first.columns++, first.output++) {
    if (channel % copied_channels == 0) {
      stapes_copy_rows(call, channel);
      first.columns = copies;
    }
    compute_channel(call, channel, &first);
  }
}
