/* A convolution of int8 or int16 values: three channels, or two, at two positions at a time. */
#if defined(__ARM_FEATURE_MVE)
#include "helium.h"
#include "laying.h"
#include "positions.h"
#include "single_tap.h"

/* Windows lie one behind the other, taps side by side as int8 or int16, in whole vectors. */
static uint32_t lane_bytes(uint32_t taps, uint32_t is_int16) {
  return is_int16 ? (taps + 7) / 8 * 16 : (taps + 15) / 16 * 16;
}

/* Where in memory the windows of four lanes lie. */
static inline uint32_t *places_of(struct stapes_convolution *call) { return call->outputs + 4; }

/* What all windows have in common: whether a kernel has one row and takes all channels, and whether it
 * takes all of each row of the input, and there is one column. */
struct kind {
  uint32_t is_row, is_whole;
};

/* A window that is being laid. */
struct window {
  uint8_t *to;
  uint32_t is_int16;
};

static void copy(void *of, const uint8_t *from, uint32_t values) {
  struct window *window = of;
  const int32_t count = (int32_t)(values << window->is_int16);
  uint8_t *to = window->to;
  window->to += count;
  for (int32_t left = count; left > 0; left -= 16, to += 16, from += 16) {
    mve_pred16_t here = vctp8q((uint32_t)left);
    vstrbq_p_u8(to, vldrbq_z_u8(from, here), here);
  }
}

/* Padding is 0 where the input is int16. */
__attribute__((noinline)) static void repeat(void *of, int32_t value, uint32_t values) {
  struct window *window = of;
  const int32_t count = (int32_t)(values << window->is_int16);
  uint8_t *to = window->to;
  window->to += count;
  for (int32_t left = count; left > 0; left -= 16, to += 16)
    vstrbq_p_u8(to, vdupq_n_u8((uint8_t)value), vctp8q((uint32_t)left));
}

__attribute__((noinline)) static uint32_t lay_any(
    const struct job *job, uint32_t column, uint32_t lane) {
  const struct stapes_convolution *call = job->call;
  const uint32_t place = call->windows + lane * lane_bytes(call->taps, call->is_int16);
  struct window window = {job->memory + place, call->is_int16};
  lay_taps(job, column, &window, copy, repeat);
  return place;
}

/* A window that lies in the input as it must is used there; halves lie at even addresses. */
static void lay(const struct job *job, uint32_t column, uint32_t lane, uint32_t is_alone) {
  struct stapes_convolution *call = job->call;
  const struct stapes_window *rows = &call->rows.window;
  const struct kind *kind = job->own;
  const uint32_t first = column * call->stride - call->pad_left;
  const uint32_t is_inside =
      first < call->input_width && call->kernel_across <= call->input_width - first
      && rows->rows == call->kernel_rows;
  uint32_t place = rows->ring + rows->slot * rows->row_bytes;
  if (kind->is_row && is_inside) {
    place += (first * call->input_channels) << call->is_int16;
  } else if (!kind->is_whole || !is_inside || rows->slot + rows->rows > rows->capacity) {
    place = lay_any(job, column, is_alone ? 0 : lane);
  }
  places_of(call)[lane] = place;
}

/* Channels whose sums are computed before they are rounded. A lane's lie side by side. */
enum { together = 16 };

/* Weights of channels, and the windows of lanes. */
struct sources {
  const int8_t *weights;
  const uint8_t *memory;
  const uint32_t *places;
  uint32_t lanes;
  int32_t taps;
};

/* The sums of some channels, `together` at most, at some lanes. */
typedef void sum_channels(int32_t *sums, const struct sources *from, uint32_t count);

/* As many products at a time as a vector holds, and fewer at the end. Compilers do not promise
 * loops that predicate their ends. */
#define SUM_PAIRS(size, load_window, load_weights, weight_bytes)                           \
  __asm__("dlstp." size " lr, %[taps]\n"                                                   \
          "1: " load_window " q0, [%[x]], #16\n"                                           \
          load_weights " q1, [%[v]], #" weight_bytes "\n"                                  \
          "vmlava.s" size " %[vx], q1, q0\n"                                               \
          load_weights " q2, [%[w]], #" weight_bytes "\n"                                  \
          "vmlava.s" size " %[wx], q2, q0\n"                                               \
          load_window " q0, [%[y]], #16\n"                                                 \
          "vmlava.s" size " %[vy], q1, q0\n"                                               \
          "vmlava.s" size " %[wy], q2, q0\n"                                               \
          "letp lr, 1b"                                                                    \
          : [vx] "+Te"(vx), [wx] "+Te"(wx), [vy] "+Te"(vy), [wy] "+Te"(wy), [v] "+l"(v),   \
            [w] "+l"(w), [x] "+r"(x), [y] "+r"(y)                                          \
          : [taps] "r"(taps)                                                               \
          : "lr", "q0", "q1", "q2", "memory")

