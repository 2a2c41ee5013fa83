/* What lies under the kernels of all rows of a depthwise convolution, copied for some channels. */
#ifndef STAPES_COPIES_H
#define STAPES_COPIES_H

#include "CKernels.h"

/* Channels that are copied at a time, and bytes from one column of the copies to the next. */
enum { copied_channels = 16 };

/* Bytes from one row of the copies to the next. */
static inline uint32_t copied_row_bytes(const struct stapes_depthwise *call) {
  return (call->width + 2) * copied_channels;
}

/* Copies channels of all rows under kernels from one on, with padding where there is any. */
void stapes_copy_rows(const struct stapes_depthwise *call, uint32_t channel);

#endif
