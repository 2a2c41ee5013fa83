#include "channel.h"

/* A product plus what is added below its low word. */
struct product {
  int32_t high;
  uint32_t low;
};

static struct product product_of(int32_t sum, int32_t factor, uint32_t added) {
  int64_t product = (int64_t)sum * factor;
  uint32_t low = (uint32_t)product + added;
  int32_t high = (int32_t)(product >> 32);
  return (struct product){low < added ? plus(high, 1) : high, low};
}

static int32_t once(int32_t sum, struct channel channel) {
  const int32_t shift = channel.shift;
  if (shift < -1) {
    struct product product = product_of(sum, channel.q31, 0);
    return plus(product.high, (int32_t)(1u << (-2 - shift))) >> (-1 - shift);
  }
  struct product product = product_of(sum, channel.q31, 1u << (30 - shift));
  uint32_t below = product.low >> (30 - shift) >> 1;
  return (int32_t)(below | (uint32_t)product.high << (1 + shift));
}

static int32_t twice(int32_t sum, struct channel channel) {
  int32_t up = channel.shift > 0 ? channel.shift : 0, down = up - channel.shift;
  struct product product = product_of((int32_t)((uint32_t)sum << up), channel.q31, 1u << 30);
  int32_t high = (int32_t)((uint32_t)product.high << 1 | product.low >> 31);
  int32_t mask = (int32_t)((1u << down) - 1), threshold = (mask >> 1) + (high < 0);
  return (high >> down) + ((high & mask) > threshold);
}

int32_t stapes_rounded(
    int32_t sum, struct channel channel, const struct stapes_rounding *rounding) {
  /* Wild files have others; what they give means nothing. */
  if (channel.shift < -31) channel.shift = -31;
  if (channel.shift > 30) channel.shift = 30;
  uint32_t value = (uint32_t)(has_two_roundings(rounding) ? twice(sum, channel) : once(sum, channel));
  return (int32_t)(value + (uint32_t)rounding->zero_point);
}
