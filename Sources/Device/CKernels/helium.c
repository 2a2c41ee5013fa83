#if defined(__ARM_FEATURE_MVE)
#include "helium.h"

#include "channel.h"

/* Words at any address; bytes of a word are there together, or not. */
static inline int32x4_t words_at(const uint8_t *at, mve_pred16_t here) {
  return vreinterpretq_s32_u8(vldrbq_z_u8(at, here));
}

/* These read biases and factors of four channels, and give their shifts. */
static inline int32x4_t read_whole(
    struct four_channels *four, const struct stapes_channels *all, const uint8_t *parameters,
    uint32_t first, mve_pred16_t here) {
  const uint8_t *biases = parameters + first * 4, *factors = biases + all->count * 4;
  const int8_t *shifts = (const int8_t *)parameters + all->count * 8 + first;
  four->bias = words_at(biases, here);
  four->q31 = words_at(factors, here);
  return vldrbq_z_s32(shifts, here);
}

static inline int32x4_t read_short(
    struct four_channels *four, const struct stapes_channels *all, const uint8_t *parameters,
    uint32_t first, mve_pred16_t here) {
  const int32_t bias_shift = all->bias_shift, factor_shift = all->factor_shift;
  int32x4_t words = words_at(parameters + first * 4, here);
  int32x4_t exponent = vreinterpretq_s32_u32(vshrq_n_u32(vreinterpretq_u32_s32(words), 27));
  int32x4_t up = vmaxq_s32(vaddq_n_s32(exponent, bias_shift), vdupq_n_s32(0));
  up = vminq_s32(up, vdupq_n_s32(31));
  four->bias = vshlq_s32(vmovlbq_s16(vreinterpretq_s16_s32(words)), up);
  /* Bits 16 to 26 go to 19 to 29, below one that is always set. */
  int32x4_t mantissa = vandq_s32(vshlq_n_s32(words, 3), vdupq_n_s32(0x7FF << 19));
  four->q31 = vorrq_s32(mantissa, vdupq_n_s32(1 << 30));
  return vsubq_s32(vdupq_n_s32(factor_shift), exponent);
}

static inline int32x4_t read_medium(
    struct four_channels *four, const struct stapes_channels *all, const uint8_t *parameters,
    uint32_t first, mve_pred16_t here) {
  /* Of words at every seventh byte. */
  static const uint8_t places[16] = {0, 1, 2, 3, 7, 8, 9, 10, 14, 15, 16, 17, 21, 22, 23, 24};
  const uint8_t *at = parameters + first * 7;
  const uint8x16_t offsets = vldrbq_u8(places);
  uint32x4_t words = vreinterpretq_u32_u8(vldrbq_gather_offset_z_u8(at, offsets, here));
  uint8x16_t biases = vldrbq_gather_offset_z_u8(at + 3, offsets, here);
  int32x4_t exponent = vreinterpretq_s32_u32(vshrq_n_u32(words, 30));
  four->bias = vshrq_n_s32(vreinterpretq_s32_u8(biases), 8);
  /* Bit 30 is always set. */
  uint32x4_t mantissa = vandq_u32(words, vdupq_n_u32(0x3FFFFFFF));
  four->q31 = vreinterpretq_s32_u32(vorrq_u32(mantissa, vdupq_n_u32(0x40000000)));
  return vsubq_s32(vdupq_n_s32(all->factor_shift), exponent);
}

void stapes_helium_channels(
    struct four_channels *fours, const struct stapes_channels *all, const uint8_t *file,
    uint32_t first, uint32_t count) {
  const uint8_t *parameters = file + all->position;
  for (int32_t left = (int32_t)count; left > 0; left -= 4, first += 4, fours++) {
    mve_pred16_t here = vctp32q((uint32_t)left);
    int32x4_t shift;
    if (all->form == form_short) {
      shift = read_short(fours, all, parameters, first, here);
    } else if (all->form == form_medium) {
      shift = read_medium(fours, all, parameters, first, here);
    } else {
      shift = read_whole(fours, all, parameters, first, here);
    }
    fours->shift = vpselq_s32(shift, vdupq_n_s32(-31), here);
  }
}

static void round_twice(
    int32_t *sums, uint32_t apart, uint32_t places, struct four_channels four) {
  for (; places > 0; places--, sums += apart) {
    int32x4_t sum = vaddq_s32(vldrwq_s32(sums), four.bias);
    vstrwq_s32(sums, rounded_twice(sum, four.q31, four.shift));
  }
}

static void round_small(
    int32_t *sums, uint32_t apart, uint32_t places, struct four_channels four) {
  int32x4_t shift_by_one = vaddq_n_s32(four.shift, 1);
  for (; places > 0; places--, sums += apart) {
    int32x4_t sum = vaddq_s32(vldrwq_s32(sums), four.bias);
    vstrwq_s32(sums, rounded_small(sum, four.q31, shift_by_one));
  }
}

/* For shifts from −1 on, which keep bits of the product's low word. */
static int32x4_t rounded_large(int32x4_t sum, int32x4_t q31, int32x4_t shift) {
  uint32x4_t half = vshlq_u32(vdupq_n_u32(1), vsubq_s32(vdupq_n_s32(30), shift));
  uint32x4_t low = vaddq_u32(vreinterpretq_u32_s32(vmulq_s32(sum, q31)), half);
  int32x4_t high = vmulhq_s32(sum, q31);
  high = vaddq_m_n_s32(high, high, 1, vcmphiq_u32(half, low));
  int32x4_t below = vreinterpretq_s32_u32(vshlq_u32(low, vsubq_n_s32(shift, 31)));
  return vorrq_s32(below, vshlq_s32(high, vaddq_n_s32(shift, 1)));
}

static void round_mixed(
    int32_t *sums, uint32_t apart, uint32_t places, struct four_channels four) {
  for (; places > 0; places--, sums += apart) {
    int32x4_t sum = vaddq_s32(vldrwq_s32(sums), four.bias);
    int32x4_t small = rounded_small(sum, four.q31, vaddq_n_s32(four.shift, 1));
    int32x4_t large = rounded_large(sum, four.q31, four.shift);
    vstrwq_s32(sums, vpselq_s32(small, large, vcmpltq_n_s32(four.shift, -1)));
  }
}

void stapes_helium_round(
    int32_t *sums, uint32_t apart, uint32_t places, const struct four_channels *four,
    uint32_t rounds_twice) {
  if (rounds_twice) {
    round_twice(sums, apart, places, *four);
  } else if (are_small(four->shift)) {
    round_small(sums, apart, places, *four);
  } else {
    round_mixed(sums, apart, places, *four);
  }
}

#endif
