/*
 * Windows: what lies under a kernel, widened to halves.
 *
 * Four taps take two words: taps 0 and 2, taps 1 and 3, as `sxtb16` takes bytes apart. In a batch the
 * words of four lanes lie side by side. Behind the last tap come zeros up to a multiple of four.
 */
#ifndef STAPES_DSP_WINDOWS_H
#define STAPES_DSP_WINDOWS_H

#include "positions.h"

/* Words from four taps of a window to the next four: of a window among four, and of one alone. */
enum { batch_stride = 8, lone_stride = 2 };

/* Lays the window of a column: among the four of a batch, or alone. */
void stapes_dsp_lay(const struct job *job, uint32_t column, uint32_t lane, uint32_t is_alone);

#endif
