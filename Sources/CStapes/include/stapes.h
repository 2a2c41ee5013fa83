/*
 * Stapes: runs compiled audio networks (.stapes files) on anything that has 8-bit bytes.
 *
 * The library allocates nothing, holds no global state and calls nothing but memcpy, memset and
 * the compiler's arithmetic helpers. A model is read where it lies, usually in flash; everything
 * that changes lies in two places that the caller owns: a stapes_executor, and an arena of as many
 * bytes as the model asks for.
 *
 *     static stapes_executor executor;
 *     static _Alignas(STAPES_ARENA_ALIGNMENT) uint8_t arena[48 * 1024];
 *
 *     stapes_status status = stapes_open(&executor, model, model_bytes, arena, sizeof arena);
 *     while (status == stapes_status_ok && next_block(samples))
 *       status = stapes_push_samples(&executor, 0, samples, 160, &accepted);
 *     if (status == stapes_status_ok) status = stapes_finish(&executor);
 *     if (status == stapes_status_ok) status = stapes_top_label(&executor, &label);
 *
 * Every function returns a status. Bad arguments and bad model bytes never trap. Outputs are
 * written only where the status is stapes_status_ok. No buffer may overlap another. Executors
 * share nothing but the model they read, so that each may be used from a thread of its own; one
 * executor serves one thread at a time.
 */
#ifndef STAPES_H
#define STAPES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#define STAPES_CLOSED_ENUM __attribute__((enum_extensibility(closed)))
#else
#define STAPES_CLOSED_ENUM
#endif

/* The arena's address must be a multiple of this. */
#define STAPES_ARENA_ALIGNMENT 16

/*
 * What became of a call. Numbers are consecutive and keep their meaning for ever.
 *
 * Statuses are only passed and returned by value, so that it does not matter whether the caller
 * was compiled with -fshort-enums.
 */
typedef enum STAPES_CLOSED_ENUM {
  stapes_status_ok = 0,

  /* The call is at fault; nothing has changed. */

  /* A pointer is null. */
  stapes_status_null_pointer = 1,
  /* An executor, arena, sample or output pointer is not aligned as its type or this header asks. */
  stapes_status_misaligned = 2,
  /* A size does not fit the address space behind its pointer. */
  stapes_status_bad_size = 3,
  /* The arena, the model, the executor or pushed values share bytes. */
  stapes_status_overlap = 4,
  /* stapes_open has not succeeded for this executor. */
  stapes_status_not_open = 5,
  /* The output buffer holds fewer values than there are. */
  stapes_status_buffer_too_small = 6,
  /* The model has no label of this number. */
  stapes_status_no_such_label = 7,

  /* The bytes are not a model that this library runs. */

  /* The file ends too early, or is not as long as it says. */
  stapes_status_truncated = 8,
  /* The file does not begin with "STPS". */
  stapes_status_not_a_model = 9,
  /* The file is of a format version that this library does not know. */
  stapes_status_unsupported_version = 10,
  /* The file needs a feature that this library lacks. */
  stapes_status_unknown_features = 11,
  /* The bytes are not those that were written. */
  stapes_status_checksum_mismatch = 12,
  /* A required section is absent. */
  stapes_status_section_missing = 13,
  /* A section stands twice. */
  stapes_status_section_repeated = 14,
  /* An offset or a length leaves the file or its section. */
  stapes_status_out_of_bounds = 15,
  /* A field holds a value that it cannot have. */
  stapes_status_bad_value = 16,
  /* A record names another that does not exist. */
  stapes_status_bad_reference = 17,
  /* Two fields that must agree do not. */
  stapes_status_mismatch = 18,

  /* The stream cannot go on like this. */

  /* The arena is smaller than stapes_arena_bytes says. */
  stapes_status_arena_too_small = 19,
  /* The model has no input of this number. */
  stapes_status_no_such_input = 20,
  /* Samples were pushed into an input of int8 rows, or the other way round. */
  stapes_status_wrong_element = 21,
  /* The values are not a whole number of rows. */
  stapes_status_partial_row = 22,
  /* The input takes fewer rows. */
  stapes_status_input_too_long = 23,
  /* The input ended before one score could be computed, or before its fixed length. */
  stapes_status_input_too_short = 24,
  /* A clip was pushed before stapes_observe saw it. */
  stapes_status_clip_not_observed = 25,
  /* The stream has been finished; stapes_reset starts another. */
  stapes_status_already_finished = 26,
  /* The stream has not been finished, so that there are no scores. */
  stapes_status_not_finished = 27,
  /* The file's plan leaves too little room to go on; reset. A file from the compiler never does. */
  stapes_status_stalled = 28
} stapes_status;

