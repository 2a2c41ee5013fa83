#ifndef STAPES_CMEMORY_H
#define STAPES_CMEMORY_H

/// A program that is linked with this module ends with a line on standard error and status 1 when
/// an allocation fails. Swift and most libraries would trap: they cannot report it.
///
/// The module stands before the C library's allocating functions and passes every call on to the
/// next in line.
///
/// - Parameter last: is called before the end, to remove what is unfinished.
void stapes_before_end_without_memory(void (*last)(void));

#endif
