#include "dsp_windows.h"

#include "instructions.h"
#include "laying.h"

/* A window that is being laid. */
struct window {
  uint32_t *words;
  uint32_t stride;
  uint32_t count; /* taps, modulo four, that `words` have */
  uint32_t is_int16;
};

static inline void append(struct window *window, uint32_t half) {
  uint32_t *word = window->words + (window->count & 1);
  if (window->count & 2) {
    *word |= half << 16;
  } else {
    *word = half & 0xFFFF;
  }
  if (++window->count == 4) {
    window->words += window->stride;
    window->count = 0;
  }
}

#if HAS_DSP
/* Four bytes as halves; a store of two words, which compilers take apart. */
#define FOUR_BYTES                                                                  \
  "ldr %[q], [%[values]], #4\n sxtb16 %[p], %[q]\n sxtb16 %[q], %[q], ror #8\n"     \
  "strd %[p], %[q], [%[words]]\n add %[words], %[stride]\n"

static const uint8_t *append_quads(
    struct window *window, const uint8_t *values, uint32_t count) {
  const uint8_t *many = values + (count & ~15u), *end = values + (count & ~3u);
  uint32_t *words = window->words;
  const uint32_t stride = window->stride * 4;
  uint32_t p, q;
#define APPEND(code)                                                                     \
  __asm__ volatile(code                                                                  \
                   : [values] "+r"(values), [words] "+r"(words), [p] "=&r"(p), [q] "=&r"(q) \
                   : [stride] "r"(stride)                                                \
                   : "memory")
  while (values != many) APPEND(FOUR_BYTES FOUR_BYTES FOUR_BYTES FOUR_BYTES);
  while (values != end) APPEND(FOUR_BYTES);
#undef APPEND
  window->words = words;
  return values;
}
#else
static const uint8_t *append_quads(
    struct window *window, const uint8_t *values, uint32_t count) {
  for (; count >= 4; count -= 4, values += 4, window->words += window->stride) {
    uint32_t word = load_word(values);
    window->words[0] = sxtb16(word);
    window->words[1] = sxtb16_ror8(word);
  }
  return values;
}
#endif

__attribute__((noinline, minsize)) static void append_bytes(
    struct window *window, const uint8_t *values, uint32_t count) {
  if (window->count == 0) {
    values = append_quads(window, values, count);
    count &= 3;
  }
  for (; count; count--) append(window, (uint32_t)(int8_t)*values++);
}

__attribute__((noinline, minsize)) static void append_halves(
    struct window *window, const uint8_t *values, uint32_t count) {
  if (window->count == 0) {
    uint32_t *words = window->words;
    for (; count >= 4; count -= 4, values += 8, words += window->stride) {
      uint32_t low = load_word(values), high = load_word(values + 4);
      words[0] = pkhbt(low, high);
      words[1] = pkhtb(low, high);
    }
    window->words = words;
  }
  for (; count; count--, values += 2) append(window, values[0] | (uint32_t)values[1] << 8);
}

__attribute__((noinline, minsize)) static void append_zero(
    void *window, int32_t value, uint32_t count) {
  for (; count; count--) append(window, (uint32_t)value);
}

static void append_either(void *of, const uint8_t *values, uint32_t count) {
  struct window *window = of;
  if (window->is_int16) {
    append_halves(window, values, count);
  } else {
    append_bytes(window, values, count);
  }
}

void stapes_dsp_lay(const struct job *job, uint32_t column, uint32_t lane, uint32_t is_alone) {
  const struct stapes_convolution *call = job->call;
  struct window window = {
      (uint32_t *)(job->memory + call->windows), lone_stride, 0, call->is_int16};
  if (!is_alone) {
    window.words += lane * lone_stride;
    window.stride = batch_stride;
  }
  if (is_pointwise(call)) {
    append_either(&window, job->memory + pointwise_at(call, column), call->group_channels);
  } else {
    lay_taps(job, column, &window, append_either, append_zero);
  }
  while (window.count) append(&window, 0);
}
