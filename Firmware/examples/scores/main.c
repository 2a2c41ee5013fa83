/*
 * Runs a model over an input, 10 ms at a time, and prints scores, instructions and stack.
 *
 * Each line of output is a name and its values, so that scripts can read it.
 */
#include "board.h"
#include "stapes.h"

extern const uint8_t example_model[], example_model_end[], example_input[], example_input_end[];

enum { BLOCK_SAMPLES = 160, MOST_SCORES = 1024 };

static stapes_executor executor;
static int8_t scores[MOST_SCORES];

/* Prints a number in decimal; divides 16 bits at a time, so that no 64-bit division is linked. */
static void print_number(uint64_t number) {
  char text[21];
  char *first = text + sizeof text - 1;
  *first = 0;
  do {
    uint64_t quotient = 0;
    uint32_t remainder = 0;
    for (int shift = 48; shift >= 0; shift -= 16) {
      uint32_t part = remainder << 16 | (uint32_t)(number >> shift & 0xFFFF);
      quotient |= (uint64_t)(part / 10) << shift;
      remainder = part % 10;
    }
    *--first = (char)('0' + remainder);
    number = quotient;
  } while (number > 0);
  board_print(first);
}

static void print_signed(int32_t number) {
  if (number < 0) board_print("-");
  print_number(number < 0 ? 0u - (uint32_t)number : (uint32_t)number);
}

static void print_line(const char *name, uint64_t number) {
  board_print(name);
  board_print(" ");
  print_number(number);
  board_print("\n");
}

static void print_hexadecimal(const char *name, uint32_t number) {
  char text[9] = {0};
  for (int digit = 0; digit < 8; digit++)
    text[digit] = "0123456789abcdef"[number >> (28 - 4 * digit) & 15];
  board_print(name);
  board_print(" ");
  board_print(text);
  board_print("\n");
}

/* Ends the program unless a call went well. */
static void expect_ok(stapes_status status, const char *call) {
  if (status == stapes_status_ok) return;
  board_print(call);
  board_print(": ");
  board_print(stapes_status_text(status));
  board_print("\n");
  board_exit(1);
}

static size_t used_stack_bytes(void) {
  const uint32_t *word = board_stack;
  while (word < board_stack_end && *word == BOARD_STACK_PAINT) word++;
  return (size_t)(board_stack_end - word) * sizeof *word;
}

static uint32_t fnv1a(const int8_t *values, size_t count) {
  uint32_t hash = 2166136261u;
  for (size_t index = 0; index < count; index++) {
    hash = (hash ^ (uint8_t)values[index]) * 16777619u;
  }
  return hash;
}

/* Pushes the whole input; writes the instructions of the worst push. */
static void push_input(uint64_t *worst, uint32_t *pushes) {
  const int16_t *samples = (const int16_t *)example_input;
  const size_t bytes = (size_t)(example_input_end - example_input);
  expect_ok(stapes_observe(&executor, 0, samples, bytes / 2), "observe");
  size_t accepted;
  stapes_status status = stapes_push_samples(&executor, 0, samples, 0, &accepted);
  int is_audio = status != stapes_status_wrong_element;
  if (!is_audio) {
    expect_ok(
        stapes_push_rows(&executor, 0, (const int8_t *)example_input, bytes, &accepted), "push");
    *pushes = 1;
    return;
  }
  uint64_t before = board_instructions();
  for (size_t at = 0; at < bytes / 2; at += accepted) {
    size_t left = bytes / 2 - at;
    size_t count = left < BLOCK_SAMPLES ? left : BLOCK_SAMPLES;
    expect_ok(stapes_push_samples(&executor, 0, samples + at, count, &accepted), "push");
    uint64_t now = board_instructions();
    if (now - before > *worst) *worst = now - before;
    before = now;
    *pushes += 1;
  }
}

int main(void) {
  const size_t model_bytes = (size_t)(example_model_end - example_model);
  size_t arena_bytes;
  expect_ok(stapes_arena_bytes(example_model, model_bytes, &arena_bytes), "arena");
  print_line("model-bytes", model_bytes);
  print_line("arena-bytes", arena_bytes);

  uint64_t start = board_instructions();
  expect_ok(
      stapes_open(
          &executor, example_model, model_bytes, board_arena,
          (size_t)(board_arena_end - board_arena)),
      "open");
  uint64_t opened = board_instructions();
  uint64_t worst = 0;
  uint32_t pushes = 0;
  push_input(&worst, &pushes);
  uint64_t pushed = board_instructions();
  expect_ok(stapes_finish(&executor), "finish");
  uint64_t finished = board_instructions();

  size_t count, label;
  float scale;
  int32_t zero_point;
  expect_ok(stapes_score_count(&executor, &count), "score count");
  expect_ok(stapes_scores(&executor, scores, MOST_SCORES, &scale, &zero_point), "scores");
  expect_ok(stapes_top_label(&executor, &label), "top label");

  board_print("scores");
  for (size_t index = 0; index < count; index++) {
    board_print(" ");
    print_signed(scores[index]);
  }
  board_print("\n");
  print_hexadecimal("scores-fnv1a", fnv1a(scores, count));
  print_line("top-label", label);
  print_line("instructions-open", opened - start);
  print_line("samples", (size_t)(example_input_end - example_input) / 2);
  print_line("pushes", pushes);
  print_line("instructions-push", pushed - opened);
  print_line("instructions-worst-push", worst);
  print_line("instructions-finish", finished - pushed);
  print_line("stack-bytes", used_stack_bytes());
  return 0;
}
