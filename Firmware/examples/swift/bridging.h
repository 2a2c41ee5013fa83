/* What Swift sees of the board. Arrays without a size are not imported: functions stand for them. */
#include "blobs.h"
#include "board.h"
#include "output.h"

static inline const uint8_t *model_start(void) { return example_model; }
static inline const uint8_t *model_end(void) { return example_model_end; }
static inline const uint8_t *input_start(void) { return example_input; }
static inline const uint8_t *input_end(void) { return example_input_end; }
static inline uint8_t *arena_start(void) { return board_arena; }
static inline uint8_t *arena_end(void) { return board_arena_end; }