/* The same for three channels of int8. */
#define SUM_TRIPLES                                                                          \
  __asm__("dlstp.8 lr, %[taps]\n"                                                            \
          "1: vldrb.u8 q0, [%[x]], #16\n"                                                    \
          "vldrb.u8 q1, [%[u]], #16\n vmlava.s8 %[ux], q1, q0\n"                            \
          "vldrb.u8 q2, [%[v]], #16\n vmlava.s8 %[vx], q2, q0\n"                            \
          "vldrb.u8 q3, [%[w]], #16\n vmlava.s8 %[wx], q3, q0\n"                            \
          "vldrb.u8 q0, [%[y]], #16\n vmlava.s8 %[uy], q1, q0\n"                            \
          "vmlava.s8 %[vy], q2, q0\n vmlava.s8 %[wy], q3, q0\n"                             \
          "letp lr, 1b"                                                                      \
          : [ux] "+Te"(ux), [vx] "+Te"(vx), [wx] "+Te"(wx), [uy] "+Te"(uy), [vy] "+Te"(vy),  \
            [wy] "+Te"(wy), [u] "+r"(u), [v] "+r"(v), [w] "+r"(w), [x] "+r"(x), [y] "+r"(y)  \
          : [taps] "r"(taps)                                                                 \
          : "lr", "q0", "q1", "q2", "q3", "memory")

/* Two channels at two lanes at a time. Without a second one, sums at its place mean nothing. */
static inline __attribute__((always_inline)) void sum_in_pairs(
    int32_t *sums, const struct sources *from, uint32_t count, uint32_t is_int16) {
  const struct sources all = *from;
  const int32_t *end = sums + all.lanes * together;
  const int32_t taps = all.taps;
  const int8_t *first = all.weights;
  do {
    const int8_t *second = count > 1 ? first + taps : first;
    const uint32_t *place = all.places;
    int32_t *lane = sums;
    do {
      const int8_t *v = first, *w = second;
      const uint8_t *x = all.memory + place[0], *y = all.memory + place[1];
      int32_t vx = 0, wx = 0, vy = 0, wy = 0;
      if (is_int16) {
        SUM_PAIRS("16", "vldrh.u16", "vldrb.s16", "8");
      } else {
        SUM_PAIRS("8", "vldrb.u8", "vldrb.u8", "16");
      }
      lane[0] = vx;
      lane[1] = wx;
      lane[together] = vy;
      lane[together + 1] = wy;
      lane += 2 * together;
      place += 2;
    } while (lane < end);
    first += 2 * taps;
    sums += 2;
    count -= 2;
  } while ((int32_t)count > 0);
}

static void sum_pairs(int32_t *sums, const struct sources *from, uint32_t count) {
  sum_in_pairs(sums, from, count, 0);
}

/* Three channels at two lanes at a time. One that is left comes first, so that the sum without a
 * meaning beside it is written over. */
__attribute__((noinline)) static void sum_int8(
    int32_t *sums, const struct sources *from, uint32_t count) {
  struct sources all = *from;
  const int32_t taps = all.taps;
  const uint32_t rest = count % 3;
  if (rest > 0) sum_pairs(sums, &all, rest);
  all.weights += rest * (uint32_t)taps;
  sums += rest;
  for (count -= rest; count > 0; count -= 3, sums += 3, all.weights += 3 * taps) {
    const uint32_t *place = all.places;
    int32_t *lane = sums, *end = sums + all.lanes * together;
    do {
      const int8_t *u = all.weights, *v = u + taps, *w = v + taps;
      const uint8_t *x = all.memory + place[0], *y = all.memory + place[1];
      int32_t ux = 0, vx = 0, wx = 0, uy = 0, vy = 0, wy = 0;
      SUM_TRIPLES;
      lane[0] = ux;
      lane[1] = vx;
      lane[2] = wx;
      lane[together] = uy;
      lane[together + 1] = vy;
      lane[together + 2] = wy;
      lane += 2 * together;
      place += 2;
    } while (lane < end);
  }
}

