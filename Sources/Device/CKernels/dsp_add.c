/* A row of sums of int8 values: four at a time, each in half a word and 2^8 times as great. */
#include "CKernels.h"
#include "add.h"
#include "channel.h"
#include "dsp_clamp.h"
#include "instructions.h"

/* What is the same for all values: S is the high word of 2 * x by q31, rounded. */
struct row {
  uint32_t raises; /* what makes 2 * x of a, and above it b's factor */
  int32_t a_start, q31, b_start;
  struct scale scale;  /* of the sum */
  int32_t half, shift; /* with two roundings: 2^(right - 1), and -2^(32 - right) */
};

static struct row row_of(const struct stapes_add *add, const struct usual_add *usual) {
  const struct channel sum = {0, add->q31, add->shift};
  const uint32_t raise = 2u << usual->exponent, b_raise = (uint32_t)usual->b_factor >> 8;
  struct row row = {
      raise >> 8 | b_raise << 16, -usual->a_zero_point * (int32_t)raise, usual->q31,
      usual->b_start, simple_scale(sum, &add->rounding), 0, 0};
  if (has_two_roundings(&add->rounding)) {
    row.scale.factor = (int32_t)((uint32_t)add->q31 << 1);
    row.half = (int32_t)(1u << (usual->right - 1));
    row.shift = (int32_t)(0 - (1u << (32 - usual->right)));
  }
  return row;
}

/* Values up to `end` of a, four at a time. */
typedef void add_fours(
    const int8_t *a, const int8_t *b, int8_t *output, const int8_t *end, const struct row *row);

/* S + b_start. Below zero, as x then is, half a unit less 1 is added before bits are dropped. */
static inline int32_t addend(int32_t x, const struct row *row, const uint32_t twice) {
  if (!twice) return smmlar(x, row->q31, row->b_start);
  return smmls(smmlar(x, row->q31, plus(row->half, x >> 31)), row->shift, row->b_start);
}

/* As `scaled_twice`, with a factor less than twice the sum's by 2^32. */
static inline int32_t rounded_twice(int32_t sum, const struct scale *scale) {
  int32_t high = smmlar(sum, scale->factor, sum);
  return (high + (high >> 31) + scale->addend) >> scale->down;
}

static inline int8_t value(int32_t sum, const struct row *row, const uint32_t twice) {
  return (int8_t)ssat8(twice ? rounded_twice(sum, &row->scale) : scaled_once(sum, row->scale));
}

struct two {
  int32_t low, high;
};

/* The sums of two bytes of a and two of b, the high ones of halves. */
static inline struct two sums(
    uint32_t a, uint32_t b, const struct row *row, const uint32_t twice) {
  const int32_t low = addend(smlabb(a, row->raises, row->a_start), row, twice);
  const int32_t high = addend(smlatb(a, row->raises, row->a_start), row, twice);
  return (struct two){smlabt(b, row->raises, low), smlatt(b, row->raises, high)};
}

__attribute__((always_inline)) static inline void add_in_c(
    const int8_t *a, const int8_t *b, int8_t *output, const int8_t *end, const struct row *of,
    const uint32_t twice) {
  const struct row row = *of;
  const uint32_t high_bytes = 0xFF00FF00;
  for (; a != end; a += 4, b += 4, output += 4) {
    const uint32_t first = load_word(a), second = load_word(b);
    struct two even = sums(first << 8 & high_bytes, second << 8 & high_bytes, &row, twice);
    struct two odd = sums(first & high_bytes, second & high_bytes, &row, twice);
    output[0] = value(even.low, &row, twice);
    output[1] = value(odd.low, &row, twice);
    output[2] = value(even.high, &row, twice);
    output[3] = value(odd.high, &row, twice);
  }
}

