/* The rows under the kernel of a depthwise convolution. */
#ifndef STAPES_ROWS_H
#define STAPES_ROWS_H

#include "CKernels.h"

/* A row under the kernel; null for padding. */
static inline const int8_t *row_at(const struct stapes_depthwise *row, uint32_t index) {
  if (row->kernel_rows <= stapes_depthwise_rows) return row->under[index];
  const struct stapes_window *window = &row->rows.window;
  uint32_t slot = window->slot + index - window->leading;
  if (index - window->leading >= window->rows) return 0;
  if (slot >= window->capacity) slot -= window->capacity;
  return (const int8_t *)row->memory + window->ring + slot * window->row_bytes;
}

/* Finds where the next row goes, and the rows under its kernel if these are not too many. */
static inline void find_rows(struct stapes_depthwise *row) {
  const struct stapes_window *window = &row->rows.window;
  uint32_t slot = window->slot;
  row->output = (int8_t *)row->memory + stapes_output_of(&row->rows);
  if (row->kernel_rows > stapes_depthwise_rows) return;
  for (uint32_t index = 0; index < row->kernel_rows; index++) {
    row->under[index] = 0;
    if (index - window->leading >= window->rows) continue;
    row->under[index] = (const int8_t *)row->memory + window->ring + slot * window->row_bytes;
    if (++slot == window->capacity) slot = 0;
  }
}

/* Sets some channels of a row that has been found to the lowest value if pools begin there. */
static inline void start_pools(const struct stapes_depthwise *row, uint32_t first, uint32_t count) {
  if (!row->pool_across || row->rows.part) return;
  int8_t *output = row->output + first;
  for (uint32_t column = 0; column < row->width; column++, output += row->channels)
    for (uint32_t index = 0; index < count; index++) output[index] = -128;
}

static inline uint32_t next_row(struct stapes_depthwise *row) {
  return stapes_go_on(&row->rows, row->kernel_rows);
}

#endif