/* A sentence in English for people; never null, static, ends in NUL. */
const char *stapes_status_text(stapes_status status);

/*
 * A stream through a model. The contents are the library's; the caller owns the memory and may
 * copy or drop it at any time. It needs no closing.
 */
typedef struct {
  uintptr_t words[32];
} stapes_executor;

/*
 * Writes the bytes of arena that a model needs.
 *
 * Checks the whole file: about 14 instructions a word.
 */
stapes_status stapes_arena_bytes(const void *model, size_t model_bytes, size_t *arena_bytes);

/*
 * Checks a model and starts a stream.
 *
 * The model and the arena must stay where they are, and the model unchanged, for as long as the
 * executor is used: this is the only call that checks the file. Whoever changes bytes of the
 * model or of the arena under a running executor gets wrong scores or a trap, but no access
 * outside the two.
 *
 * model        The bytes of a .stapes file, at any address.
 * arena        At a multiple of STAPES_ARENA_ALIGNMENT; need not be cleared.
 * arena_bytes  At least what stapes_arena_bytes says; what lies beyond that is left alone.
 */
stapes_status stapes_open(
    stapes_executor *executor, const void *model, size_t model_bytes, void *arena,
    size_t arena_bytes);

/* Forgets the stream; the next push starts another. */
stapes_status stapes_reset(stapes_executor *executor);

/*
 * Shows (a part of) the clip that will be pushed, so that its amplitude is known before.
 *
 * Models compiled with clip standardisation need it, in any chunking, before the first push; for
 * others it does nothing.
 */
stapes_status stapes_observe(
    stapes_executor *executor, size_t input, const int16_t *samples, size_t count);

/*
 * Pushes audio (or rows of other 16-bit values) into an input, in blocks of any size; the scores
 * do not depend on the blocks.
 *
 * accepted  How many values were taken. All of them, unless the model joins several inputs and
 *           another has to come first: push the rest after that.
 */
stapes_status stapes_push_samples(
    stapes_executor *executor, size_t input, const int16_t *samples, size_t count,
    size_t *accepted);

/* Pushes a whole number of int8 rows (features, or a picture row by row) into an input. */
stapes_status stapes_push_rows(
    stapes_executor *executor, size_t input, const int8_t *values, size_t count,
    size_t *accepted);

/* Ends every input; afterwards the scores are there. */
stapes_status stapes_finish(stapes_executor *executor);

/* Writes the number of scores, which is known from the start. */
stapes_status stapes_score_count(stapes_executor *executor, size_t *count);

/*
 * Writes the scores of the finished stream: real score = (score - zero_point) * scale.
 *
 * capacity  Values that `scores` holds; at least the score count, which is what gets written.
 */
stapes_status stapes_scores(
    stapes_executor *executor, int8_t *scores, size_t capacity, float *scale,
    int32_t *zero_point);

/* Writes the number of the highest score of the finished stream, the lowest among equals. */
stapes_status stapes_top_label(stapes_executor *executor, size_t *label);

/*
 * Writes where a label's text lies in the model: UTF-8 of `text_bytes` bytes, without a NUL.
 * A model need not have labels.
 */
stapes_status stapes_label_text(
    stapes_executor *executor, size_t label, const char **text, size_t *text_bytes);

#ifdef __cplusplus
}
#endif

#endif
