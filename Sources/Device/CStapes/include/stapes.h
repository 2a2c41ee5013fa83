/*
 * Stapes: runs compiled audio networks (.stapes files) on anything that has 8-bit bytes.
 *
 * The library allocates nothing, holds no global state and, linked with --gc-sections, calls nothing
 * but memcpy, memset and the compiler's arithmetic helpers. A model is read where it lies, usually in
 * flash; everything that changes lies in two places that the caller owns: a stapes_executor, and an
 * arena of as many bytes as the model asks for.
 *
 *     static stapes_executor executor;
 *     static _Alignas(STAPES_ARENA_ALIGNMENT) uint8_t arena[48 * 1024];
 *
 *     stapes_status status = stapes_open(&executor, model, model_bytes, arena, sizeof arena);
 *     // A model that standardises whole clips needs stapes_observe(&executor, 0, clip, count) here.
 *     while (status == stapes_status_ok && next_block(samples))
 *       status = stapes_push_samples(&executor, 0, samples, 160, NULL);
 *     if (status == stapes_status_ok) status = stapes_finish(&executor);
 *     if (status == stapes_status_ok) status = stapes_top_label(&executor, &label);
 *
 * Every function returns a status. Bad arguments and bad model bytes never trap. Where several
 * arguments are at fault, the status names one. Outputs are written only where the status is
 * stapes_status_ok, or where a function says so. No buffer of a call may overlap another, or the
 * executor, its model or its arena: outputs neither. `accepted` may be null, and the context
 * of an observer; no other pointer may.
 *
 * Costs. What runs the network takes what the model is; `stapes size <model> --target <name>` prints
 * it in instructions, under the words that stand here:
 *
 *   stapes_push_*, stapes_gap          "in a push", at worst, of so many rows; for twice the rows twice
 *                                      that at most
 *   stapes_finish                      "at the end of the stream"
 *   stapes_self_test_step              "in a step" of the self-test, for each step
 *   stapes_self_test                   "self-test"
 *
 * The other calls take, in instructions of a Cortex-M4:
 *
 *   stapes_open, stapes_arena_bytes    some 8 for each 4 bytes of the file
 *   stapes_observe                     some 20 a sample
 *   stapes_reset                       some 300 a layer
 *   all others                         some 300, and a few for each score, label or layer
 *
 * Stack: `size` prints the most that a call takes on an Arm core, whatever the model. It is found in
 * the library's instructions, and Tests/Benchmarks.md of the source has it for all targets. A traced
 * call takes what the observer takes on top.
 *
 * Threads and interrupts. Executors share nothing but the model they read, so that any number of
 * them run side by side, of one model or of several, each on a thread of its own. Two calls for one
 * executor must not overlap. From an interrupt, where it does not interrupt a call for the same
 * executor, these may be called:
 *
 *   stapes_status_text, stapes_version, stapes_oldest_format, stapes_newest_format,
 *   stapes_describe_model, stapes_describe_input, stapes_input_count, stapes_score_count,
 *   stapes_layer_count, stapes_scores_given, stapes_scores, stapes_scores_int16, stapes_top_label,
 *   stapes_label_text, stapes_layer_name, stapes_reset
 *
 * All others run the network, or read a whole clip or file. Let an interrupt put samples into a ring
 * of yours, and push from a task.
 *
 * Endless streams. A stream of a continuous model never ends by itself: no counter stops it, and its
 * scores are those of the sound under their window after 2^31 rows as before. Numbers of rows and of
 * scores that would pass 2^31 - 1 go on at 2^30. A clip may have any length too, but an average over
 * a clip counts the first 2^23 positions, and the amplitude of a clip its first 2^23 samples.
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

/* The version of this header, of the library and of the tool: 65536 · major + 256 · minor + patch. */
#define STAPES_VERSION 0x000400

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

  /* The call is at fault. Nothing has changed: the stream goes on with the next call that is right. */

  /* A pointer is null. */
  stapes_status_null_pointer = 1,
  /* An executor, arena, sample or output pointer is not aligned as its type or this header asks. */
  stapes_status_misaligned = 2,
  /* A size does not fit the address space behind its pointer. */
  stapes_status_bad_size = 3,
  /* Buffers of the call share bytes with each other, or with the executor, its model or its arena. */
  stapes_status_overlap = 4,
  /* stapes_open has not succeeded for this executor. */
  stapes_status_not_open = 5,
  /* The output buffer holds fewer values than there are. */
  stapes_status_buffer_too_small = 6,
  /* The model has no label of this number. */
  stapes_status_no_such_label = 7,
  /* The model has no layer of this number. */
  stapes_status_no_such_layer = 8,

  /* The bytes are not a model that this library runs. The executor is as it was: open another file. */

  /* The file ends too early, or is not as long as it says. */
  stapes_status_truncated = 9,
  /* The file does not begin with "STPS". */
  stapes_status_not_a_model = 10,
  /* The file is of a format version that this library does not read. */
  stapes_status_unsupported_version = 11,
  /* The file needs a feature that this library lacks. */
  stapes_status_unknown_features = 12,
  /* The bytes are not those that were written. */
  stapes_status_checksum_mismatch = 13,
  /* An offset or a length leaves the file. */
  stapes_status_out_of_bounds = 14,
  /* A field holds a value that it cannot have. */
  stapes_status_bad_value = 15,
  /* A record names another that does not exist. */
  stapes_status_bad_reference = 16,
  /* Two fields that must agree do not. */
  stapes_status_mismatch = 17,
  /* The model needs an op, a weight encoding or a form of standardisation that this library was
     built without. */
  stapes_status_unsupported_op = 18,

  /* The stream cannot go on like this. Nothing has changed, but with stapes_status_stalled; what may
     follow stands at each. */

  /* The arena is smaller than stapes_arena_bytes says. Open with a larger one. */
  stapes_status_arena_too_small = 19,
  /* The model has no input of this number. */
  stapes_status_no_such_input = 20,
  /* Samples were pushed into an input of int8 rows, or int16 scores asked for as int8, or the other
     way round. The other function takes them. */
  stapes_status_wrong_element = 21,
  /* The values are not a whole number of rows. None was taken: push whole rows. */
  stapes_status_partial_row = 22,
  /* The input takes fewer rows. None was taken: push fewer, or finish. */
  stapes_status_input_too_long = 23,
  /* The input has too few rows for a score, or for its fixed length. Push more, then finish. */
  stapes_status_input_too_short = 24,
  /* A clip was pushed before stapes_observe saw it. Observe it, then push. */
  stapes_status_clip_not_observed = 25,
  /* The stream has been finished, or its clip is shown after the first sample was pushed;
     stapes_reset starts another. */
  stapes_status_already_finished = 26,
  /* The stream has not given scores yet. Push more, or finish. */
  stapes_status_no_scores = 27,
  /* The file's plan leaves too little room to go on. Some rows may have been taken: reset, and compile
     the model again. A file from the compiler never stalls. */
  stapes_status_stalled = 28,

  /* What the self-test found. A stream may follow, for what it is worth. */

  /* The file holds no self-test. Nothing has changed. */
  stapes_status_no_self_test = 29,
  /* A layer computes other values than it did where the model was compiled. */
  stapes_status_self_test_failed = 30,

  /* The model scores clips, which have no gaps. Nothing has changed: reset, and start the clip again. */
  stapes_status_not_continuous = 31
} stapes_status;