static void sum_int16(int32_t *sums, const struct sources *from, uint32_t count) {
  sum_in_pairs(sums, from, count, 1);
}

/* Taps for whose windows there are vectors enough; of int16 one more may stand beside its vector. */
static inline uint32_t is_short(const struct stapes_convolution *call) {
  return call->taps <= (call->is_int16 ? 9 : 64);
}

/* Four vectors of windows: of one lane, of two with two each, or of all four. */
struct held {
  int8x16_t a, b, c, d;
};

/* A vector of the window of a lane, which may be its last. */
static inline int8x16_t vector_of(const struct sources *from, uint32_t lane, uint32_t first) {
  const int8_t *at = (const int8_t *)from->memory + from->places[lane] + first;
  return vldrbq_z_s8(at, vctp8q((uint32_t)from->taps - first));
}

/* Channel by channel, with windows that stay in vectors. The last vector of weights has only those of
 * the channel. Compilers would set the predicate again and again. */
#define SUM_HELD(channel, results, vectors)                                               \
  __asm__ volatile("vctp.8 %[rest]\n dls lr, %[count]\n 1: " channel "le lr, 1b"           \
                   : results, [w] "+r"(w), [sum] "+r"(sum)                                \
                   : [a] "w"(x.a), [b] "w"(x.b), [c] "w"(x.c), [d] "w"(x.d),              \
                     [rest] "r"(from->taps - 16 * (vectors - 1)), [count] "r"(count)      \
                   : "lr", "q4", "q5", "cc", "memory")
/* Between operands that a macro takes as one. */
#define COMMA ,
#define LOAD_WEIGHTS(to) "vldrb.u8 " to ", [%[w]], #16\n"
#define LOAD_LAST(to) "vpst\n vldrbt.u8 " to ", [%[w]]\n add %[w], %[w], %[rest]\n"
#define TIMES(sum, weights, vector) "vmlav.s8 %[" sum "], " weights ", %q[" vector "]\n"
#define ADD_TIMES(sum, weights, vector) "vmlava.s8 %[" sum "], " weights ", %q[" vector "]\n"

__attribute__((noinline)) static void sum_16_taps(
    int32_t *sum, const struct sources *from, uint32_t count) {
  const struct held x = {
      vector_of(from, 0, 0), vector_of(from, 1, 0), vector_of(from, 2, 0), vector_of(from, 3, 0)};
  const int8_t *w = from->weights;
  int32_t s, t, u, v;
  SUM_HELD(
      LOAD_LAST("q4") TIMES("s", "q4", "a") TIMES("t", "q4", "b") TIMES("u", "q4", "c")
      TIMES("v", "q4", "d") "str %[t], [%[sum], #64]\n str %[u], [%[sum], #128]\n"
      "str %[v], [%[sum], #192]\n str %[s], [%[sum]], #4\n",
      [s] "=&Te"(s) COMMA [t] "=&Te"(t) COMMA [u] "=&Te"(u) COMMA [v] "=&Te"(v), 1);
}

__attribute__((noinline)) static void sum_32_taps(
    int32_t *sum, const struct sources *from, uint32_t count) {
  for (uint32_t lane = 0; lane < 4; lane += 2, sum += 2 * together - count) {
    const struct held x = {
        vector_of(from, lane, 0), vector_of(from, lane, 16), vector_of(from, lane + 1, 0),
        vector_of(from, lane + 1, 16)};
    const int8_t *w = from->weights;
    int32_t s, t;
    SUM_HELD(
        LOAD_WEIGHTS("q4") TIMES("s", "q4", "a") TIMES("t", "q4", "c") LOAD_LAST("q5")
        ADD_TIMES("s", "q5", "b") ADD_TIMES("t", "q5", "d")
        "str %[t], [%[sum], #64]\n str %[s], [%[sum]], #4\n",
        [s] "=&Te"(s) COMMA [t] "=&Te"(t), 2);
  }
}

__attribute__((noinline)) static void sum_48_taps(
    int32_t *sum, const struct sources *from, uint32_t count) {
  for (uint32_t lane = 0; lane < 4; lane++, sum += together - count) {
    const int8x16_t last = vector_of(from, lane, 32);
    const struct held x = {vector_of(from, lane, 0), vector_of(from, lane, 16), last, last};
    const int8_t *w = from->weights;
    int32_t s;
    SUM_HELD(
        LOAD_WEIGHTS("q4") TIMES("s", "q4", "a") LOAD_WEIGHTS("q5") ADD_TIMES("s", "q5", "b")
        LOAD_LAST("q4") ADD_TIMES("s", "q4", "c") "str %[s], [%[sum]], #4\n",
        [s] "=&Te"(s), 3);
  }
}

