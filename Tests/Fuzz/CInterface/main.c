/*
 * Calls the C interface in any order, with good and bad arguments, on two executors, and holds every
 * status, and all that may not change, against contract.h.
 *
 * STAPES_MODELS names a folder of .stapes files. Each buffer has memory of its own and of its length,
 * so that the address sanitizer sees whatever leaves it.
 */
#include "device.h"
#include "expect.h"
#include "models.h"

static void (*const calls[])(bytes *, device *) = {
    open_model, push, push, push, push, observe, gap, finish, reset, test_step, scores, top_label,
    text, describe_input, count};

int LLVMFuzzerInitialize(int *argument_count, char ***arguments) {
  (void)argument_count, (void)arguments;
  const char *folder = getenv("STAPES_MODELS");
  EXPECT(folder);
  read_models(folder);
  return 0;
}

/* An executor that is not open refuses all, and one that is null or misaligned too. */
static void call_without_stream(device *device) {
  EXPECT(stapes_reset(&device->executor) == stapes_status_not_open);
  EXPECT(stapes_finish(&device->executor) == stapes_status_not_open);
  EXPECT(stapes_gap(&device->executor, 1) == stapes_status_not_open);
  EXPECT(stapes_reset(NULL) == stapes_status_null_pointer);
  EXPECT(
      stapes_reset((stapes_executor *)(void *)((uint8_t *)&device->executor + 1)) ==
      stapes_status_misaligned);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  device devices[2] = {0};
  bytes bytes = {data, data + size};
  while (bytes.next < bytes.end) {
    device *device = &devices[take(&bytes) % 2];
    if (device->stream.model) {
      remember(device);
      calls[choose(&bytes, sizeof calls / sizeof calls[0])](&bytes, device);
    } else {
      call_without_stream(device);
      open_model(&bytes, device);
    }
  }
  for (int index = 0; index < 2; index++) {
    free(devices[index].arena);
    free(devices[index].arena_before);
  }
  return 0;
}