/* A sentence in English for people; never null, static, ends in NUL. */
const char *stapes_status_text(stapes_status status);

/* The version of the library, which should be STAPES_VERSION. */
uint32_t stapes_version(void);

/* The oldest and the newest version of the file format that the library reads: 65536 · major +
   minor. */
uint32_t stapes_oldest_format(void);
uint32_t stapes_newest_format(void);

/*
 * A stream through a model. The contents are the library's; the caller owns the memory and may
 * copy or drop it at any time. It needs no closing.
 */
typedef struct {
  uintptr_t words[8];
} stapes_executor;

/* Writes the bytes of arena that a model needs. Checks the whole file. */
stapes_status stapes_arena_bytes(const void *model, size_t model_bytes, size_t *arena_bytes);

/*
 * Checks a model and starts a stream.
 *
 * The model and the arena must stay where they are, and the model unchanged, for as long as the
 * executor is used: this is the only call that checks the file. Whoever changes bytes of the
 * model or of the arena under a running executor gets wrong scores, a trap or a call that does not
 * return, but no access outside the two.
 *
 * model        The bytes of a .stapes file, at any address.
 * arena        At a multiple of STAPES_ARENA_ALIGNMENT; need not be cleared.
 * arena_bytes  At least what stapes_arena_bytes says; what lies beyond that is left alone.
 */
