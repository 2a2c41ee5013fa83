/*
 * Runs models over inputs in several chunkings and compares what every layer gives with checksums
 * that the host's oracle has computed. Prints what differs, how many runs were equal, and the
 * deepest stack.
 *
 * The bundle: the number of vectors; each is a blob (the model), the number of chunkings and their
 * rows (0 for all), the number of inputs with a blob each, the number of layers with a checksum
 * each. Words have 32 bits; a blob is its length, then its bytes at a multiple of 16.
 */
#include "board.h"
#include "output.h"
#include "stapes.h"

extern const uint8_t conformance_bundle[];

enum { MOST_LAYERS = 256, MOST_INPUTS = 4 };

typedef struct {
  const uint8_t *bytes;
  uint32_t count;
} blob;

static stapes_executor executor;
static uint32_t checksums[MOST_LAYERS];
static size_t deepest_stack;

static uint32_t next_word(const uint8_t **at) {
  const uint8_t *b = *at;
  *at += 4;
  return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static const uint8_t *aligned(const uint8_t *at, uintptr_t alignment) {
  uintptr_t offset = (uintptr_t)at - (uintptr_t)conformance_bundle;
  return conformance_bundle + ((offset + alignment - 1) & ~(alignment - 1));
}

static blob next_blob(const uint8_t **at) {
  blob found = {.count = next_word(at)};
  found.bytes = aligned(*at, 16);
  *at = aligned(found.bytes + found.count, 4);
  return found;
}

/* Begins a line of what differs; the caller ends it. */
static void begin_failure(uint32_t vector, uint32_t chunk) {
  board_print("different: vector ");
  print_number(vector);
  board_print(", chunks of ");
  print_number(chunk);
  board_print(": ");
}

static void print_layer_name(uint32_t layer) {
  size_t bytes;
  const char *name;
  board_print("layer ");
  if (stapes_layer_name(&executor, layer, &name, &bytes) != stapes_status_ok) return;
  for (size_t at = 0; at < bytes; at++) board_print((char[]){name[at], 0});
}

static void see_row(void *context, size_t layer, const int8_t *row, size_t row_bytes) {
  (void)context;
  if (layer >= MOST_LAYERS || !row) return;
  uint32_t hash = checksums[layer];
  for (size_t at = 0; at < row_bytes; at++) hash = (hash ^ (uint8_t)row[at]) * 16777619u;
  checksums[layer] = hash;
}

/* Pushes every input to its end, `chunk` rows at a time, each as far as the others let it. */
static stapes_status push_inputs(const blob *inputs, size_t count, uint32_t chunk) {
  size_t taken[MOST_INPUTS] = {0};
  int has_advanced = 1;
  while (has_advanced) {
    has_advanced = 0;
    for (size_t input = 0; input < count; input++) {
      stapes_input description;
      stapes_status status = stapes_describe_input(&executor, input, &description);
      if (status) return status;
      size_t bytes = description.value_bytes;
      size_t left = inputs[input].count / bytes - taken[input];
      if (left == 0) continue;
      size_t values = chunk == 0 ? left : chunk * description.row_values;
      if (values > left) values = left;
      const uint8_t *start = inputs[input].bytes + taken[input] * bytes;
      size_t accepted;
      status = bytes == 2
                   ? stapes_trace_samples(
                         &executor, input, (const int16_t *)(const void *)start, values, &accepted,
                         see_row, NULL)
                   : stapes_trace_rows(
                         &executor, input, (const int8_t *)start, values, &accepted, see_row, NULL);
      if (status) return status;
      taken[input] += accepted;
      if (accepted > 0) has_advanced = 1;
    }
  }
  return stapes_trace_finish(&executor, see_row, NULL);
}

static stapes_status show_clips(const blob *inputs, size_t count) {
  for (size_t input = 0; input < count; input++) {
    stapes_input description;
    stapes_status status = stapes_describe_input(&executor, input, &description);
    if (status) return status;
    if (!description.needs_observing) continue;
    status = stapes_observe(
        &executor, input, (const int16_t *)(const void *)inputs[input].bytes,
        inputs[input].count / 2);
    if (status) return status;
  }
  return stapes_status_ok;
}

/* Pushes values into the first input. */
static stapes_status push(const uint8_t *from, size_t value_bytes, size_t values, size_t *accepted) {
  return value_bytes == 2
             ? stapes_push_samples(
                   &executor, 0, (const int16_t *)(const void *)from, values, accepted)
             : stapes_push_rows(&executor, 0, (const int8_t *)from, values, accepted);
}

/* Pushes the first input alone as a device would, sound in blocks of 10 ms and others row by row, and
   prints the instructions. */
static void print_instructions(uint32_t vector, blob input) {
  stapes_input description;
  if (stapes_describe_input(&executor, 0, &description)) return;
  const size_t bytes = description.value_bytes, count = input.count / bytes;
  size_t accepted, block = description.rows_per_second / 100 * description.row_values;
  if (block == 0) block = description.row_values;
  if (stapes_reset(&executor)) return;
  if (bytes == 2
      && stapes_observe(&executor, 0, (const int16_t *)(const void *)input.bytes, count))
    return;
  uint64_t start = board_instructions();
  for (size_t at = 0; at < count; at += accepted) {
    size_t left = count - at;
    if (push(input.bytes + at * bytes, bytes, left < block ? left : block, &accepted)) return;
    board_instructions(); /* before the timer wraps */
  }
  if (stapes_finish(&executor)) return;
  uint64_t taken = board_instructions() - start;
  board_print("instructions ");
  print_number(vector);
  board_print(" ");
  print_number((uint32_t)(taken >> 6));
  board_print(" times 64\n");
}

/* Returns whether a run gives what it should. */
static int run_vector(
    uint32_t vector, const blob *inputs, size_t input_count, uint32_t chunk,
    const uint8_t *expected, uint32_t layer_count) {
  for (uint32_t layer = 0; layer < MOST_LAYERS; layer++) checksums[layer] = 2166136261u;
  stapes_status status = stapes_reset(&executor);
  if (!status) status = show_clips(inputs, input_count);
  if (!status) status = push_inputs(inputs, input_count, chunk);
  if (status) {
    begin_failure(vector, chunk);
    board_print(stapes_status_text(status));
    board_print("\n");
    return 0;
  }
  for (uint32_t layer = 0; layer < layer_count && layer < MOST_LAYERS; layer++) {
    if (next_word(&expected) == checksums[layer]) continue;
    begin_failure(vector, chunk);
    print_layer_name(layer);
    board_print("\n");
    return 0;
  }
  return 1;
}

/* Opens a vector's model and runs its self-test; returns whether both went well. */
static int open_model(uint32_t vector, blob model) {
  size_t layer = 0;
  stapes_status status = stapes_open(
      &executor, model.bytes, model.count, board_arena, (size_t)(board_arena_end - board_arena));
  if (!status) status = stapes_self_test(&executor, &layer);
  if (!status) return 1;
  begin_failure(vector, 0);
  if (status == stapes_status_self_test_failed) {
    print_layer_name((uint32_t)layer);
    board_print(": ");
  }
  board_print(stapes_status_text(status));
  board_print("\n");
  return 0;
}

int main(void) {
  const uint8_t *at = conformance_bundle;
  uint32_t vector_count = next_word(&at), runs = 0, failures = 0;
  for (uint32_t vector = 0; vector < vector_count; vector++) {
    blob model = next_blob(&at), inputs[MOST_INPUTS] = {{0}};
    uint32_t chunk_count = next_word(&at);
    const uint8_t *chunks = at;
    at += 4 * chunk_count;
    uint32_t input_count = next_word(&at);
    for (uint32_t input = 0; input < input_count; input++) {
      blob values = next_blob(&at);
      if (input < MOST_INPUTS) inputs[input] = values;
    }
    uint32_t layer_count = next_word(&at);
    board_paint_stack();
    int is_open = open_model(vector, model);
    failures += !is_open;
    if (is_open && input_count == 1) print_instructions(vector, inputs[0]);
    for (uint32_t run = 0; is_open && run < chunk_count; run++) {
      runs += 1;
      failures += !run_vector(
          vector, inputs, input_count, next_word(&chunks), at, layer_count);
    }
    size_t stack = board_used_stack();
    if (stack > deepest_stack) deepest_stack = stack;
    at += 4 * layer_count;
  }
  board_print("vectors ");
  print_number(vector_count);
  board_print("\nruns ");
  print_number(runs);
  board_print("\nfailures ");
  print_number(failures);
  board_print("\nstack-bytes ");
  print_number((uint32_t)deepest_stack);
  board_print("\n");
  return failures == 0 ? 0 : 1;
}
