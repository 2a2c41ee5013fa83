/* Calls that read what a stream or a model says. */
#include "device.h"
#include "expect.h"

#include <string.h>

void scores(bytes *bytes, device *device) {
  stream *stream = &device->stream;
  const bool is_int16 = stream->model->has_int16_scores != (take(bytes) < 16);
  fault_set faults = 0;
  size_t capacity = choose_count(bytes, &faults);
  uint8_t *memory = malloc((faults ? 0 : capacity * 2) + 2);
  output scale, zero_point;
  argument values = choose_pointer(bytes, device, memory, is_int16 ? 2 : 1, false);
  const argument scale_place = choose_output(bytes, device, &scale, sizeof(float));
  const argument zero_place = choose_output(bytes, device, &zero_point, sizeof(int32_t));
  if (capacity == 0) values.faults &= ~FAULT(stapes_status_overlap);
  faults |= values.faults | scale_place.faults | zero_place.faults;
  const stapes_status status =
      is_int16 ? stapes_scores_int16(
                     &device->executor, values.pointer, capacity, scale_place.pointer,
                     zero_place.pointer)
               : stapes_scores(
                     &device->executor, values.pointer, capacity, scale_place.pointer,
                     zero_place.pointer);
  if (!check_stream(device, status, faults, score_faults(stream, capacity, is_int16), "scores") &&
      !stream->is_testing) {
    expect_untouched(&scale);
    expect_untouched(&zero_point);
  }
  free(memory);
}

void top_label(bytes *bytes, device *device) {
  output label;
  const argument place = choose_output(bytes, device, &label, sizeof(size_t));
  const stapes_status status = stapes_top_label(&device->executor, place.pointer);
  const fault_set none = device->stream.gave_scores ? 0 : FAULT(stapes_status_no_scores);
  if (check_stream(device, status, place.faults, none, "top label")) {
    size_t top;
    memcpy(&top, &label, sizeof top);
    EXPECT(top < device->stream.model->scores);
  }
}

/* A label or the name of a layer, which lies in the model. */
void text(bytes *bytes, device *device) {
  const model *model = device->stream.model;
  const bool is_label = take(bytes) % 2;
  const size_t index = take(bytes) < 32 ? SIZE_MAX - take(bytes) : take(bytes);
  output start, length;
  const argument first = choose_output(bytes, device, &start, sizeof(char *));
  const argument second = choose_output(bytes, device, &length, sizeof(size_t));
  fault_set faults = first.faults | second.faults;
  if (is_label && index >= model->labels) faults |= FAULT(stapes_status_no_such_label);
  if (!is_label && index >= model->layers) faults |= FAULT(stapes_status_no_such_layer);
  const stapes_status status =
      is_label
          ? stapes_label_text(&device->executor, index, first.pointer, second.pointer)
          : stapes_layer_name(&device->executor, index, first.pointer, second.pointer);
  if (!check(device, status, faults, "text")) return;
  const uint8_t *at;
  size_t text_bytes;
  memcpy(&at, &start, sizeof at);
  memcpy(&text_bytes, &length, sizeof text_bytes);
  EXPECT(at >= model->bytes && text_bytes <= model->byte_count);
  EXPECT(at + text_bytes <= model->bytes + model->byte_count);
}

void describe_input(bytes *bytes, device *device) {
  const model *model = device->stream.model;
  const uint8_t choice = take(bytes);
  const size_t input = choice < 32 ? SIZE_MAX - choice : choice % (model->inputs + 1);
  output description;
  const argument place = choose_output(bytes, device, &description, _Alignof(stapes_input));
  fault_set faults = place.faults;
  if (input >= model->inputs) faults |= FAULT(stapes_status_no_such_input);
  const stapes_status status =
      stapes_describe_input(&device->executor, input, place.pointer);
  check(device, status, faults, "describe input");
}

/* A number that the model has from the start, or its description. */
void count(bytes *bytes, device *device) {
  static stapes_status (*const calls[])(stapes_executor *, size_t *) = {
      stapes_input_count, stapes_score_count, stapes_layer_count};
  output written;
  const size_t call = choose(bytes, 4);
  const argument place = choose_output(
      bytes, device, &written, call == 3 ? _Alignof(stapes_model) : _Alignof(size_t));
  if (call == 3) {
    const stapes_status status = stapes_describe_model(&device->executor, place.pointer);
    check(device, status, place.faults, "describe model");
    return;
  }
  if (!check(device, calls[call](&device->executor, place.pointer), place.faults, "count")) return;
  const size_t expected[] = {
      device->stream.model->inputs, device->stream.model->scores, device->stream.model->layers};
  EXPECT(memcmp(&written, &expected[call], sizeof(size_t)) == 0);
}
