#include "positions.h"

#include "instructions.h"

__attribute__((noinline, minsize)) static void fill(int8_t *to, uint32_t count) {
  const int8_t *end = to + count;
  ROLLED
  for (; count >= 4; count -= 4, to += 4) store_word(to, 0x80808080u);
  ROLLED
  while (to != end) *to++ = -128;
}

__attribute__((minsize)) void stapes_start_pools(const struct job *job, uint32_t output) {
  const struct stapes_convolution *call = job->call;
  uint32_t count = call->channel_count, columns = call->width;
  if (count == call->channels) {
    count *= columns;
    columns = 1;
  }
  for (; columns; columns--, output += call->channels)
    fill((int8_t *)job->memory + output, count);
}
