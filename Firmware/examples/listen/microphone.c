#include "microphone.h"
#include "board.h"
#include "settings.h"

#include <stdatomic.h>

/* A slot is a whole number of cache lines, for caches that are invalidated after DMA. */
static _Alignas(32) int16_t ring[RING_BLOCKS][MOST_BLOCK_SAMPLES];
_Static_assert(sizeof ring[0] % 32 == 0, "a slot shares no cache line");

/* Blocks that were dropped in front of each block in the ring, and since the last one. */
static uint32_t lost[RING_BLOCKS];
static uint32_t lost_since;

/* Blocks since the start; a block's slot is its number modulo RING_BLOCKS. Interrupt and main loop
   share a core: only the compiler could reorder a counter and its block, and the fences forbid it.
   Between two cores these would be C11 atomics with acquire and release. */
static volatile uint32_t written, dropped, arrived; /* by the interrupt */
static volatile uint32_t released; /* by the main loop */

static const int16_t *clip, *clip_end, *next_sample;
static size_t block_samples;
static uint32_t blocks;

static void copy_block(int16_t *to) {
  for (size_t index = 0; index < block_samples; index++) {
    to[index] = *next_sample++;
    if (next_sample == clip_end) next_sample = clip;
  }
}

/* The interrupt. On a board, DMA has filled the slot of the next block by now, and goes on with the
   slot that this leaves to it, which the main loop never holds: the block just filled is dropped, and
   its slot filled again, where no other is free. */
static void take_block(void) {
  if (arrived == blocks) return;
  copy_block(ring[written % RING_BLOCKS]);
  lost[written % RING_BLOCKS] = lost_since;
  atomic_signal_fence(memory_order_release);
  if (written + 1 - released < RING_BLOCKS) {
    written = written + 1;
    lost_since = 0;
  } else {
    dropped = dropped + 1;
    lost_since++;
  }
  arrived = arrived + 1;
}

void microphone_start(
    const int16_t *samples, size_t sample_count, size_t samples_in_block,
    uint32_t block_instructions, uint32_t block_count) {
  clip = next_sample = samples;
  clip_end = samples + sample_count;
  block_samples = samples_in_block;
  blocks = block_count;
  board_start_microphone(block_instructions, take_block);
}

const int16_t *microphone_block(void) {
  for (;;) {
    uint32_t seen = arrived;
    if (written != released) break;
    if (seen == blocks) return NULL;
    board_wait(&arrived, seen);
  }
  atomic_signal_fence(memory_order_acquire);
  return ring[released % RING_BLOCKS];
}

void microphone_release(void) {
  atomic_signal_fence(memory_order_release);
  released = released + 1;
}

uint32_t microphone_lost(void) { return lost[released % RING_BLOCKS]; }

uint32_t microphone_delivered(void) { return written; }

uint32_t microphone_dropped(void) { return dropped; }
