/* The fuzzer's bytes, read as choices; when they are used up, all choices are 0. */
#ifndef BYTES_H
#define BYTES_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  const uint8_t *next, *end;
} bytes;

static inline uint8_t take(bytes *bytes) { return bytes->next < bytes->end ? *bytes->next++ : 0; }

/* 0 to count - 1. */
static inline size_t choose(bytes *bytes, size_t count) { return take(bytes) % count; }

#endif
