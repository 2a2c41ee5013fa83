/* A convolution whose weights are stored without zeros: every entry is used at eight positions. */
#include "CKernels.h"
#include "channel.h"
#include "instructions.h"
#include "laying.h"
#include "positions.h"

#if defined(__ARM_FEATURE_MVE)
#include <arm_mve.h>
#endif

enum { positions = 8, half = 4, entry_bytes = 2 };

/* Windows: for each tap eight halves, one of each position. */
struct window {
  int16_t *to;
  uint32_t is_int16;
};

__attribute__((noinline)) static void append(void *of, const uint8_t *values, uint32_t count) {
  struct window *window = of;
  int16_t *to = window->to, *many = to + (count & ~3u) * positions, *end = to + count * positions;
  if (window->is_int16) {
    ROLLED
    for (; to != end; to += positions, values += 2)
      *to = (int16_t)(values[0] | (uint32_t)values[1] << 8);
  } else {
    ROLLED
    for (; to != many; to += 4 * positions, values += 4) {
      to[0] = (int8_t)values[0];
      to[positions] = (int8_t)values[1];
      to[2 * positions] = (int8_t)values[2];
      to[3 * positions] = (int8_t)values[3];
    }
    ROLLED
    for (; to != end; to += positions) *to = (int8_t)*values++;
  }
  window->to = to;
}

__attribute__((noinline)) static void append_zero(void *of, int32_t value, uint32_t count) {
  struct window *window = of;
  ROLLED
  for (; count; count--, window->to += positions) *window->to = (int16_t)value;
}

__attribute__((noinline, minsize)) static void lay(
    const struct job *job, uint32_t column, uint32_t lane) {
  const struct stapes_convolution *call = job->call;
  int16_t *windows = (int16_t *)(job->memory + call->windows);
  struct window window = {windows + lane, call->is_int16};
  lay_taps(job, column, &window, append, append_zero);
}

/*
 * The sums of the products of a channel's entries, at eight positions or at the first four. The first
 * step comes from in front of the first tap.
 */
#if defined(__ARM_FEATURE_MVE)
__attribute__((noinline)) static void sum_eight(
    int32_t *sums, const uint8_t *next, uint32_t count, const int16_t *windows) {
  int32x4_t low = vdupq_n_s32(0), high = low;
  const int16_t *x = windows - positions;
  for (; count; count--, next += entry_bytes) {
    const int32_t weight = (int8_t)next[1];
    x += next[0] * positions;
    low = vmlaq_n_s32(low, vldrhq_s32(x), weight);
    high = vmlaq_n_s32(high, vldrhq_s32(x + half), weight);
  }
  vst1q_s32(sums, low);
  vst1q_s32(sums + half, high);
}

__attribute__((noinline)) static void sum_four(
    int32_t *sums, const uint8_t *next, uint32_t count, const int16_t *windows) {
  int32x4_t all = vdupq_n_s32(0);
  const int16_t *x = windows - positions;
  for (; count; count--, next += entry_bytes) {
    x += next[0] * positions;
    all = vmlaq_n_s32(all, vldrhq_s32(x), (int8_t)next[1]);
  }
  vst1q_s32(sums, all);
}
#elif HAS_DSP
#define TWO_WORDS(at, a, b, c, d)                                                       \
  "ldrd %[p], %[q], [%[x], #" at "]\n"                                                  \
  "smlabb %[" a "], %[p], %[w], %[" a "]\n smlatb %[" b "], %[p], %[w], %[" b "]\n"     \
  "smlabb %[" c "], %[q], %[w], %[" c "]\n smlatb %[" d "], %[q], %[w], %[" d "]\n"

#define STEP "ldrb %[q], [%[next]], #1\n ldrsb %[w], [%[next]], #1\n add %[x], %[x], %[q], lsl #4\n"
#define EIGHT STEP TWO_WORDS("0", "a", "b", "c", "d") TWO_WORDS("8", "e", "f", "g", "h")
#define FOUR STEP TWO_WORDS("0", "a", "b", "c", "d")

