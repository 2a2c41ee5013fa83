/* Clamping values that have been written. */
#ifndef STAPES_DSP_CLAMP_H
#define STAPES_DSP_CLAMP_H

#include <stdint.h>

/* min(max(value, lowest), highest) in place; the bounds are int8. */
void stapes_dsp_clamp(int8_t *values, uint32_t count, int32_t lowest, int32_t highest);

#endif
