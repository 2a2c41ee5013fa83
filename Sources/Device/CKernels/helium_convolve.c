/* A convolution of int8 or int16 values: two channels at two positions at a time. */
#if defined(__ARM_FEATURE_MVE)
#include "helium.h"
#include "positions.h"

/* Windows lie one behind the other, taps side by side as int8 or int16, in whole vectors. */
static uint32_t lane_bytes(uint32_t taps, uint32_t is_int16) {
  return is_int16 ? (taps + 7) / 8 * 16 : (taps + 15) / 16 * 16;
}

static uint8_t *copy(uint8_t *to, const uint8_t *from, int32_t count) {
  uint8_t *end = to + count;
  for (; count > 0; count -= 16, to += 16, from += 16) {
    mve_pred16_t here = vctp8q((uint32_t)count);
    vstrbq_p_u8(to, vldrbq_z_u8(from, here), here);
  }
  return end;
}

static uint8_t *repeat(uint8_t *to, uint8x16_t value, int32_t count) {
  uint8_t *end = to + count;
  for (; count > 0; count -= 16, to += 16) vstrbq_p_u8(to, value, vctp8q((uint32_t)count));
  return end;
}

static void lay(
    const struct stapes_row *row, uint32_t column, struct stapes_batch *batch, uint32_t lane,
    uint32_t is_alone) {
  const struct taps taps = taps_at(row, column);
  const uint32_t is_int16 = row->is_int16, across = row->kernel_across;
  const uint32_t each = row->group_channels << is_int16, step = row->input_channels << is_int16;
  /* Padding is 0 where the input is int16. */
  const uint8x16_t padding = vdupq_n_u8((uint8_t)row->zero_point);
  uint32_t start = ((uint32_t)taps.first + taps.low) * step + (row->group_start << is_int16);
  uint8_t *to = (uint8_t *)batch->windows;
  if (!is_alone) to += lane * lane_bytes(batch->taps, is_int16);
  batch->places[lane] = (uint32_t)(to - (uint8_t *)batch->memory);
  uint32_t slot = row->window.slot;
  for (uint32_t index = 0, rows = 1; index < row->kernel_rows; index += rows) {
    if (index - row->window.leading >= row->window.rows) {
      to = repeat(to, padding, (int32_t)(across * each));
      rows = 1;
      continue;
    }
    const uint8_t *from = row->window.ring + slot * row->window.row_bytes + start;
    rows = rows_together(row, taps, index, slot);
    /* A window that lies in the input as it must is used there; halves lie at even addresses. */
    const uint32_t is_odd = is_int16 & (uint32_t)(uintptr_t)from;
    if (rows * (taps.high - taps.low) * each == batch->taps << is_int16 && each == step && !is_odd) {
      batch->places[lane] = (uint32_t)(from - (const uint8_t *)batch->memory);
      return;
    }
    slot += rows;
    if (slot == row->window.capacity) slot = 0;
    to = repeat(to, padding, (int32_t)(taps.low * each));
    if (each == step) {
      to = copy(to, from, (int32_t)(rows * (taps.high - taps.low) * each));
    } else {
      for (uint32_t tap = taps.low; tap < taps.high; tap++, from += step)
        to = copy(to, from, (int32_t)each);
    }
    to = repeat(to, padding, (int32_t)((across - taps.high) * each));
  }
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

__attribute__((noinline)) static void sum_int8(
    int32_t *sums, const struct sources *from, uint32_t count) {
  sum_in_pairs(sums, from, count, 0);
}

static void sum_int16(int32_t *sums, const struct sources *from, uint32_t count) {
  sum_in_pairs(sums, from, count, 1);
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
  if (count > 0) sum_int8(sums, &rest, count);
}

/* The range of values, and their zero point. */
struct range {
  int32x4_t lowest, highest;
  int32_t zero_point;
};

static inline int32x4_t finished(int32x4_t values, struct range range) {
  values = vaddq_n_s32(values, range.zero_point);
  return vminq_s32(vmaxq_s32(values, range.lowest), range.highest);
}

/* Some channels of a batch: four of them, or fewer. */
struct part {
  const struct stapes_batch *batch;
  uint32_t lanes;
  uint32_t channel, channels;
};

/* Any rounding, factor and pool. */
static inline void give_any(
    struct part part, int32_t *sums, const struct four_channels *four, struct range range) {
  const struct stapes_batch *batch = part.batch;
  const uint32_t *outputs = batch->outputs;
  stapes_helium_round(sums, together, part.lanes, four, batch->rounding.rounds_twice);
  mve_pred16_t here = vctp32q(part.channels);
  for (uint32_t lane = 0; lane < part.lanes; lane++, sums += together) {
    int32x4_t values = finished(vldrwq_s32(sums), range);
    int8_t *at = batch->memory + outputs[lane] + part.channel;
    if (batch->is_pooled) values = vmaxq_s32(values, vldrbq_z_s32(at, here));
    vstrbq_p_s32(at, values, here);
  }
}

/* Of lanes of one pool: rounding never turns an order round, so one sum is rounded. */
static inline void give_greatest(
    struct part part, const int32_t *sums, const struct four_channels *four, struct range range) {
  int32x4_t greatest = vldrwq_s32(sums);
  for (uint32_t lane = 1; lane < part.lanes; lane++)
    greatest = vmaxq_s32(greatest, vldrwq_s32(sums + lane * together));
  int32x4_t shift_by_one = vaddq_n_s32(four->shift, 1);
  int32x4_t values = rounded_small(vaddq_s32(greatest, four->bias), four->q31, shift_by_one);
  int8_t *at = part.batch->memory + part.batch->outputs[0] + part.channel;
  mve_pred16_t here = vctp32q(part.channels);
  vstrbq_p_s32(at, vmaxq_s32(finished(values, range), vldrbq_z_s32(at, here)), here);
}

static inline void give(
    struct part part, int32_t *sums, const struct four_channels *four, uint32_t is_plain,
    struct range range) {
  if (!is_plain || !are_small(four->shift)) {
    give_any(part, sums, four, range);
    return;
  }
  if (part.batch->is_pooled && vminvq_s32(0, four->q31) == 0) {
    give_greatest(part, sums, four, range);
    return;
  }
  if (part.batch->is_pooled) {
    give_any(part, sums, four, range);
    return;
  }
  const uint32_t *outputs = part.batch->outputs;
  mve_pred16_t here = vctp32q(part.channels);
  int32x4_t bias = four->bias, q31 = four->q31, shift_by_one = vaddq_n_s32(four->shift, 1);
  for (uint32_t lane = 0; lane < part.lanes; lane++, sums += together) {
    int32x4_t values = rounded_small(vaddq_s32(vldrwq_s32(sums), bias), q31, shift_by_one);
    int8_t *at = part.batch->memory + outputs[lane] + part.channel;
    vstrbq_p_s32(at, finished(values, range), here);
  }
}

static void convolve(struct stapes_batch *batch, uint32_t lanes, sum_channels *sum) {
  const struct stapes_rounding rounding = batch->rounding;
  const struct range range = {
      vdupq_n_s32(rounding.lowest), vdupq_n_s32(rounding.highest), rounding.zero_point};
  const uint32_t *outputs = batch->outputs;
  const uint32_t is_one_pool =
      outputs[0] == outputs[lanes - 1] && outputs[0] == outputs[lanes / 2];
  const uint32_t is_plain = !rounding.rounds_twice && (!batch->is_pooled || is_one_pool);
  struct sources from = {
      batch->weights, (const uint8_t *)batch->memory, batch->places, lanes, (int32_t)batch->taps};
  struct part part = {batch, lanes, 0, 0};
  while (part.channel < batch->channels) {
    uint32_t left = batch->channels - part.channel;
    if (left > together) left = together;
    struct four_channels fours[together / 4], *four = fours;
    int32_t sums[4 * together], *at = sums;
    stapes_helium_channels(fours, &batch->parameters, batch->first + part.channel, left);
    sum(sums, &from, left);
    from.weights += left * batch->taps;
    for (; left > 0; left -= part.channels, at += 4) {
      part.channels = left < 4 ? left : 4;
      give(part, at, four++, is_plain, range);
      part.channel += part.channels;
    }
  }
}

static void convolve_four(struct stapes_batch *batch) {
  convolve(batch, 4, batch->is_int16 ? sum_int16 : sum_int8);
}

static void convolve_one(struct stapes_batch *batch) {
  /* A lane that is alone stands for the second one of its pair too. */
  batch->places[1] = batch->places[0];
  convolve(batch, 1, batch->is_int16 ? sum_int16 : sum_lane);
}

void stapes_helium_convolve(const struct stapes_row *row, struct stapes_batch *batch) {
  take_positions(row, batch, lay, convolve_four, convolve_one);
}

#endif
