/* A pointwise convolution of one channel of int8 values, a row at once. */
#ifndef STAPES_SINGLE_TAP_H
#define STAPES_SINGLE_TAP_H

#include "positions.h"

/* Whether a call is one. */
static inline uint32_t has_single_tap(const struct stapes_convolution *call) {
  return call->taps == 1 && call->input_channels == 1 && !call->is_int16 &&
         is_pointwise(call);
}

/* Computes the channels at hand in all rows. */
void stapes_convolve_single_tap(const struct job *job);

#endif
