// A library to be loaded before the C library. It lets the n-th call of one kind fail, and can count
// the calls.
//
//   STAPES_FAIL=write:3    the third write fails
//   STAPES_COUNT=file      the calls of each kind are written to this file at the end

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { MALLOC, OPEN, MKDIR, WRITE, FSYNC, RENAME, CLOSE, KINDS };
static const char *const names[KINDS] = {"malloc", "open",   "mkdir", "write",
                                         "fsync",  "rename", "close"};
static const int errors[KINDS] = {ENOMEM, ENOSPC, ENOSPC, ENOSPC, EIO, EIO, EIO};
static long calls[KINDS];
static long failing[KINDS];

/// Whether this call is the one that fails.
static int fails(enum kind kind) {
  long call = __atomic_add_fetch(&calls[kind], 1, __ATOMIC_SEQ_CST);
  if (call != failing[kind]) { return 0; }
  errno = errors[kind];
  return 1;
}

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("STAPES_FAIL");
  for (int kind = 0; kind < KINDS; kind++) {
    size_t length = strlen(names[kind]);
    if (text != NULL && strncmp(text, names[kind], length) == 0 && text[length] == ':') {
      failing[kind] = atol(text + length + 1);
    }
  }
  memset(calls, 0, sizeof calls);
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("STAPES_COUNT");
  long counted[KINDS];
  memcpy(counted, calls, sizeof calls);
  FILE *file = path == NULL ? NULL : fopen(path, "w");
  if (file == NULL) { return; }
  for (int kind = 0; kind < KINDS; kind++) {
    fprintf(file, "%s %ld\n", names[kind], counted[kind]);
  }
  fclose(file);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

extern void *__libc_malloc(size_t bytes);
void *malloc(size_t bytes) { return fails(MALLOC) ? NULL : __libc_malloc(bytes); }

/// Files that are opened to be read do not count.
static int opened(__typeof__(&open) next, const char *path, int flags, mode_t mode) {
  return (flags & O_ACCMODE) != O_RDONLY && fails(OPEN) ? -1 : next(path, flags, mode);
}

static mode_t mode(int flags, va_list list) { return flags & O_CREAT ? va_arg(list, mode_t) : 0; }

int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  int descriptor = opened(NEXT(open), path, flags, mode(flags, list));
  va_end(list);
  return descriptor;
}

int open64(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  int descriptor = opened(NEXT(open64), path, flags, mode(flags, list));
  va_end(list);
  return descriptor;
}

int mkdir(const char *path, mode_t mode) { return fails(MKDIR) ? -1 : NEXT(mkdir)(path, mode); }

/// An error's own line has to arrive.
ssize_t write(int descriptor, const void *bytes, size_t count) {
  return descriptor != STDERR_FILENO && fails(WRITE) ? -1 : NEXT(write)(descriptor, bytes, count);
}

int fsync(int descriptor) { return fails(FSYNC) ? -1 : NEXT(fsync)(descriptor); }

int rename(const char *from, const char *to) {
  return fails(RENAME) ? -1 : NEXT(rename)(from, to);
}

/// The descriptor is gone, as Linux has it.
int close(int descriptor) {
  int result = NEXT(close)(descriptor);
  return fails(CLOSE) ? -1 : result;
}
