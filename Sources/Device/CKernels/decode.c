/* Entropy-coded weights. */
#include "CKernels.h"
#include "instructions.h"

/* A little-endian half at any address. */
struct half {
  uint16_t value;
} __attribute__((packed, may_alias));

static inline uint32_t load_half(const uint8_t *at) { return ((const struct half *)at)->value; }

enum { slot_bits = 12, bucket_bits = 4, renewed_bits = 16 };

void stapes_decode_entropy(struct stapes_entropy *decoder) {
  const uint8_t *next = decoder->words, *end = decoder->words_end;
  const uint8_t *bounds = decoder->bounds, *buckets = decoder->buckets;
  const uint32_t highest = decoder->highest, lowest = decoder->lowest;
  uint32_t state = decoder->state;
  uint8_t *weights = decoder->weights, *last = decoder->weights_end;
  ROLLED
  for (; weights != last; weights++) {
    const uint32_t slot = state & ((1u << slot_bits) - 1);
    uint32_t symbol = buckets[slot >> bucket_bits];
    /* In a hostile file, something else is written to the buckets. */
    if (symbol > highest) symbol = highest;
    uint32_t low = load_half(bounds + 2 * symbol), high = load_half(bounds + 2 * symbol + 2);
    ROLLED
    while (high <= slot) {
      symbol++;
      low = high;
      high = load_half(bounds + 2 * symbol + 2);
    }
    state = (high - low) * (state >> slot_bits) + (slot - low);
    if (state >> renewed_bits == 0) {
      state <<= renewed_bits;
      if (next != end) {
        state |= load_half(next);
        next += 2;
      }
    }
    *weights = (uint8_t)(lowest + symbol);
  }
  decoder->state = state;
  decoder->words = next;
}
