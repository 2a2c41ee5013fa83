/* A row of a max-pool: four channels an instruction. */
#include "CKernels.h"
#include "dsp_clamp.h"
#include "instructions.h"
#include "pool.h"

#if HAS_DSP
/* The greatest of four words; two of them and the output's at an offset. */
#define WORD(at)                                                                       \
  "ldr %[x], [%[a], %[b]]\n ldr %[y], [%[a], %[c]]\n"                                  \
  "ssub8 %[t], %[x], %[y]\n sel %[x], %[x], %[y]\n"                                    \
  "ldr %[y], [%[a]], #4\n ldr %[z], [%[last], #" at "]\n"                              \
  "ssub8 %[t], %[y], %[z]\n sel %[y], %[y], %[z]\n"                                    \
  "ssub8 %[t], %[x], %[y]\n sel %[x], %[x], %[y]\n str %[x], [%[output], #" at "]\n"

#define COLUMNS(code)                                                                     \
  __asm__ volatile("1:\n" code                                                            \
                   "add %[a], %[step]\n add %[last], %[last_step]\n"                      \
                   "add %[output], %[channels]\n subs %[left], #1\n bne 1b\n"             \
                   : [a] "+r"(a), [last] "+r"(last), [output] "+r"(output),               \
                     [left] "+r"(left), [x] "=&r"(x), [y] "=&r"(y), [z] "=&r"(z),         \
                     [t] "=&r"(t)                                                         \
                   : [b] "r"(b), [c] "r"(c), [step] "r"(step), [last_step] "r"(last_step), \
                     [channels] "r"(channels)                                             \
                   : "cc", "memory")
#endif

/* Four channels at all columns, or sixteen. */
__attribute__((always_inline)) static inline void take_words(
    const struct greatest *greatest, uint32_t channel, const uint32_t words) {
  const int8_t *a = greatest->taps[0] + channel, *last = greatest->taps[3] + channel;
  const ptrdiff_t b = greatest->taps[1] - greatest->taps[0];
  const ptrdiff_t c = greatest->taps[2] - greatest->taps[0];
  int8_t *output = greatest->output + channel;
  const uint32_t channels = greatest->channels, last_step = greatest->last_step;
  uint32_t left = greatest->columns;
#if HAS_DSP
  const uint32_t step = greatest->step - words * 4;
  uint32_t x, y, z, t;
  if (words == 4) {
    COLUMNS(WORD("0") WORD("4") WORD("8") WORD("12"));
  } else {
    COLUMNS(WORD("0"));
  }
#else
  for (; left; left--) {
    for (uint32_t at = 0; at < words * 4; at += 4) {
      uint32_t first = greater_bytes(load_word(a + b + at), load_word(a + c + at));
      uint32_t second = greater_bytes(load_word(a + at), load_word(last + at));
      store_word(output + at, greater_bytes(first, second));
    }
    if (left == 1) break;
    a += greatest->step;
    last += last_step;
    output += channels;
  }
#endif
}

/* Some of the last four channels may be taken once more: that changes nothing. */
__attribute__((minsize, noinline)) static void take(const struct greatest *greatest) {
  const uint32_t channels = greatest->channels;
  uint32_t channel = 0;
  if (channels < 4) {
    take_bytes(greatest);
    return;
  }
  for (; channels - channel >= 16; channel += 16) take_words(greatest, channel, 4);
  for (; channel < channels; channel += 4)
    take_words(greatest, channels - channel < 4 ? channels - 4 : channel, 1);
}

__attribute__((minsize)) void stapes_dsp_max_pool(const struct stapes_pool *pool) {
  pool_row(pool, take, stapes_dsp_clamp);
}