#if HAS_DSP
/* Two values from bytes of x and of y, in z and x. A shift takes the low byte of a register. */
#define TWO_VALUES                                                                        \
  "smlabb %[z], %[x], %[raises], %[a_start]\n smlatb %[x], %[x], %[raises], %[a_start]\n" \
  "smmlar %[z], %[z], %[q31], %[b_start]\n smmlar %[x], %[x], %[q31], %[b_start]\n"       \
  "smlabt %[z], %[y], %[raises], %[z]\n smlatt %[x], %[y], %[raises], %[x]\n"             \
  "smmla %[z], %[z], %[factor], %[addend]\n smmla %[x], %[x], %[factor], %[addend]\n"     \
  "asr %[z], %[z], %[mask]\n asr %[x], %[x], %[mask]\n"                                   \
  "ssat %[z], #8, %[z]\n ssat %[x], #8, %[x]\n"

/* Compilers would take all four at once, for which registers do not suffice. */
__attribute__((noinline)) static void add_once(
    const int8_t *a, const int8_t *b, int8_t *output, const int8_t *end, const struct row *of) {
  const struct row row = *of;
  const uint32_t mask = 0xFF00FF00 | row.scale.down;
  uint32_t x, y, z;
  do {
    __asm__ volatile(
        "ldr %[x], [%[a]]\n ldr %[y], [%[b]]\n"
        "and %[x], %[mask], %[x], lsl #8\n and %[y], %[mask], %[y], lsl #8\n" TWO_VALUES
        "strb %[x], [%[output], #2]\n strb %[z], [%[output]], #1\n"
        "ldr %[x], [%[a]], #4\n ldr %[y], [%[b]], #4\n"
        "bic %[x], %[x], #0x00FF00FF\n bic %[y], %[y], #0x00FF00FF\n" TWO_VALUES
        "strb %[z], [%[output]], #2\n strb %[x], [%[output]], #1\n"
        : [a] "+r"(a), [b] "+r"(b), [output] "+r"(output), [x] "=&r"(x), [y] "=&r"(y),
          [z] "=&r"(z)
        : [raises] "r"(row.raises), [a_start] "r"(row.a_start), [q31] "r"(row.q31),
          [b_start] "r"(row.b_start), [factor] "r"(row.scale.factor),
          [addend] "r"(row.scale.addend), [mask] "r"(mask)
        : "memory");
  } while (a != end);
}
#else
static void add_once(
    const int8_t *a, const int8_t *b, int8_t *output, const int8_t *end, const struct row *row) {
  add_in_c(a, b, output, end, row, 0);
}
#endif

__attribute__((noinline)) static void add_twice(
    const int8_t *a, const int8_t *b, int8_t *output, const int8_t *end, const struct row *row) {
  add_in_c(a, b, output, end, row, 1);
}

/* The last values of a row, less than four. */
static uint32_t last_values(const int8_t *values, uint32_t count) {
  uint32_t word = 0;
  while (count) word = word << 8 | (uint8_t)values[--count];
  return word;
}

__attribute__((minsize)) static void add_row(
    const int8_t *a, const int8_t *b, int8_t *output, uint32_t count, const struct row *row,
    add_fours *add_fours) {
  const uint32_t whole = count & ~3u, rest = count & 3;
  if (whole) add_fours(a, b, output, a + whole, row);
  if (rest == 0) return;
  const uint32_t first = last_values(a + whole, rest), second = last_values(b + whole, rest);
  const int8_t *four = (const int8_t *)&first;
  uint32_t values;
  add_fours(four, (const int8_t *)&second, (int8_t *)&values, four + 4, row);
  for (uint32_t index = whole; index < count; index++, values >>= 8)
    output[index] = (int8_t)values;
}

__attribute__((minsize)) void stapes_dsp_add(const struct stapes_add *add) {
  struct usual_add usual;
  if (!stapes_find_usual(&usual, add)) {
    stapes_add_any(add);
    return;
  }
  const struct row row = row_of(add, &usual);
  add_row(
      usual.a, usual.b, add->output, add->count, &row,
      has_two_roundings(&add->rounding) ? add_twice : add_once);
  if (add->rounding.lowest > -128 || add->rounding.highest < 127)
    stapes_dsp_clamp(add->output, add->count, add->rounding.lowest, add->rounding.highest);
}
