/*
 * Runs a model over an input and prints what it takes: scores, the checksum of every layer,
 * instructions, stack and arena.
 *
 * Each line of output is a name and its values, so that scripts can read it.
 */
#include "blobs.h"
#include "board.h"
#include "expect.h"
#include "output.h"

enum { PUSHES_PER_SECOND = 100, MOST_SCORES = 1024, MOST_LAYERS = 256 };

/* What a layer has given, and the instructions that went into it. */
typedef struct {
  uint32_t fnv1a;
  uint64_t instructions;
} layer_trace;

static stapes_executor executor;
static union {
  int8_t narrow[MOST_SCORES];
  int16_t wide[MOST_SCORES];
} scores;
static layer_trace layers[MOST_LAYERS];
static uint64_t last_row;

static uint32_t fnv1a(uint32_t hash, const int8_t *values, size_t count) {
  for (size_t index = 0; index < count; index++) {
    hash = (hash ^ (uint8_t)values[index]) * 16777619u;
  }
  return hash;
}

static void see_row(void *context, size_t layer, const int8_t *row, size_t row_bytes) {
  (void)context;
  uint64_t now = board_instructions();
  if (layer < MOST_LAYERS) {
    layers[layer].instructions += now - last_row;
    if (row) layers[layer].fnv1a = fnv1a(layers[layer].fnv1a, row, row_bytes);
  }
  last_row = board_instructions();
}

static const int16_t *samples(void) { return (const int16_t *)(const void *)example_input; }

static size_t input_bytes(void) { return (size_t)(example_input_end - example_input); }

/* Pushes the whole input, 10 ms of audio or a row at a time; writes the instructions of the worst push. */
static void push_input(const stapes_input *input, uint64_t *worst, uint32_t *pushes) {
  size_t accepted, rows = input->rows_per_second / PUSHES_PER_SECOND;
  const size_t block = (rows ? rows : 1) * input->row_values;
  uint64_t before = board_instructions();
  for (size_t at = 0; at < input_bytes() / input->value_bytes; at += accepted) {
    size_t count = input_bytes() / input->value_bytes - at;
    if (count > block) count = block;
    if (input->value_bytes == 2) {
      expect_ok(stapes_push_samples(&executor, 0, samples() + at, count, &accepted), "push");
    } else {
      expect_ok(
          stapes_push_rows(&executor, 0, (const int8_t *)example_input + at, count, &accepted),
          "push");
    }
    uint64_t now = board_instructions();
    if (now - before > *worst) *worst = now - before;
    before = now;
    *pushes += 1;
  }
}

/* Runs the input once more, and prints what each layer gives and costs. */
static void print_layers(const stapes_input *input) {
  size_t count, accepted;
  expect_ok(stapes_layer_count(&executor, &count), "layer count");
  for (size_t layer = 0; layer < MOST_LAYERS; layer++) layers[layer] = (layer_trace){2166136261u, 0};
  expect_ok(stapes_reset(&executor), "reset");
  if (input->value_bytes == 2) {
    expect_ok(stapes_observe(&executor, 0, samples(), input_bytes() / 2), "observe");
  }
  last_row = board_instructions();
  stapes_status status =
      input->value_bytes == 2
          ? stapes_trace_samples(
                &executor, 0, samples(), input_bytes() / 2, &accepted, see_row, NULL)
          : stapes_trace_rows(
                &executor, 0, (const int8_t *)example_input, input_bytes(), &accepted, see_row,
                NULL);
  expect_ok(status, "trace");
  expect_ok(stapes_trace_finish(&executor, see_row, NULL), "trace");
  for (size_t layer = 0; layer < count && layer < MOST_LAYERS; layer++) {
    board_print("layer ");
    print_number(layer);
    print_hexadecimal_line("", layers[layer].fnv1a);
  }
  for (size_t layer = 0; layer < count && layer < MOST_LAYERS; layer++) {
    board_print("instructions-layer ");
    print_number(layer);
    print_line("", layers[layer].instructions);
  }
}

/* Prints what the self-test takes, step by step, or the name of the layer that fails. */
static void run_self_test(void) {
  size_t layer, bytes;
  const char *name;
  uint32_t progress = 0, steps = 0;
  uint64_t worst = 0;
  stapes_status status;
  do {
    uint64_t before = board_instructions();
    /* A watchdog is fed here. */
    status = stapes_self_test_step(&executor, 1, &progress, &layer);
    uint64_t took = board_instructions() - before;
    if (took > worst) worst = took;
    steps++;
  } while (status == stapes_status_ok && progress != 0);
  if (status != stapes_status_self_test_failed) {
    expect_ok(status, "self-test");
    board_print("self-test ok\n");
    print_line("self-test-steps", steps);
    print_line("instructions-self-test-step", worst);
    return;
  }
  expect_ok(stapes_layer_name(&executor, layer, &name, &bytes), "layer name");
  board_print("self-test: ");
  for (size_t at = 0; at < bytes; at++) board_print((char[]){name[at], 0});
  board_print(": ");
  board_print(stapes_status_text(status));
  board_print("\n");
  board_exit(1);
}

int main(void) {
  const size_t model_bytes = (size_t)(example_model_end - example_model);
  size_t arena_bytes;
  print_hexadecimal_line("version", stapes_version());
  expect_ok(stapes_arena_bytes(example_model, model_bytes, &arena_bytes), "arena");
  print_line("model-bytes", model_bytes);
  print_line("arena-bytes", arena_bytes);

  board_paint_stack();
  uint64_t start = board_instructions();
  expect_ok(
      stapes_open(
          &executor, example_model, model_bytes, board_arena,
          (size_t)(board_arena_end - board_arena)),
      "open");
  print_line("instructions-open", board_instructions() - start);
  run_self_test();

  stapes_input input;
  expect_ok(stapes_describe_input(&executor, 0, &input), "input");
  uint64_t worst = 0;
  uint32_t pushes = 0;
  if (input.needs_observing) {
    expect_ok(stapes_observe(&executor, 0, samples(), input_bytes() / 2), "observe");
  }
  uint64_t opened = board_instructions();
  push_input(&input, &worst, &pushes);
  uint64_t pushed = board_instructions();
  expect_ok(stapes_finish(&executor), "finish");
  uint64_t finished = board_instructions();

  size_t count, label;
  float scale;
  int32_t zero_point;
  expect_ok(stapes_score_count(&executor, &count), "score count");
  stapes_status status =
      stapes_scores(&executor, scores.narrow, MOST_SCORES, &scale, &zero_point);
  const int is_wide = status == stapes_status_wrong_element;
  if (is_wide) {
    status = stapes_scores_int16(&executor, scores.wide, MOST_SCORES, &scale, &zero_point);
  }
  expect_ok(status, "scores");
  expect_ok(stapes_top_label(&executor, &label), "top label");

  board_print("scores");
  for (size_t index = 0; index < count; index++) {
    board_print(" ");
    print_signed(is_wide ? scores.wide[index] : scores.narrow[index]);
  }
  board_print("\n");
  print_hexadecimal_line(
      "scores-fnv1a", fnv1a(2166136261u, scores.narrow, is_wide ? 2 * count : count));
  print_line("top-label", label);
  print_line("rows", input_bytes() / (input.value_bytes * input.row_values));
  print_line("rows-per-second", input.rows_per_second);
  print_line("pushes", pushes);
  print_line("instructions-push", pushed - opened);
  print_line("instructions-worst-push", worst);
  print_line("instructions-finish", finished - pushed);
  print_line("stack-bytes", board_used_stack());
  print_layers(&input);
  return 0;
}
