#include "device.h"
#include "expect.h"

#include <string.h>

argument choose_pointer(
    bytes *bytes, device *device, void *good, size_t alignment, bool may_be_null) {
  const model *model = device->stream.model;
  void *libraries[] = {
      &device->executor, device->arena,
      (void *)(((uintptr_t)model->bytes + 15) & ~(uintptr_t)15)};
  const size_t choice = choose(bytes, 24);
  if (choice == 0) return (argument){NULL, may_be_null ? 0 : FAULT(stapes_status_null_pointer)};
  if (choice == 1 && alignment > 1) {
    return (argument){(uint8_t *)good + 1, FAULT(stapes_status_misaligned)};
  }
  if (choice >= 2 && choice < 5) {
    return (argument){libraries[choice - 2], FAULT(stapes_status_overlap)};
  }
  return (argument){good, 0};
}

argument choose_output(bytes *bytes, device *device, output *good, size_t alignment) {
  memset(good, CANARY, sizeof *good);
  return choose_pointer(bytes, device, good, alignment, false);
}

size_t choose_count(bytes *bytes, fault_set *faults) {
  static const size_t impossible[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX / 2 + 1};
  const uint8_t choice = take(bytes);
  if (choice >= 8) return (size_t)choice * 2 % (MOST_VALUES + 1);
  *faults |= FAULT(stapes_status_bad_size);
  return impossible[choice % 3];
}

void remember(device *device) {
  device->executor_before = device->executor;
  memcpy(device->arena_before, device->arena, device->arena_bytes);
}

bool check(device *device, stapes_status status, fault_set faults, const char *call) {
  const bool is_right =
      faults == 0 ? status == stapes_status_ok : status < 32 && (faults & FAULT(status)) != 0;
  if (!is_right) fprintf(stderr, "%s: status %u, faults %x\n", call, (unsigned)status, faults);
  EXPECT(is_right);
  if (status == stapes_status_ok) return true;
  EXPECT(memcmp(&device->executor_before, &device->executor, sizeof device->executor) == 0);
  EXPECT(memcmp(device->arena_before, device->arena, device->arena_bytes) == 0);
  return false;
}

bool check_stream(
    device *device, stapes_status status, fault_set pointers, fault_set stream, const char *call) {
  if (pointers == 0 && device->stream.is_testing) {
    device->stream.is_disturbed = true;
    return false;
  }
  return check(device, status, pointers | stream, call);
}

void expect_untouched(const output *output) {
  for (size_t at = 0; at < sizeof output->bytes; at++) EXPECT(output->bytes[at] == CANARY);
}

void update_scores(device *device) {
  uint32_t given;
  EXPECT(stapes_scores_given(&device->executor, &given) == 0);
  device->stream.gave_scores = given > 0;
}
