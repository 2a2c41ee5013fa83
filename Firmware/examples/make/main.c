/* Runs a model over a clip of audio: open, test, push, finish, print the label and the scores. */
#include "blobs.h"
#include "board.h"
#include "expect.h"
#include "output.h"

enum { BLOCK_SAMPLES = 160, MOST_SCORES = 1024 };

static stapes_executor executor;
static int8_t scores[MOST_SCORES];

static void push_clip(void) {
  const int16_t *samples = (const int16_t *)(const void *)example_input;
  size_t left = (size_t)(example_input_end - example_input) / sizeof *samples, accepted;
  expect_ok(stapes_observe(&executor, 0, samples, left), "observe");
  for (; left > 0; samples += accepted, left -= accepted) {
    size_t count = left < BLOCK_SAMPLES ? left : BLOCK_SAMPLES;
    expect_ok(stapes_push_samples(&executor, 0, samples, count, &accepted), "push");
  }
}

static void print_label(void) {
  const char *text;
  size_t label, bytes;
  expect_ok(stapes_top_label(&executor, &label), "top label");
  board_print("label ");
  if (stapes_label_text(&executor, label, &text, &bytes) == stapes_status_ok) {
    for (size_t at = 0; at < bytes; at++) board_print((char[]){text[at], 0});
  } else {
    print_number(label);
  }
  board_print("\n");
}

static void print_scores(void) {
  size_t count;
  float scale;
  int32_t zero_point;
  expect_ok(stapes_score_count(&executor, &count), "score count");
  expect_ok(stapes_scores(&executor, scores, MOST_SCORES, &scale, &zero_point), "scores");
  board_print("scores");
  for (size_t index = 0; index < count; index++) {
    board_print(" ");
    print_signed(scores[index]);
  }
  board_print("\n");
}

int main(void) {
  size_t model_bytes = (size_t)(example_model_end - example_model), layer;
  size_t arena_bytes = (size_t)(board_arena_end - board_arena);
  expect_ok(stapes_open(&executor, example_model, model_bytes, board_arena, arena_bytes), "open");
  expect_ok(stapes_self_test(&executor, &layer), "self-test");
  push_clip();
  expect_ok(stapes_finish(&executor), "finish");
  print_label();
  print_scores();
  return 0;
}
