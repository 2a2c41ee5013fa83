/* Calls that move a stream. */
#include "device.h"
#include "expect.h"
#include "models.h"

#include <string.h>

void open_model(bytes *bytes, device *device) {
  const model *model = &models[choose(bytes, model_count)];
  free(device->arena);
  free(device->arena_before);
  device->arena_bytes = arena_room(model);
  device->arena = aligned_alloc(STAPES_ARENA_ALIGNMENT, device->arena_bytes);
  device->arena_before = malloc(device->arena_bytes);
  memset(device->arena, take(bytes), device->arena_bytes);
  memset(&device->executor, 0, sizeof device->executor);
  device->stream = (stream){0};
  remember(device);
  const void *file = model->bytes;
  size_t count = model->byte_count, arena_bytes = model->arena_bytes;
  void *arena = device->arena;
  stapes_executor *executor = &device->executor;
  fault_set faults = 0;
  switch (choose(bytes, 32)) {
    case 0: file = NULL, faults = FAULT(stapes_status_null_pointer); break;
    case 1: arena = NULL, faults = FAULT(stapes_status_null_pointer); break;
    case 2: executor = NULL, faults = FAULT(stapes_status_null_pointer); break;
    case 3: count = SIZE_MAX, faults = FAULT(stapes_status_bad_size); break;
    case 4: arena_bytes = SIZE_MAX, faults = FAULT(stapes_status_bad_size); break;
    case 5: arena_bytes--, faults = FAULT(stapes_status_arena_too_small); break;
    case 6: count -= 4, faults = FAULT(stapes_status_truncated); break;
    case 7: arena = device->arena + 8, faults = FAULT(stapes_status_misaligned); break;
    case 8: file = arena, count = arena_bytes, faults = FAULT(stapes_status_overlap); break;
    case 9: executor = arena, faults = FAULT(stapes_status_overlap); break;
    default: break;
  }
  const stapes_status status = stapes_open(executor, file, count, arena, arena_bytes);
  if (check(device, status, faults, "open")) device->stream.model = model;
}

static void ignore_row(void *context, size_t layer, const int8_t *row, size_t row_bytes) {
  EXPECT(context == NULL && (row != NULL) == (row_bytes > 0) && layer < SIZE_MAX);
}

/* An input, seldom one that the model lacks. */
static size_t choose_input(bytes *bytes, const model *model) {
  const uint8_t choice = take(bytes);
  return choice < 8 ? SIZE_MAX - choice : choice % model->inputs;
}

void push(bytes *bytes, device *device) {
  stream *stream = &device->stream;
  const size_t input = choose_input(bytes, stream->model);
  const stapes_input *form = input < stream->model->inputs ? &stream->model->input[input] : NULL;
  const bool is_int16 = (form && form->value_bytes == 2) != (take(bytes) < 8);
  const bool is_traced = take(bytes) % 8 == 0;
  fault_set faults = 0;
  size_t count = choose_count(bytes, &faults);
  if (form && !faults && take(bytes) >= 8) count -= count % form->row_values;
  const size_t value_bytes = is_int16 ? 2 : 1, held = faults ? 0 : count;
  uint8_t *memory = malloc(held * value_bytes + 2);
  for (size_t at = 0; at < held * value_bytes; at++) memory[at] = take(bytes);
  output accepted;
  argument values = choose_pointer(bytes, device, memory, value_bytes, false);
  argument taken = choose_output(bytes, device, &accepted, sizeof(size_t));
  if (!taken.pointer) {
    taken.faults = 0;
    /* Of several inputs, only the call knows how much was taken. */
    if (stream->model->inputs > 1) taken.pointer = &accepted;
  }
  if (count == 0) values.faults &= ~FAULT(stapes_status_overlap);
  faults |= values.faults | taken.faults;
  stapes_executor *executor = &device->executor;
  stapes_status status;
  if (is_int16 && is_traced) {
    status = stapes_trace_samples(
        executor, input, values.pointer, count, taken.pointer, ignore_row, NULL);
  } else if (is_int16) {
    status = stapes_push_samples(executor, input, values.pointer, count, taken.pointer);
  } else if (is_traced) {
    status = stapes_trace_rows(
        executor, input, values.pointer, count, taken.pointer, ignore_row, NULL);
  } else {
    status = stapes_push_rows(executor, input, values.pointer, count, taken.pointer);
  }
  if (check_stream(device, status, faults, push_faults(stream, input, count, value_bytes), "push")) {
    size_t got = count;
    if (taken.pointer) memcpy(&got, &accepted, sizeof got);
    EXPECT(got <= count && (got == count || stream->model->inputs > 1));
    stream->rows[input] += got / form->row_values;
    update_scores(device);
  } else if (!stream->is_testing) {
    expect_untouched(&accepted);
  }
  free(memory);
}

void observe(bytes *bytes, device *device) {
  stream *stream = &device->stream;
  const size_t input = choose_input(bytes, stream->model);
  const size_t count = choose(bytes, 64);
  int16_t *samples = malloc(count * sizeof *samples + 2);
  for (size_t at = 0; at < count; at++) samples[at] = (int16_t)(take(bytes) << 8);
  argument values = choose_pointer(bytes, device, samples, sizeof *samples, false);
  if (count == 0) values.faults &= ~FAULT(stapes_status_overlap);
  const stapes_status status = stapes_observe(&device->executor, input, values.pointer, count);
  if (check_stream(device, status, values.faults, observe_faults(stream, input), "observe")) {
    stream->observed[input] = true;
  }
  free(samples);
}

void gap(bytes *bytes, device *device) {
  stream *stream = &device->stream;
  const size_t rows = take(bytes) < 64 ? SIZE_MAX : take(bytes);
  const stapes_status status = stapes_gap(&device->executor, rows);
  if (!check_stream(device, status, 0, gap_faults(stream), "gap")) return;
  if (stream->model->inputs > 1 || rows >= stream->model->input[0].minimum_rows) {
    memset(stream->rows, 0, sizeof stream->rows);
  } else {
    stream->rows[0] += rows;
    update_scores(device);
  }
}

void finish(bytes *bytes, device *device) {
  const bool is_traced = take(bytes) % 4 == 0;
  const stapes_status status =
      is_traced ? stapes_trace_finish(&device->executor, ignore_row, NULL)
                : stapes_finish(&device->executor);
  if (check_stream(device, status, 0, finish_faults(&device->stream), "finish")) {
    device->stream.finished = true;
    update_scores(device);
    EXPECT(device->stream.gave_scores);
  }
}

void reset(bytes *bytes, device *device) {
  (void)bytes;
  if (!check(device, stapes_reset(&device->executor), 0, "reset")) return;
  device->stream = (stream){.model = device->stream.model};
}

/* The self-test by steps: with no word of progress, or in the midst of a stream, it begins. */
void test_step(bytes *bytes, device *device) {
  stream *stream = &device->stream;
  output layer;
  const argument place = choose_output(bytes, device, &layer, sizeof(size_t));
  if (!stream->is_testing) stream->progress = 0;
  const stapes_status status = stapes_self_test_step(
      &device->executor, take(bytes), &stream->progress, place.pointer);
  if (place.faults || status == stapes_status_no_self_test) {
    EXPECT(place.faults == 0 || (place.faults & FAULT(status)));
    return;
  }
  EXPECT(
      status == stapes_status_ok ||
      (stream->is_disturbed && status == stapes_status_self_test_failed));
  *stream = (struct stream){
      .model = stream->model,
      .is_testing = stream->progress != 0,
      .is_disturbed = stream->progress != 0 && stream->is_disturbed,
      .progress = stream->progress};
}
