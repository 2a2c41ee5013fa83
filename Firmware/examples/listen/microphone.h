/*
 * A microphone that plays a clip again and again: an interrupt puts blocks into a ring, the main
 * loop takes them out.
 *
 * The interrupt alone moves the one end, the main loop alone the other. A block that finds the ring
 * full is dropped and counted, and the next one that finds room says so; what lies in the ring is
 * never touched.
 */
#ifndef MICROPHONE_H
#define MICROPHONE_H

#include <stddef.h>
#include <stdint.h>

/* The longest block: 10 ms at 48 kHz. */
enum { MOST_BLOCK_SAMPLES = 480 };

/* Delivers so many blocks of a clip that is not empty, one every so many instructions. */
void microphone_start(
    const int16_t *clip, size_t clip_samples, size_t block_samples, uint32_t block_instructions,
    uint32_t blocks);

/* Waits for the oldest block in the ring; null when the microphone has ended and the ring is empty.
   The block stays valid until microphone_release. */
const int16_t *microphone_block(void);
void microphone_release(void);

/* Blocks that were dropped between the last block and the one that microphone_block gave. */
uint32_t microphone_lost(void);

/* Blocks put into the ring, and blocks that found it full. */
uint32_t microphone_delivered(void);
uint32_t microphone_dropped(void);

#endif
