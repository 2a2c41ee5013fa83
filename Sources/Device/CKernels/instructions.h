/* Instructions of Arm's DSP extension as functions of values; elsewhere what they mean. */
#ifndef STAPES_INSTRUCTIONS_H
#define STAPES_INSTRUCTIONS_H

#include <stdint.h>

/* Loops that would only take room if they were unrolled. */
#if defined(__clang__)
#define ROLLED _Pragma("clang loop unroll(disable) vectorize(disable)")
#else
#define ROLLED
#endif

/* A little-endian word at any address. */
struct stapes_word {
  uint32_t value;
} __attribute__((packed, may_alias));

static inline uint32_t load_word(const void *at) { return ((const struct stapes_word *)at)->value; }

static inline void store_word(void *at, uint32_t value) {
  ((struct stapes_word *)at)->value = value;
}

static inline int32_t plus(int32_t a, int32_t b) { return (int32_t)((uint32_t)a + (uint32_t)b); }

#if defined(__arm__) && defined(__ARM_FEATURE_DSP)

#define HAS_DSP 1

/* c + the products of the halves of a and b. */
static inline int32_t smlad(uint32_t a, uint32_t b, int32_t c) {
  int32_t r;
  __asm__("smlad %0, %1, %2, %3" : "=r"(r) : "r"(a), "r"(b), "r"(c));
  return r;
}

/* c + the product of the low halves of a and b. */
static inline int32_t smlabb(uint32_t a, uint32_t b, int32_t c) {
  int32_t r;
  __asm__("smlabb %0, %1, %2, %3" : "=r"(r) : "r"(a), "r"(b), "r"(c));
  return r;
}

/* c + the product of the high halves of a and b. */
static inline int32_t smlatt(uint32_t a, uint32_t b, int32_t c) {
  int32_t r;
  __asm__("smlatt %0, %1, %2, %3" : "=r"(r) : "r"(a), "r"(b), "r"(c));
  return r;
}

/* Bytes 0 and 2 as signed halves. */
static inline uint32_t sxtb16(uint32_t a) {
  uint32_t r;
  __asm__("sxtb16 %0, %1" : "=r"(r) : "r"(a));
  return r;
}

/* Bytes 1 and 3 as signed halves. */
static inline uint32_t sxtb16_ror8(uint32_t a) {
  uint32_t r;
  __asm__("sxtb16 %0, %1, ror #8" : "=r"(r) : "r"(a));
  return r;
}

/* c + the high word of a · b. */
static inline int32_t smmla(int32_t a, int32_t b, int32_t c) {
  int32_t r;
  __asm__("smmla %0, %1, %2, %3" : "=r"(r) : "r"(a), "r"(b), "r"(c));
  return r;
}

/* The high word of a * b + 2^31. */
static inline int32_t smmulr(int32_t a, int32_t b) {
  int32_t r;
  __asm__("smmulr %0, %1, %2" : "=r"(r) : "r"(a), "r"(b));
  return r;
}

/* The nearest int8. */
static inline int32_t ssat8(int32_t a) {
  int32_t r;
  __asm__("ssat %0, #8, %1" : "=r"(r) : "r"(a));
  return r;
}

/* The nearest number of five bits. */
static inline uint32_t usat5(int32_t a) {
  uint32_t r;
  __asm__("usat %0, #5, %1" : "=r"(r) : "r"(a));
  return r;
}

/* The low half of a, and that of b above it. */
static inline uint32_t pkhbt(uint32_t a, uint32_t b) {
  uint32_t r;
  __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(r) : "r"(a), "r"(b));
  return r;
}

/* The high half of a below that of b. */
static inline uint32_t pkhtb(uint32_t a, uint32_t b) {
  uint32_t r;
  __asm__("pkhtb %0, %1, %2, asr #16" : "=r"(r) : "r"(b), "r"(a));
  return r;
}

/* c + the product of the high half of a and the low one of b. */
static inline int32_t smlatb(uint32_t a, uint32_t b, int32_t c) {
  int32_t r;
  __asm__("smlatb %0, %1, %2, %3" : "=r"(r) : "r"(a), "r"(b), "r"(c));
  return r;
}