/* Four entries a turn, then the rest. All registers are taken: the last end waits on the stack. */
__attribute__((noinline)) static void sum_eight(
    int32_t *sums, const uint8_t *next, uint32_t count, const int16_t *windows) {
  int32_t a = 0, b, c, d, e, f, g, h;
  uint32_t q, w;
  uintptr_t x = (uintptr_t)windows - 2 * positions, p = (uintptr_t)sums;
  const uint8_t *end = next + count * entry_bytes, *many = next + (count & ~3u) * entry_bytes;
  __asm__ volatile(
      "push {%[end]}\n push {%[p]}\n mov %[end], %[h]\n"
      "mov %[b], %[a]\n mov %[c], %[a]\n mov %[d], %[a]\n mov %[e], %[a]\n mov %[f], %[a]\n"
      "mov %[g], %[a]\n mov %[h], %[a]\n"
      "cmp %[next], %[end]\n beq 2f\n"
      "1: " EIGHT EIGHT EIGHT EIGHT "cmp %[next], %[end]\n bne 1b\n"
      "2: ldr %[end], [sp, #4]\n cmp %[next], %[end]\n beq 4f\n"
      "3: " EIGHT "cmp %[next], %[end]\n bne 3b\n"
      "4: pop {%[p]}\n add sp, #4\n"
      "strd %[a], %[b], [%[p]]\n strd %[c], %[d], [%[p], #8]\n"
      "strd %[e], %[f], [%[p], #16]\n strd %[g], %[h], [%[p], #24]\n"
      : [a] "+r"(a), [b] "=&r"(b), [c] "=&r"(c), [d] "=&r"(d), [e] "=&r"(e), [f] "=&r"(f),
        [g] "=&r"(g), [h] "=&r"(h), [p] "+r"(p), [q] "=&r"(q), [w] "=&r"(w), [x] "+r"(x),
        [next] "+r"(next), [end] "+r"(end)
      : "[h]"(many)
      : "cc", "memory");
}

__attribute__((noinline)) static void sum_four(
    int32_t *sums, const uint8_t *next, uint32_t count, const int16_t *windows) {
  int32_t a = 0, b = 0, c = 0, d = 0;
  uint32_t p, q, w;
  uintptr_t x = (uintptr_t)windows - 2 * positions;
  const uint8_t *end = next + count * entry_bytes, *many = next + (count & ~3u) * entry_bytes;
#define ADD(code)                                                                     \
  __asm__ volatile(code                                                               \
                   : [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d), [x] "+r"(x), \
                     [next] "+r"(next), [p] "=&r"(p), [q] "=&r"(q), [w] "=&r"(w)      \
                   :                                                                  \
                   : "memory")
  while (next != many) ADD(FOUR FOUR FOUR FOUR);
  while (next != end) ADD(FOUR);
#undef ADD
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
}
#else
static inline int32_t added(int32_t sum, int32_t x, int32_t w) { return plus(sum, x * w); }

