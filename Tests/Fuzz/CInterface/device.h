/* An executor under test, the arguments that its calls get, and what has to become of them. */
#ifndef DEVICE_H
#define DEVICE_H

#include "bytes.h"
#include "contract.h"

enum { MOST_VALUES = 512, CANARY = 0xC5 };

/* An executor with its arena, as a firmware keeps them, and what they held before a call. */
typedef struct {
  stapes_executor executor, executor_before;
  uint8_t *arena, *arena_before;
  size_t arena_bytes;
  stream stream;
} device;

/* A pointer that a call is given, and the faults that it has. */
typedef struct {
  void *pointer;
  fault_set faults;
} argument;

/* Memory for an output, which is as large as any, with a canary in it. */
typedef struct {
  _Alignas(16) uint8_t bytes[64];
} output;

/* Good memory, or an address that a call for an open executor has to refuse. */
argument choose_pointer(
    bytes *bytes, device *device, void *good, size_t alignment, bool may_be_null);

/* The same for an output, which gets its canary. */
argument choose_output(bytes *bytes, device *device, output *good, size_t alignment);

/* A number of values up to MOST_VALUES, or one that no memory holds, which is a fault. */
size_t choose_count(bytes *bytes, fault_set *faults);

/* Keeps what a call with faults may not change. */
void remember(device *device);

/* Holds a status against the faults of a call: a call with faults has changed nothing. */
bool check(device *device, stapes_status status, fault_set faults, const char *call);

/* The same of a call whose status depends on the stream, and which says nothing during a self-test. */
bool check_stream(
    device *device, stapes_status status, fault_set pointers, fault_set stream, const char *call);

void expect_untouched(const output *output);

/* Asks whether the stream has given scores. */
void update_scores(device *device);

/* Calls with arguments that the bytes choose. All but the first are for an open executor. */
void open_model(bytes *bytes, device *device);
void push(bytes *bytes, device *device);
void observe(bytes *bytes, device *device);
void gap(bytes *bytes, device *device);
void finish(bytes *bytes, device *device);
void reset(bytes *bytes, device *device);
void test_step(bytes *bytes, device *device);
void scores(bytes *bytes, device *device);
void top_label(bytes *bytes, device *device);
void text(bytes *bytes, device *device);
void describe_input(bytes *bytes, device *device);
void count(bytes *bytes, device *device);

#endif