__attribute__((noinline)) static void sum_64_taps(
    int32_t *sum, const struct sources *from, uint32_t count) {
  for (uint32_t lane = 0; lane < 4; lane++, sum += together - count) {
    const struct held x = {
        vector_of(from, lane, 0), vector_of(from, lane, 16), vector_of(from, lane, 32),
        vector_of(from, lane, 48)};
    const int8_t *w = from->weights;
    int32_t s;
    SUM_HELD(
        LOAD_WEIGHTS("q4") TIMES("s", "q4", "a") LOAD_WEIGHTS("q5") ADD_TIMES("s", "q5", "b")
        LOAD_WEIGHTS("q4") ADD_TIMES("s", "q4", "c") LOAD_LAST("q5") ADD_TIMES("s", "q5", "d")
        "str %[s], [%[sum]], #4\n",
        [s] "=&Te"(s), 4);
  }
}

static sum_channels *sum_of_short(uint32_t taps) {
  if (taps <= 16) return sum_16_taps;
  return taps <= 32 ? sum_32_taps : taps <= 48 ? sum_48_taps : sum_64_taps;
}

__attribute__((noinline)) static void sum_short_int16(
    int32_t *sums, const struct sources *from, uint32_t count) {
  const uint32_t taps = (uint32_t)from->taps;
  const mve_pred16_t here = vctp16q(taps);
  const int8_t *weights = from->weights;
  const int16_t *lanes[4];
  int32_t last[4];
  for (uint32_t lane = 0; lane < 4; lane++) {
    lanes[lane] = (const int16_t *)(const void *)(from->memory + from->places[lane]);
    last[lane] = taps > 8 ? lanes[lane][8] : 0;
  }
  const int16x8_t a = vldrhq_z_s16(lanes[0], here), b = vldrhq_z_s16(lanes[1], here);
  const int16x8_t c = vldrhq_z_s16(lanes[2], here), d = vldrhq_z_s16(lanes[3], here);
  for (; count > 0; count--, weights += taps, sums++) {
    const int16x8_t w = vldrbq_z_s16(weights, here);
    const int32_t weight = taps > 8 ? weights[8] : 0;
    sums[0] = vmladavaq_s16(weight * last[0], w, a);
    sums[together] = vmladavaq_s16(weight * last[1], w, b);
    sums[2 * together] = vmladavaq_s16(weight * last[2], w, c);
    sums[3 * together] = vmladavaq_s16(weight * last[3], w, d);
  }
}

static inline void sum_four(int32_t *sums, const struct sources *from) {
  int32_t taps = from->taps;
  const int8_t *t = from->weights, *u = t + taps, *v = u + taps, *w = v + taps;
  const int8_t *x = (const int8_t *)from->memory + from->places[0];
  int32_t tx = 0, ux = 0, vx = 0, wx = 0;
  do {
    mve_pred16_t here = vctp8q((uint32_t)taps);
    int8x16_t xs = vldrbq_z_s8(x, here);
    tx = vmladavaq_p_s8(tx, vldrbq_z_s8(t, here), xs, here);
    ux = vmladavaq_p_s8(ux, vldrbq_z_s8(u, here), xs, here);
    vx = vmladavaq_p_s8(vx, vldrbq_z_s8(v, here), xs, here);
    wx = vmladavaq_p_s8(wx, vldrbq_z_s8(w, here), xs, here);
    t += 16, u += 16, v += 16, w += 16, x += 16, taps -= 16;
  } while (taps > 0);
  sums[0] = tx;
  sums[1] = ux;
  sums[2] = vx;
  sums[3] = wx;
}

/* At one lane. */
static void sum_lane(int32_t *sums, const struct sources *from, uint32_t count) {
  struct sources rest = *from;
  for (; count >= 4; count -= 4, sums += 4) {
    sum_four(sums, &rest);
    rest.weights += 4 * rest.taps;
  }
  if (count > 0) sum_pairs(sums, &rest, count);
}

/* Channels whose sums are to be rounded, and how. */
struct part {
  const struct job *job;
  uint32_t lanes;
  uint32_t channel, channels; /* at hand */
};

