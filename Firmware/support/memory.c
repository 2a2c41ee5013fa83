/* The memory functions that compilers call. Compile with -fno-builtin. */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
  uint8_t *t = to;
  const uint8_t *f = from;
  while (count--) *t++ = *f++;
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  uint8_t *t = to;
  const uint8_t *f = from;
  if ((uintptr_t)t < (uintptr_t)f) {
    while (count--) *t++ = *f++;
  } else {
    while (count--) t[count] = f[count];
  }
  return to;
}

void *memset(void *to, int value, size_t count) {
  uint8_t *t = to;
  while (count--) *t++ = (uint8_t)value;
  return to;
}

#ifdef __arm__
/* Word by word, of aligned memory. */
static void copy_words(void *to, const void *from, size_t count) {
  uint32_t *t = to;
  const uint32_t *f = from;
  for (; count >= 4; count -= 4) *t++ = *f++;
  memcpy(t, f, count);
}

static void set_words(void *to, size_t count, int value) {
  uint32_t *t = to;
  uint32_t word = (uint8_t)value * 0x01010101u;
  for (; count >= 4; count -= 4) *t++ = word;
  memset(t, value, count);
}

void __aeabi_memcpy(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memcpy4(void *to, const void *from, size_t count) { copy_words(to, from, count); }
void __aeabi_memcpy8(void *to, const void *from, size_t count) { copy_words(to, from, count); }
void __aeabi_memmove(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove4(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove8(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memset(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memset4(void *to, size_t count, int value) { set_words(to, count, value); }
void __aeabi_memset8(void *to, size_t count, int value) { set_words(to, count, value); }
void __aeabi_memclr(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr4(void *to, size_t count) { set_words(to, count, 0); }
void __aeabi_memclr8(void *to, size_t count) { set_words(to, count, 0); }
#endif