stapes_status stapes_open(
    stapes_executor *executor, const void *model, size_t model_bytes, void *arena,
    size_t arena_bytes);

/*
 * Computes the model's self-test and compares every layer with what it gave where the model was
 * compiled: a wrong multiplier, a broken page of flash or a miscompiled kernel shows in the first
 * layer that it touches. Afterwards the stream is as after stapes_open.
 *
 * It takes as long as the shortest clip that the model scores; stapes_self_test_step does the same in
 * parts, between which a watchdog can be fed.
 *
 * layer  Written only where the status is stapes_status_self_test_failed: the number of the first
 *        layer at fault, for stapes_layer_name.
 */
stapes_status stapes_self_test(stapes_executor *executor, size_t *layer);

/*
 * Does a part of the self-test.
 *
 *     uint32_t progress = 0;
 *     do {
 *       feed_watchdog();
 *       status = stapes_self_test_step(&executor, 10, &progress, &layer);
 *     } while (status == stapes_status_ok && progress != 0);
 *
 * steps     Computations of layers that the call makes, if so many are left; at least one. What a step
 *           takes at most, `stapes size --target` prints, and how many there are.
 * progress  0 begins the test. Afterwards the steps made so far; 0 again where the test has ended, and
 *           then the stream is as after stapes_open. Set it to 0 to begin again.
 * layer     As in stapes_self_test.
 *
 * Between two steps, make no call for the executor but those that an interrupt may make, without
 * stapes_reset: another breaks the test off, and what later steps say means nothing.
 */
stapes_status stapes_self_test_step(
    stapes_executor *executor, uint32_t steps, uint32_t *progress, size_t *layer);

/* Forgets the stream; the next push starts another. */
stapes_status stapes_reset(stapes_executor *executor);

/* How scores are to be read. */
enum {
  /* Logits: real numbers; the higher, the likelier. */
  stapes_scores_are_logits = 0,
  /* Probabilities that add up to 1: the last layer is a softmax. */
  stapes_scores_are_distribution = 1,
  /* A probability of each label on its own: the last layer is a logistic function. */
  stapes_scores_are_probabilities = 2
};

/*
 * What a model does. Rows are rows (samples) of input 0. The four numbers are 0 where the model scores
 * clips, or where its file does not say.
 */
typedef struct {
  /* 1 where the model gives scores while the sound continues; 0 where it scores clips, once, when they
     are finished. */
  uint8_t is_continuous;
  /* One of stapes_scores_are_... */
  uint8_t score_meaning;
  /* From one set of scores to the next. */
  uint32_t hop_rows;
  /* That have a part in one set of scores. */
  uint32_t window_rows;
  /* After which the first scores come: of a stream, and behind a gap that starts it anew. */
  uint32_t warm_up_rows;
  /* So much later scores may come where work is spread (stapes compile --spread). */
  uint32_t delay_rows;
} stapes_model;

stapes_status stapes_describe_model(stapes_executor *executor, stapes_model *description);

/* What an input takes. */
typedef struct {
  /* Values in a row: 1 for audio of one channel. */
  size_t row_values;
  /* Rows (samples) a second; 0 where the model does not say. */
  uint32_t rows_per_second;
  /* The only length that the model takes, in rows; 0 for any. */
  uint32_t fixed_rows;
  /* The shortest length that gives scores. */
  uint32_t minimum_rows;
  /* 2 for int16 (stapes_push_samples), 1 for int8 (stapes_push_rows). */
  uint8_t value_bytes;
  /* 1 where a clip has to be shown to stapes_observe before it is pushed. */
  uint8_t needs_observing;
  /* Of values that are not audio: real value = (value - zero_point) * scale. */
  int8_t zero_point;
  float scale;
} stapes_input;

/* Writes the number of inputs. */
stapes_status stapes_input_count(stapes_executor *executor, size_t *count);

/* Describes an input. */
stapes_status stapes_describe_input(
    stapes_executor *executor, size_t input, stapes_input *description);

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
 * do not depend on the blocks. Where the model's work is spread (stapes compile --spread), a push may
 * leave some of it to those that follow, and stapes_finish does the rest.
 *
 * accepted  How many values were taken; may be null. All of them, unless the model joins several
 *           inputs and another has to come first: push the rest after that.
 */
