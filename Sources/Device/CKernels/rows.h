/* The rows under the kernel of a depthwise convolution. */
#ifndef STAPES_ROWS_H
#define STAPES_ROWS_H

#include "CKernels.h"

static inline void find_rows(struct stapes_depthwise *row) {
  const struct stapes_window *window = &row->window;
  uint32_t slot = window->slot;
  for (uint32_t index = 0; index < row->kernel_rows; index++) {
    row->rows[index] = 0;
    if (index - window->leading >= window->rows) continue;
    row->rows[index] = (const int8_t *)window->ring + slot * window->row_bytes;
    if (++slot == window->capacity) slot = 0;
  }
}

#endif