/* The range of values, and their zero point. */
struct range {
  int32x4_t lowest, highest;
  int32_t zero_point;
};

static inline struct range range_of(const struct stapes_rounding *rounding) {
  return (struct range){
      vdupq_n_s32(rounding->lowest), vdupq_n_s32(rounding->highest), rounding->zero_point};
}

static inline int32x4_t finished(int32x4_t values, struct range range) {
  values = vaddq_n_s32(values, range.zero_point);
  return vminq_s32(vmaxq_s32(values, range.lowest), range.highest);
}

/* Any rounding, factor and pool. */
__attribute__((noinline)) static void give_any(
    const struct part *part, int32_t *sums, const struct four_channels *four) {
  const struct stapes_convolution *call = part->job->call;
  const struct range range = range_of(&call->rounding);
  uint32_t channel = part->channel;
  for (int32_t left = (int32_t)part->channels; left > 0; left -= 4, four++, sums += 4, channel += 4) {
    const mve_pred16_t here = vctp32q((uint32_t)left);
    stapes_helium_round(sums, together, part->lanes, four, has_two_roundings(&call->rounding));
    for (uint32_t lane = 0; lane < part->lanes; lane++) {
      int32x4_t values = finished(vldrwq_s32(sums + lane * together), range);
      int8_t *at = output_of(part->job, lane) + channel;
      if (call->is_pooled) values = vmaxq_s32(values, vldrbq_z_s32(at, here));
      vstrbq_p_s32(at, values, here);
    }
  }
}

/* How sums are rounded: once with small factors, twice with factors below one, twice with any. */
enum way { once, twice_down, twice };

/* Without a pool, at one lane or at four. */
__attribute__((always_inline)) static inline void give_in_a_way(
    const struct part *part, const int32_t *sums, const struct four_channels *four,
    const uint32_t lanes, const enum way way) {
  const struct range range = range_of(&part->job->call->rounding);
  int8_t *outputs[4];
  for (uint32_t lane = 0; lane < lanes; lane++)
    outputs[lane] = output_of(part->job, lane) + part->channel;
#pragma clang loop unroll(disable)
  for (int32_t left = (int32_t)part->channels; left > 0; left -= 4, four++, sums += 4) {
    const mve_pred16_t here = vctp32q((uint32_t)left);
    const int32x4_t bias = four->bias, q31 = four->q31;
    const int32x4_t shift = way == once ? vaddq_n_s32(four->shift, 1) : four->shift;
    for (uint32_t lane = 0; lane < lanes; lane++) {
      int32x4_t values = vaddq_s32(vldrwq_s32(sums + lane * together), bias);
      values = way == once   ? rounded_small(values, q31, shift)
               : way == twice ? rounded_twice(values, q31, shift)
                              : rounded_twice_down(values, q31, shift);
      vstrbq_p_s32(outputs[lane], finished(values, range), here);
      outputs[lane] += 4;
    }
  }
}

__attribute__((noinline)) static void give_plainly(
    const struct part *part, const int32_t *sums, const struct four_channels *four) {
  if (part->lanes == 4) {
    give_in_a_way(part, sums, four, 4, once);
  } else {
    give_in_a_way(part, sums, four, 1, once);
  }
}

__attribute__((noinline)) static void give_twice(
    const struct part *part, const int32_t *sums, const struct four_channels *four,
    uint32_t are_down) {
  if (part->lanes == 1) {
    give_in_a_way(part, sums, four, 1, twice);
  } else if (are_down) {
    give_in_a_way(part, sums, four, 4, twice_down);
  } else {
    give_in_a_way(part, sums, four, 4, twice);
  }
}

/* Of lanes of one pool, with positive factors: rounding never turns an order round, so one sum is
 * rounded. */
__attribute__((noinline)) static void give_greatest(
    const struct part *part, uint32_t lane, uint32_t lanes, const int32_t *sums,
    const struct four_channels *four) {
  const struct range range = range_of(&part->job->call->rounding);
  int8_t *at = output_of(part->job, lane) + part->channel;
  sums += lane * together;
  for (int32_t left = (int32_t)part->channels; left > 0; left -= 4, four++, sums += 4, at += 4) {
    const mve_pred16_t here = vctp32q((uint32_t)left);
    int32x4_t greatest = vmaxq_s32(vldrwq_s32(sums), vldrwq_s32(sums + together));
    if (lanes == 4) {
      greatest = vmaxq_s32(greatest, vldrwq_s32(sums + 2 * together));
      greatest = vmaxq_s32(greatest, vldrwq_s32(sums + 3 * together));
    }
    int32x4_t shift = vaddq_n_s32(four->shift, 1);
    int32x4_t values = rounded_small(vaddq_s32(greatest, four->bias), four->q31, shift);
    vstrbq_p_s32(at, vmaxq_s32(finished(values, range), vldrbq_z_s32(at, here)), here);
  }
}

