#include "dsp_clamp.h"

#include "instructions.h"

static uint32_t in_each_byte(int32_t value) { return (uint8_t)value * 0x01010101u; }

void stapes_dsp_clamp(int8_t *values, uint32_t count, int32_t lowest, int32_t highest) {
  const uint32_t low = in_each_byte(lowest), high = in_each_byte(highest);
  for (; count >= 4; count -= 4, values += 4)
    store_word(values, lesser_bytes(greater_bytes(load_word(values), low), high));
  for (; count; count--, values++)
    *values = (int8_t)lesser_bytes(greater_bytes((uint8_t)*values, low), high);
}
