/*
 * A task of an operating system that listens: an interrupt sends blocks of 10 ms through a queue, and
 * the task pushes them into a model in continuous mode (stapes compile --continuous).
 *
 * On a real board:
 *   - Let queue.h stand for the queue of your system, and start listening_task as a task of its own.
 *     Its stack takes what `stapes size --target` prints, and some 200 bytes for what stands here.
 *   - Give the task a priority below the interrupt and above whatever may take longer than the queue
 *     is long. All calls of stapes.h are in it. An interrupt may make those that stapes.h names.
 *   - Feed your watchdog where feed_watchdog is called: between two steps of the self-test, and
 *     between two blocks.
 */
#include "blobs.h"
#include "board.h"
#include "expect.h"
#include "listen/settings.h"
#include "output.h"
#include "queue.h"

enum { BLOCKS_PER_SECOND = 100, MOST_BLOCK_SAMPLES = 480 };

/* What the interrupt sends. */
typedef struct {
  uint32_t lost; /* blocks that found the queue full since the last that did not */
  bool is_last;  /* of this simulation */
  int16_t samples[MOST_BLOCK_SAMPLES];
} block;

static stapes_executor executor;
static block storage[RING_BLOCKS];
static queue blocks = {(uint8_t *)storage, sizeof(block), RING_BLOCKS, 0, 0};
static size_t block_samples;
static uint32_t lost_blocks;

static const int16_t *clip(void) { return (const int16_t *)(const void *)example_input; }

/* The interrupt of the microphone, which plays the clip again and again. */
static void take_block(void) {
  static block next;
  static uint32_t taken, lost;
  static size_t sample;
  if (taken > LISTEN_SECONDS * BLOCKS_PER_SECOND) return;
  next.is_last = taken == LISTEN_SECONDS * BLOCKS_PER_SECOND;
  next.lost = lost;
  for (size_t at = 0; at < block_samples; at++) {
    next.samples[at] = clip()[sample++];
    if (clip() + sample >= (const int16_t *)(const void *)example_input_end) sample = 0;
  }
  const bool is_sent = queue_send_from_interrupt(&blocks, &next);
  if (is_sent || !next.is_last) taken++;
  lost = is_sent || next.is_last ? 0 : lost + 1;
}

static void feed_watchdog(void) {}

/* Tests the model before it is trusted, in steps that are shorter than the watchdog's patience. */
static void test_model(void) {
  uint32_t progress = 0;
  size_t layer;
  do {
    feed_watchdog();
    expect_ok(stapes_self_test_step(&executor, 10, &progress, &layer), "self-test");
  } while (progress != 0);
}

static void print_score(void) {
  size_t label;
  expect_ok(stapes_top_label(&executor, &label), "top label");
  print_line("score", label);
}

static void listening_task(void) {
  static block block;
  uint32_t seen = 0, given;
  for (;;) {
    queue_receive(&blocks, &block);
    feed_watchdog();
    lost_blocks += block.lost;
    if (block.is_last) return;
    if (block.lost > 0) expect_ok(stapes_gap(&executor, block.lost * block_samples), "gap");
    expect_ok(stapes_push_samples(&executor, 0, block.samples, block_samples, NULL), "push");
    expect_ok(stapes_scores_given(&executor, &given), "scores given");
    if (given != seen) print_score();
    seen = given;
  }
}

/* Opens the model and asks it whether it listens to what the microphone delivers. */
static void open_model(void) {
  stapes_model model;
  stapes_input input;
  expect_ok(
      stapes_open(
          &executor, example_model, (size_t)(example_model_end - example_model), board_arena,
          (size_t)(board_arena_end - board_arena)),
      "open");
  test_model();
  expect_ok(stapes_describe_model(&executor, &model), "model");
  expect_ok(stapes_describe_input(&executor, 0, &input), "input");
  block_samples = input.rows_per_second / BLOCKS_PER_SECOND;
  if (!model.is_continuous || input.row_values != 1 || input.value_bytes != 2 ||
      block_samples == 0 || block_samples > MOST_BLOCK_SAMPLES) {
    board_print("task: the model does not listen to audio of 0.1 to 48 kHz\n");
    board_exit(1);
  }
  print_line("hop", model.hop_rows);
  print_line("window", model.window_rows);
  print_line("warm-up", model.warm_up_rows);
  print_line("delay", model.delay_rows);
}

int main(void) {
  open_model();
  board_start_microphone(CLOCK_MHZ * (1000000 / BLOCKS_PER_SECOND), take_block);
  listening_task();
  print_line("blocks-lost", lost_blocks);
  return lost_blocks > 0;
}
