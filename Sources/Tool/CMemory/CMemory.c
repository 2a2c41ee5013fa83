#define _GNU_SOURCE
#include "CMemory.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static void (*before_end)(void);

void stapes_before_end_without_memory(void (*last)(void)) { before_end = last; }

#if !__has_feature(address_sanitizer)

static void give_up(int number) {
  (void)number;
  _exit(1);
}

static _Noreturn void end(size_t bytes) {
  static const char head[] = "stapes: the memory is used up: there is no room for ";
  static const char tail[] = " bytes more; give the process more, or take smaller inputs\n";
  // Nothing here may allocate. The line is written at once, so that it stays whole.
  char line[sizeof head + 20 + sizeof tail];
  size_t length = 0;
  for (const char *text = head; *text != 0; text++) { line[length++] = *text; }
  char digits[20];
  size_t count = 0;
  do { digits[count++] = (char)('0' + bytes % 10); } while ((bytes /= 10) > 0);
  while (count > 0) { line[length++] = digits[--count]; }
  for (const char *text = tail; *text != 0; text++) { line[length++] = *text; }

  // A second failure on the way ends the process at once. So does a trap or a halt: the caller of
  // the allocation may hold a lock that the last function needs.
  static int is_ending;
  if (__atomic_exchange_n(&is_ending, 1, __ATOMIC_SEQ_CST) == 0) {
    (void)!write(STDERR_FILENO, line, length);
    const int ends[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGALRM};
    for (size_t index = 0; index < sizeof ends / sizeof *ends; index++) {
      signal(ends[index], give_up);
    }
    alarm(2);
    if (before_end != NULL) { before_end(); }
  }
  _exit(1);
}

/// Defines a function that calls the next one of its name.
#define GUARDED(name, bytes, parameters, arguments)                \
  void *name parameters {                                          \
    static void *(*next) parameters;                               \
    if (next == NULL) {                                            \
      next = (void *(*)parameters)dlsym(RTLD_NEXT, #name);         \
    }                                                              \
    void *memory = next arguments;                                 \
    if (memory == NULL && (bytes) > 0 && errno != EINVAL) {        \
      end(bytes);                                                  \
    }                                                              \
    return memory;                                                 \
  }

GUARDED(malloc, size, (size_t size), (size))
GUARDED(calloc, count * size, (size_t count, size_t size), (count, size))
GUARDED(realloc, size, (void *old, size_t size), (old, size))
GUARDED(memalign, size, (size_t alignment, size_t size), (alignment, size))
GUARDED(aligned_alloc, size, (size_t alignment, size_t size), (alignment, size))

int posix_memalign(void **memory, size_t alignment, size_t size) {
  static int (*next)(void **, size_t, size_t);
  if (next == NULL) {
    next = (int (*)(void **, size_t, size_t))dlsym(RTLD_NEXT, "posix_memalign");
  }
  int failure = next(memory, alignment, size);
  if (failure == ENOMEM) { end(size); }
  return failure;
}

#endif