__attribute__((noinline)) static void sum_four(
    int32_t *sums, const uint8_t *next, uint32_t count, const int16_t *windows) {
  int32_t a = 0, b = 0, c = 0, d = 0;
  uint32_t tap = 0;
  for (const uint8_t *end = next + count * entry_bytes; next != end; next += entry_bytes) {
    tap += next[0];
    const int16_t *x = windows + (tap - 1) * positions;
    const int32_t weight = (int8_t)next[1];
    a = added(a, x[0], weight);
    b = added(b, x[1], weight);
    c = added(c, x[2], weight);
    d = added(d, x[3], weight);
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
}

#if defined(__thumb__)
/* There are not registers for more. */
static void sum_eight(
    int32_t *sums, const uint8_t *next, uint32_t count, const int16_t *windows) {
  sum_four(sums, next, count, windows);
  sum_four(sums + half, next, count, windows + half);
}
#else
__attribute__((noinline)) static void sum_eight(
    int32_t *sums, const uint8_t *next, uint32_t count, const int16_t *windows) {
  int32_t a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
  uint32_t tap = 0;
  for (const uint8_t *end = next + count * entry_bytes; next != end; next += entry_bytes) {
    tap += next[0];
    const int16_t *x = windows + (tap - 1) * positions;
    const int32_t weight = (int8_t)next[1];
    a = added(a, x[0], weight);
    b = added(b, x[1], weight);
    c = added(c, x[2], weight);
    d = added(d, x[3], weight);
    e = added(e, x[4], weight);
    f = added(f, x[5], weight);
    g = added(g, x[6], weight);
    h = added(h, x[7], weight);
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
  sums[4] = e;
  sums[5] = f;
  sums[6] = g;
  sums[7] = h;
}
#endif
#endif

static inline int32_t greater(int32_t a, int32_t b) { return a > b ? a : b; }

static inline void raise(int8_t *at, int32_t value) {
  if (value > *at) *at = (int8_t)value;
}

/* How the values of a batch are written: those with int8's range that are rounded once, and others. */
enum way { each_alone, pooled, any_way };

static enum way way_of(const struct stapes_convolution *call) {
  const struct stapes_rounding *rounding = &call->rounding;
  if (has_two_roundings(rounding) || rounding->lowest != -128 || rounding->highest != 127)
    return any_way;
  return call->is_pooled ? pooled : each_alone;
}

static inline void give_each(
    const struct stapes_convolution *call, struct scale scale, int8_t *outputs,
    const int32_t *sums, uint32_t count) {
  const uint32_t *places = call->outputs, *end = places + count;
  ROLLED
  while (places != end)
    outputs[*places++] = (int8_t)ssat8(scaled_once(plus(*sums++, scale.bias), scale));
}

/* Rounding never turns an order round, so the greatest sum of a pool gives the greatest value. Without
 * its bias a sum may not fit. */
static inline void give_greatest(
    const struct stapes_convolution *call, struct scale scale, int8_t *outputs,
    const int32_t *sums, uint32_t count) {
  const uint32_t *places = call->outputs, *end = places + count;
  ROLLED
  while (places != end) {
    const uint32_t place = *places++;
    int32_t most = plus(*sums++, scale.bias);
    ROLLED
    for (; places != end && *places == place; places++)
      most = greater(most, plus(*sums++, scale.bias));
    raise(outputs + place, ssat8(scaled_once(most, scale)));
  }
}

/* With any factor, rounding and pool. */
__attribute__((noinline)) static void give_any(
    const struct stapes_convolution *call, const struct channel *channel, int8_t *outputs,
    const int32_t *sums, uint32_t count) {
  const struct stapes_rounding *rounding = &call->rounding;
  const struct scale scale = scale_of(*channel, rounding, bound_of(call->taps, call->is_int16));
  ROLLED
  for (uint32_t lane = 0; lane < count; lane++) {
    int8_t *at = outputs + call->outputs[lane];
    int32_t sum = plus(sums[lane], scale.bias);
    int32_t value = scale.down ? scaled(sum, scale, has_two_roundings(rounding))
                               : stapes_rounded(sum, *channel, rounding);
    value = clamped(value, rounding);
    if (call->is_pooled) {
      raise(at, value);
    } else {
      *at = (int8_t)value;
    }
  }
}

__attribute__((noinline)) static void give(
    const struct job *job, uint32_t index, const int32_t *sums, uint32_t count, enum way way) {
  const struct stapes_convolution *call = job->call;
  int8_t *outputs = (int8_t *)job->memory + index;
  const struct channel channel = channel_at(&call->parameters, job->file, index);
  if (way == any_way || !is_simple(channel)) {
    give_any(call, &channel, outputs, sums, count);
  } else if (way == each_alone) {
    give_each(call, simple_scale(channel, &call->rounding), outputs, sums, count);
  } else {
    give_greatest(call, simple_scale(channel, &call->rounding), outputs, sums, count);
  }
}

static void convolve(const struct job *job, uint32_t count) {
  const struct stapes_convolution *call = job->call;
  const int16_t *windows = (const int16_t *)(job->memory + call->windows);
  const uint8_t *next = job->file + call->weights;
  const enum way way = way_of(call);
  for (uint32_t index = 0; index < call->channels; index++) {
    const uint32_t entries = next[0] | (uint32_t)next[1] << 8;
    int32_t sums[positions];
    next += 2;
    if (count <= half) {
      sum_four(sums, next, entries, windows);
    } else {
      sum_eight(sums, next, entries, windows);
    }
    next += entries * entry_bytes;
    give(job, index, sums, count, way);
  }
}

__attribute__((minsize)) void stapes_sparse_convolve(
    struct stapes_convolution *call, uint8_t *memory, const uint8_t *file) {
  const struct job job = {call, memory, file, 0};
  do {
    uint32_t output = stapes_output_of(&call->rows), column = 0;
    if (call->is_pooled && call->rows.part == 0) stapes_start_pools(&job, output);
    for (uint32_t count = call->width; count; count--, output += call->channels) {
      for (uint32_t end = column + call->pool_across; column < end; column++) {
        call->outputs[call->lanes] = output;
        lay(&job, column, call->lanes++);
        call->left--;
        if (call->lanes < positions && call->left) continue;
        convolve(&job, call->lanes);
        call->lanes = 0;
      }
    }
  } while (go_on(call));
}
