/*
 * What stapes.h promises, told once more: the statuses that a call may end with.
 *
 * Written from the header alone; it shares nothing with the library. A call collects what is wrong with
 * it. A call with nothing wrong ends with stapes_status_ok; else with one of what was collected, and
 * has then changed nothing.
 */
#ifndef CONTRACT_H
#define CONTRACT_H

#include "stapes.h"

#include <stdbool.h>

/* A set of statuses. */
typedef uint32_t fault_set;
#define FAULT(status) ((fault_set)1 << (status))

enum { MOST_INPUTS = 4 };

/* What a model says of itself. */
typedef struct model {
  const uint8_t *bytes;
  size_t byte_count, arena_bytes;
  size_t inputs, scores, layers, labels;
  bool is_continuous, has_int16_scores;
  stapes_input input[MOST_INPUTS];
} model;

/* Bytes of memory for an arena, as aligned_alloc wants them. */
static inline size_t arena_room(const model *model) {
  return (model->arena_bytes + STAPES_ARENA_ALIGNMENT - 1) / STAPES_ARENA_ALIGNMENT *
         STAPES_ARENA_ALIGNMENT;
}

/* What has been done with an executor. */
typedef struct stream {
  const model *model; /* null where it is not open */
  uint64_t rows[MOST_INPUTS];
  bool observed[MOST_INPUTS];
  bool finished, gave_scores;
  /* A self-test has begun: until it ends, or a reset, any status may come of the stream's calls. */
  bool is_testing;
  /* Some of these calls came between its steps, so that its verdict means nothing. */
  bool is_disturbed;
  uint32_t progress;
} stream;

/* The faults of a push of so many values. */
static inline fault_set push_faults(const stream *stream, size_t input, size_t count, size_t bytes) {
  const model *model = stream->model;
  if (input >= model->inputs) return FAULT(stapes_status_no_such_input);
  const stapes_input *form = &model->input[input];
  fault_set faults = 0;
  if (form->value_bytes != bytes) faults |= FAULT(stapes_status_wrong_element);
  if (stream->finished) faults |= FAULT(stapes_status_already_finished);
  if (count % form->row_values) faults |= FAULT(stapes_status_partial_row);
  if (form->fixed_rows && stream->rows[input] + count / form->row_values > form->fixed_rows) {
    faults |= FAULT(stapes_status_input_too_long);
  }
  if (form->needs_observing && !stream->observed[input]) {
    faults |= FAULT(stapes_status_clip_not_observed);
  }
  return faults;
}

static inline fault_set observe_faults(const stream *stream, size_t input) {
  if (input >= stream->model->inputs) return FAULT(stapes_status_no_such_input);
  if (!stream->model->input[input].needs_observing || stream->rows[input] == 0) return 0;
  return FAULT(stapes_status_already_finished);
}

static inline fault_set finish_faults(const stream *stream) {
  fault_set faults = 0;
  if (stream->finished) faults |= FAULT(stapes_status_already_finished);
  for (size_t input = 0; input < stream->model->inputs; input++) {
    const stapes_input *form = &stream->model->input[input];
    const uint32_t fewest =
        form->fixed_rows > form->minimum_rows ? form->fixed_rows : form->minimum_rows;
    if (stream->rows[input] < fewest) faults |= FAULT(stapes_status_input_too_short);
  }
  return faults;
}

static inline fault_set gap_faults(const stream *stream) {
  fault_set faults = 0;
  if (!stream->model->is_continuous) faults |= FAULT(stapes_status_not_continuous);
  if (stream->finished) faults |= FAULT(stapes_status_already_finished);
  return faults;
}

static inline fault_set score_faults(const stream *stream, size_t capacity, bool is_int16) {
  fault_set faults = 0;
  if (is_int16 != stream->model->has_int16_scores) faults |= FAULT(stapes_status_wrong_element);
  if (!stream->gave_scores) faults |= FAULT(stapes_status_no_scores);
  if (capacity < stream->model->scores) faults |= FAULT(stapes_status_buffer_too_small);
  return faults;
}

#endif
