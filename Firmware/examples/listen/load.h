/* What listening costs: instructions of pushes, against a clock. */
#ifndef LOAD_H
#define LOAD_H

#include <stdint.h>

/* Adds a push of one block of 10 ms. */
void load_add(uint32_t instructions);

/*
 * Prints lines of a name and values: instructions for a second of audio, in per cent of CLOCK_MHZ;
 * of the worst push; and how many pushes took fewer than 2^k, but not fewer than 2^(k-1).
 */
void load_print(void);

#endif