/* Whether all factors are small, at most one, and positive. */
struct factors {
  uint32_t are_small, are_down, are_positive;
};

static inline struct factors factors_of(const struct four_channels *four, uint32_t channels) {
  int32x4_t shift = vdupq_n_s32(-31), q31 = vdupq_n_s32(0);
  for (int32_t left = (int32_t)channels; left > 0; left -= 4, four++) {
    shift = vmaxq_s32(shift, four->shift);
    q31 = vminq_s32(q31, four->q31);
  }
  return (struct factors){
      are_small(shift), are_down(shift), vminvq_s32(0, q31) == 0};
}

/* Lanes one behind the other that have a pool in common: four, two and two, or 0. */
static inline uint32_t lanes_of_pool(const uint32_t *outputs, uint32_t lanes) {
  if (lanes < 4 || outputs[0] != outputs[1] || outputs[2] != outputs[3]) return 0;
  return outputs[1] == outputs[2] ? 4 : 2;
}

/* How many of the channels that are left are computed next: of many, threes. */
static inline uint32_t channels_of_part(const struct stapes_convolution *call, uint32_t left) {
  if (left <= together) return left;
  return left > 2 * together && !is_short(call) && !call->is_int16 ? together - 1 : together;
}

__attribute__((noinline)) static void convolve(
    const struct job *job, uint32_t lanes, sum_channels *sum) {
  const struct stapes_convolution *call = job->call;
  const uint32_t rounds_twice = has_two_roundings(&call->rounding);
  const uint32_t of_pool = call->is_pooled ? lanes_of_pool(call->outputs, lanes) : 0;
  struct sources from = {
      weights_of(job), job->memory, places_of(job->call), lanes, (int32_t)call->taps};
  struct part part = {job, lanes, 0, 0};
  for (; part.channel < call->channel_count; part.channel += part.channels) {
    part.channels = channels_of_part(call, call->channel_count - part.channel);
    struct four_channels fours[together / 4];
    int32_t sums[4 * together];
    stapes_helium_channels(
        fours, &call->parameters, job->file, call->first_channel + part.channel, part.channels);
    sum(sums, &from, part.channels);
    from.weights += part.channels * call->taps;
    const struct factors factors = factors_of(fours, part.channels);
    if (rounds_twice && !call->is_pooled) {
      give_twice(&part, sums, fours, factors.are_down);
    } else if (rounds_twice || !factors.are_small) {
      give_any(&part, sums, fours);
    } else if (!call->is_pooled) {
      give_plainly(&part, sums, fours);
    } else if (of_pool && factors.are_positive) {
      give_greatest(&part, 0, of_pool, sums, fours);
      if (of_pool == 2) give_greatest(&part, 2, of_pool, sums, fours);
    } else {
      give_any(&part, sums, fours);
    }
  }
}

static void convolve_four(const struct job *job) {
  if (is_short(job->call)) {
    convolve(
        job, 4, job->call->is_int16 ? sum_short_int16 : sum_of_short(job->call->taps));
  } else {
    convolve(job, 4, job->call->is_int16 ? sum_int16 : sum_int8);
  }
}

static void convolve_one(const struct job *job) {
  /* A lane that is alone stands for the second one of its pair too. */
  uint32_t *places = places_of(job->call);
  places[1] = places[0];
  convolve(job, 1, job->call->is_int16 ? sum_int16 : sum_lane);
}

void stapes_helium_convolve(
    struct stapes_convolution *call, uint8_t *memory, const uint8_t *file) {
  const uint32_t is_even = !(call->is_int16 & (call->rows.window.ring | call->rows.window.row_bytes));
  const struct kind kind = {
      call->kernel_rows == 1 && is_even && call->group_channels == call->input_channels,
      call->width * call->pool_across == 1 && is_even && are_whole(call, taps_at(call, 0))};
  const struct job job = {call, memory, file, &kind};
  if (has_single_tap(call)) {
    stapes_convolve_single_tap(&job);
  } else {
    take_positions(&job, lay, convolve_four, convolve_one);
  }
}

#endif
