/* The rows under the kernel of a depthwise convolution. */
#ifndef STAPES_ROWS_H
#define STAPES_ROWS_H

#include "CKernels.h"

/* A row under the kernel; null for padding. */
static inline const int8_t *row_at(const struct stapes_depthwise *row, uint32_t index) {
  if (row->kernel_rows <= stapes_depthwise_rows) return row->rows[index];
  const struct stapes_window *window = &row->window;
  uint32_t slot = window->slot + index - window->leading;
  if (index - window->leading >= window->rows) return 0;
  if (slot >= window->capacity) slot -= window->capacity;
  return (const int8_t *)row->memory + window->ring + slot * window->row_bytes;
}

/* Finds the rows of kernels that have not too many. */
static inline void find_rows(struct stapes_depthwise *row) {
  const struct stapes_window *window = &row->window;
  uint32_t slot = window->slot;
  if (row->kernel_rows > stapes_depthwise_rows) return;
  for (uint32_t index = 0; index < row->kernel_rows; index++) {
    row->rows[index] = 0;
    if (index - window->leading >= window->rows) continue;
    row->rows[index] = (const int8_t *)row->memory + window->ring + slot * window->row_bytes;
    if (++slot == window->capacity) slot = 0;
  }
}

#endif
