/* A row of a max-pool, in plain C. */
#include "CKernels.h"
#include "pool.h"

__attribute__((noinline)) static void take(const struct greatest *greatest) {
  take_bytes(greatest);
}

__attribute__((noinline)) static void clamp(
    int8_t *values, uint32_t count, int32_t lowest, int32_t highest) {
#pragma clang loop unroll(disable) vectorize(disable)
  for (int8_t *end = values + count; values != end; values++) {
    int32_t value = greater_of(*values, lowest);
    *values = (int8_t)(value > highest ? highest : value);
  }
}

__attribute__((minsize)) void stapes_plain_max_pool(const struct stapes_pool *pool) {
  pool_row(pool, take, clamp);
}
