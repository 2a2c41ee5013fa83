#define _GNU_SOURCE
#include "quiet_mpeg.h"

#include <dlfcn.h>
#include <stddef.h>

// Of mpg123.h, which only packages for development hold.
enum { MPG123_ADD_FLAGS = 2, MPG123_QUIET = 0x20 };

typedef struct mpg123_handle_struct *New(const char *decoder, int *error);
typedef int Parameter(struct mpg123_handle_struct *, int type, long value, double fraction);

struct mpg123_handle_struct *mpg123_new(const char *decoder, int *error) {
  New *make = (New *)dlsym(RTLD_NEXT, "mpg123_new");
  Parameter *set = (Parameter *)dlsym(RTLD_NEXT, "mpg123_param");
  struct mpg123_handle_struct *handle = make ? make(decoder, error) : NULL;
  if (handle && set) set(handle, MPG123_ADD_FLAGS, MPG123_QUIET, 0);
  return handle;
}