stapes_status stapes_push_samples(
    stapes_executor *executor, size_t input, const int16_t *samples, size_t count,
    size_t *accepted);

/* Pushes a whole number of int8 rows (features, or a picture row by row) into an input. */
stapes_status stapes_push_rows(
    stapes_executor *executor, size_t input, const int8_t *values, size_t count,
    size_t *accepted);

/*
 * Says that rows of input 0 were lost, in front of those that are pushed next: samples that a full ring
 * dropped, or a microphone that slept.
 *
 * A gap shorter than the input's minimum_rows is filled with silence, which no amplitude estimate
 * sees: it costs what a push of so many rows costs, and scores go on; those whose window holds the gap
 * see silence in its place. Behind a longer gap, and of several inputs behind any, the stream starts
 * anew for the price of stapes_reset: the next scores come after warm_up_rows rows and see nothing
 * from before the gap. Amplitude estimates, the scores given last and their number stay as they are.
 *
 * Who has no time to catch up, or does not know how much was lost, passes SIZE_MAX.
 *
 * A model that scores clips refuses, with stapes_status_not_continuous.
 */
stapes_status stapes_gap(stapes_executor *executor, size_t rows);

/* Ends every input; afterwards the scores are there. */
stapes_status stapes_finish(stapes_executor *executor);

/*
 * Writes how many times the stream has given scores since it started.
 *
 * Of most models once, when it is finished. A model compiled for continuous mode gives scores while
 * it listens, one set every hop, over the window that lies behind; each replaces the last. Who
 * pushes no more than a hop at a time misses none.
 *
 * There are new scores where the number is another than before; it is 0 only before the first. After
 * 2^31 - 1 it goes on at 2^30.
 */
stapes_status stapes_scores_given(stapes_executor *executor, uint32_t *times);

/* Writes the number of scores, which is known from the start. */
stapes_status stapes_score_count(stapes_executor *executor, size_t *count);

/*
 * Writes the scores that were given last: real score = (score - zero_point) * scale. What a real score
 * means, stapes_describe_model says.
 *
 * capacity  Values that `scores` holds; at least the score count, which is what gets written.
 */
stapes_status stapes_scores(
    stapes_executor *executor, int8_t *scores, size_t capacity, float *scale,
    int32_t *zero_point);

/* The same of a model whose scores are int16, as imported models of 16-bit activations have them. */
stapes_status stapes_scores_int16(
    stapes_executor *executor, int16_t *scores, size_t capacity, float *scale,
    int32_t *zero_point);

/* Writes the number of the highest of the scores given last, the lowest among equals. */
stapes_status stapes_top_label(stapes_executor *executor, size_t *label);

/*
 * Writes where a label's text lies in the model: UTF-8 of `text_bytes` bytes, without a NUL.
 * A model need not have labels.
 */
stapes_status stapes_label_text(
    stapes_executor *executor, size_t label, const char **text, size_t *text_bytes);

/* Writes the number of layers. */
stapes_status stapes_layer_count(stapes_executor *executor, size_t *count);

/* Writes where a layer's name lies in the model, as stapes_label_text does; 0 bytes if it has none. */
stapes_status stapes_layer_name(
    stapes_executor *executor, size_t layer, const char **text, size_t *text_bytes);

/*
 * Sees what the layers of a traced stream compute, for tests and measurements.
 *
 * row  The row that a layer has just computed, of `row_bytes` int8 values; of layers of 16-bit
 *      activations, half as many int16 values, low bytes first. Null where the layer has taken rows
 *      and given none, so that every computation is followed by one call.
 */
typedef void (*stapes_row_observer)(
    void *context, size_t layer, const int8_t *row, size_t row_bytes);

/* stapes_push_samples, stapes_push_rows and stapes_finish under the eyes of an observer. */
stapes_status stapes_trace_samples(
    stapes_executor *executor, size_t input, const int16_t *samples, size_t count,
    size_t *accepted, stapes_row_observer observer, void *context);
stapes_status stapes_trace_rows(
    stapes_executor *executor, size_t input, const int8_t *values, size_t count,
    size_t *accepted, stapes_row_observer observer, void *context);
stapes_status stapes_trace_finish(
    stapes_executor *executor, stapes_row_observer observer, void *context);

#ifdef __cplusplus
}
#endif

#endif