/* c + the product of the low half of a and the high one of b. */
static inline int32_t smlabt(uint32_t a, uint32_t b, int32_t c) {
  int32_t r;
  __asm__("smlabt %0, %1, %2, %3" : "=r"(r) : "r"(a), "r"(b), "r"(c));
  return r;
}

/* c + the high word of a * b + 2^31. */
static inline int32_t smmlar(int32_t a, int32_t b, int32_t c) {
  int32_t r;
  __asm__("smmlar %0, %1, %2, %3" : "=r"(r) : "r"(a), "r"(b), "r"(c));
  return r;
}

/* The high word of c * 2^32 - a * b. */
static inline int32_t smmls(int32_t a, int32_t b, int32_t c) {
  int32_t r;
  __asm__("smmls %0, %1, %2, %3" : "=r"(r) : "r"(a), "r"(b), "r"(c));
  return r;
}

/* The greater of each two bytes. */
static inline uint32_t greater_bytes(uint32_t a, uint32_t b) {
  uint32_t r;
  __asm__("ssub8 %0, %1, %2\n sel %0, %1, %2" : "=&r"(r) : "r"(a), "r"(b));
  return r;
}

/* The lesser of each two bytes. */
static inline uint32_t lesser_bytes(uint32_t a, uint32_t b) {
  uint32_t r;
  __asm__("ssub8 %0, %1, %2\n sel %0, %2, %1" : "=&r"(r) : "r"(a), "r"(b));
  return r;
}

#else

#define HAS_DSP 0

static inline int32_t smlad(uint32_t a, uint32_t b, int32_t c) {
  int32_t low = (int16_t)a * (int16_t)b, high = (int16_t)(a >> 16) * (int16_t)(b >> 16);
  return (int32_t)((uint32_t)c + (uint32_t)low + (uint32_t)high);
}

static inline uint32_t sxtb16(uint32_t a) {
  return (uint16_t)(int8_t)a | (uint32_t)(uint16_t)(int8_t)(a >> 16) << 16;
}

static inline uint32_t sxtb16_ror8(uint32_t a) { return sxtb16(a >> 8); }

static inline int32_t smmla(int32_t a, int32_t b, int32_t c) {
  return (int32_t)((uint32_t)c + (uint32_t)(((int64_t)a * b) >> 32));
}

static inline int32_t smlabb(uint32_t a, uint32_t b, int32_t c) {
  return plus(c, (int16_t)a * (int16_t)b);
}

static inline int32_t smlatt(uint32_t a, uint32_t b, int32_t c) {
  return smlabb(a >> 16, b >> 16, c);
}

static inline int32_t smmulr(int32_t a, int32_t b) {
  return (int32_t)(((int64_t)a * b + 0x80000000) >> 32);
}

static inline int32_t ssat8(int32_t a) { return a < -128 ? -128 : a > 127 ? 127 : a; }

static inline uint32_t usat5(int32_t a) { return a < 0 ? 0 : a > 31 ? 31 : (uint32_t)a; }

static inline uint32_t pkhbt(uint32_t a, uint32_t b) { return (a & 0xFFFF) | b << 16; }

static inline uint32_t pkhtb(uint32_t a, uint32_t b) { return a >> 16 | (b & 0xFFFF0000); }

static inline int32_t smlatb(uint32_t a, uint32_t b, int32_t c) { return smlabb(a >> 16, b, c); }

static inline int32_t smlabt(uint32_t a, uint32_t b, int32_t c) { return smlabb(a, b >> 16, c); }

static inline int32_t smmlar(int32_t a, int32_t b, int32_t c) { return plus(c, smmulr(a, b)); }

static inline int32_t smmls(int32_t a, int32_t b, int32_t c) {
  uint64_t product = (uint64_t)((int64_t)a * b), rest = ((uint64_t)(uint32_t)c << 32) - product;
  return (int32_t)(rest >> 32);
}

static inline uint32_t greater_bytes(uint32_t a, uint32_t b) {
  uint32_t r = 0;
  for (uint32_t byte = 0; byte < 32; byte += 8)
    r |= ((int8_t)(a >> byte) >= (int8_t)(b >> byte) ? a : b) & (uint32_t)0xFF << byte;
  return r;
}

static inline uint32_t lesser_bytes(uint32_t a, uint32_t b) { return a ^ b ^ greater_bytes(a, b); }

#endif
#endif
