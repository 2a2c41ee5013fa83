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

/* A half of a word. */
struct half {
  uint16_t value;
} __attribute__((may_alias));

__attribute__((always_inline)) static inline void append(struct window *window, uint32_t half) {
  const uint32_t count = window->count, place = (count & 1) << 1 | count >> 1;
  ((struct half *)window->words)[place].value = (uint16_t)half;
  window->count = (count + 1) & 3;
  if (count == 3) window->words += window->stride;
}

#if HAS_DSP
/* Four bytes as halves; a store of two words, which compilers take apart. */
#define FOUR_BYTES                                                                  \
  "ldr %[q], [%[values]], #4\n sxtb16 %[p], %[q]\n sxtb16 %[q], %[q], ror #8\n"     \
  "strd %[p], %[q], [%[words]]\n add %[words], %[stride]\n"

__attribute__((always_inline)) static inline const uint8_t *append_quads(
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

__attribute__((always_inline)) static inline void append_bytes(
    struct window *window, const uint8_t *values, uint32_t count) {
  ROLLED
  for (; window->count && count; count--) append(window, (uint32_t)(int8_t)*values++);
  values = append_quads(window, values, count);
  ROLLED
  for (count &= 3; count; count--) append(window, (uint32_t)(int8_t)*values++);
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

__attribute__((noinline)) static void append_zero(void *of, int32_t value, uint32_t count) {
  struct window *window = of;
  const uint32_t halves = pkhbt((uint32_t)value, (uint32_t)value);
  ROLLED
  for (; window->count && count; count--) append(window, (uint32_t)value);
  uint32_t *words = window->words;
  ROLLED
  for (; count >= 4; count -= 4, words += window->stride) {
    words[0] = halves;
    words[1] = halves;
  }
  window->words = words;
  ROLLED
  for (; count; count--) append(window, (uint32_t)value);
}

__attribute__((noinline)) static void append_either(
    void *of, const uint8_t *values, uint32_t count) {
  struct window *window = of;
  if (window->is_int16) {
    append_halves(window, values, count);
  } else {
    append_bytes(window, values, count);
  }
}

static inline void append_zeros(struct window *window) {
  ROLLED
  while (window->count) append(window, 0);
}

__attribute__((noinline)) static void lay_any(
    const struct job *job, uint32_t column, struct window window) {
  lay_taps(job, column, &window, append_either, append_zero);
  append_zeros(&window);
}

/* Lays bytes of which all lie in the input, whose first column is the one. */
__attribute__((always_inline)) static inline void lay_inner(
    const struct job *job, uint32_t first, struct window *window, const uint32_t has_quads) {
  const struct stapes_convolution *call = job->call;
  const struct stapes_window *rows = &call->rows.window;
  const uint32_t channels = call->input_channels, row_bytes = rows->row_bytes;
  const uint32_t run = call->kernel_across * channels, joins = run == call->input_width * channels;
  const uint8_t *ring = job->memory + rows->ring + first * channels;
  const uint8_t *from = ring + rows->slot * row_bytes;
  uint32_t before_wrap = rows->capacity - rows->slot, left = rows->rows, together = 1;
  do {
    if (joins) together = left < before_wrap ? left : before_wrap;
    if (has_quads) {
      append_quads(window, from, together * run);
    } else {
      append_bytes(window, from, together * run);
    }
    from += together * row_bytes;
    before_wrap -= together;
    if (before_wrap == 0) {
      before_wrap = rows->capacity;
      from = ring;
    }
    left -= together;
  } while (left);
}

__attribute__((noinline)) static void lay_inner_bytes(
    const struct job *job, uint32_t first, struct window window) {
  lay_inner(job, first, &window, 0);
  append_zeros(&window);
}

void stapes_dsp_lay(const struct job *job, uint32_t column, uint32_t lane, uint32_t is_alone) {
  const struct stapes_convolution *call = job->call;
  struct window window = {
      (uint32_t *)(job->memory + call->windows), lone_stride, 0, call->is_int16};
  if (!is_alone) {
    window.words += lane * lone_stride;
    window.stride = batch_stride;
  }
  const uint32_t first = column * call->stride - call->pad_left;
  if (!call->is_int16 && call->group_channels == call->input_channels
      && first < call->input_width && call->kernel_across <= call->input_width - first
      && call->rows.window.rows == call->kernel_rows) {
    if ((call->kernel_across * call->input_channels & 3) == 0) {
      lay_inner(job, first, &window, 1);
    } else {
      lay_inner_bytes(job, first, window);
    }
  } else {
    lay_any(job, column, window);
  }
}
