/*
 * Listens all day: a microphone's interrupt fills a ring, the main loop pushes its blocks into a
 * model in continuous mode (stapes compile --continuous), and scores become detections. At the end
 * it says what listening costs.
 *
 * The microphone is simulated: a timer delivers blocks of 10 ms of a clip for LISTEN_SECONDS, at
 * the pace of a core that runs CLOCK_MHZ million instructions a second. See settings.h.
 *
 * On a real board:
 *   - Replace copy_block in microphone.c. Let I2S, PDM or the ADC fill the slots of the ring by DMA,
 *     one block of 10 ms each, and start it at ring[written % RING_BLOCKS] at the end of the interrupt
 *     of the finished block. Where DMA is armed with the slot after that already, two slots belong to
 *     it: compare written + 2. Where RAM has a data cache, clean and invalidate the ring before the
 *     first block, and invalidate each slot before the main loop reads it.
 *   - Keep the interrupt above whatever else may take longer than a block, and call nothing of
 *     stapes.h in it. All calls are in this main loop; in a task of an operating system, as in
 *     ../task, microphone_block waits for a queue.
 *   - Decide what dropped blocks mean. Here the stream goes on behind a gap, and the program ends with
 *     1, so that whoever measures sees it.
 *   - Leave out expect_continuous where the model is known.
 *   - Measure with the cycle counter (DWT->CYCCNT, mcycle) in place of board_instructions: flash
 *     wait states make cycles more than instructions. Size RING_BLOCKS for the worst push.
 *   - Set SCORE_THRESHOLD, DETECTION_HITS and DETECTION_SCORES from recordings with and without
 *     what is to be detected, and act where `detected` is printed.
 */
#include "blobs.h"
#include "board.h"
#include "detector.h"
#include "expect.h"
#include "load.h"
#include "microphone.h"
#include "output.h"
#include "settings.h"

enum { MOST_SCORES = 1024, BLOCKS_PER_SECOND = 100 };

static stapes_executor executor;
static int8_t scores[MOST_SCORES];
static detector detections;

static _Noreturn void fail(const char *message) {
  board_print("listen: ");
  board_print(message);
  board_print("\n");
  board_exit(1);
}

static void open_model(stapes_input *input) {
  expect_ok(stapes_open(
      &executor, example_model, (size_t)(example_model_end - example_model), board_arena,
      (size_t)(board_arena_end - board_arena)),
      "open");
  expect_ok(stapes_describe_input(&executor, 0, input), "input");
  if (input->value_bytes != 2 || input->row_values != 1) fail("the model takes no audio");
  if (input->rows_per_second < BLOCKS_PER_SECOND) fail("the model does not say the audio's rate");
  if (input->rows_per_second / BLOCKS_PER_SECOND > MOST_BLOCK_SAMPLES) {
    fail("the audio's rate is more than 48 kHz");
  }
}

/* Tells a model that listens from one that scores clips, which gives its scores at the end only. */
static void expect_continuous(void) {
  stapes_model model;
  expect_ok(stapes_describe_model(&executor, &model), "model");
  if (!model.is_continuous) {
    fail("the model scores clips; stapes compile --continuous makes one that listens");
  }
}

static void print_label(size_t label) {
  const char *text;
  size_t bytes;
  if (stapes_label_text(&executor, label, &text, &bytes) != stapes_status_ok) {
    print_number(label);
    return;
  }
  for (size_t at = 0; at < bytes; at++) board_print((char[]){text[at], 0});
}

static void take_score(uint32_t number) {
  size_t label;
  float scale;
  int32_t zero_point;
  expect_ok(stapes_top_label(&executor, &label), "top label");
  expect_ok(stapes_scores(&executor, scores, MOST_SCORES, &scale, &zero_point), "scores");
  board_print("score ");
  print_number(number);
  board_print(" ");
  print_number(label);
  board_print(" ");
  print_signed(scores[label]);
  board_print("\n");
  size_t detected = detector_take(&detections, label, scores[label]);
  if (detected == NO_LABEL) return;
  board_print("detected ");
  print_label(detected);
  board_print("\n");
}

/* Pushes a block, behind as many samples as were lost in front of it. */
static void push_block(const int16_t *block, size_t samples, size_t lost) {
  uint64_t before = board_instructions();
  if (lost > 0) expect_ok(stapes_gap(&executor, lost), "gap");
  expect_ok(stapes_push_samples(&executor, 0, block, samples, NULL), "push");
  load_add((uint32_t)(board_instructions() - before));
}

int main(void) {
  stapes_input input;
  open_model(&input);
  expect_continuous();
  const size_t block_samples = input.rows_per_second / BLOCKS_PER_SECOND;
  const size_t clip_samples = (size_t)(example_input_end - example_input) / sizeof(int16_t);
  if (clip_samples == 0) fail("the clip is empty");
  detector_start(&detections);
  microphone_start(
      (const int16_t *)(const void *)example_input, clip_samples, block_samples,
      CLOCK_MHZ * (1000000 / BLOCKS_PER_SECOND), LISTEN_SECONDS * BLOCKS_PER_SECOND);

  uint32_t seen = 0;
  const int16_t *block;
  while ((block = microphone_block())) {
    push_block(block, block_samples, microphone_lost() * block_samples);
    microphone_release();
    uint32_t given;
    expect_ok(stapes_scores_given(&executor, &given), "scores given");
    if (given != seen) take_score(given);
    seen = given;
  }

  print_line("scores", seen);
  print_line("blocks-delivered", microphone_delivered());
  print_line("blocks-dropped", microphone_dropped());
  load_print();
  if (microphone_dropped() > 0) {
    fail("blocks were dropped; RING_BLOCKS must hold the worst push, and CLOCK_MHZ the load");
  }
  return 0;
}
