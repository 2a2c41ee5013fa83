/* Lines of output: a name and its values, so that scripts can read them. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdint.h>

/* Divides by 1 to 65535, without the 64-bit division of a compiler runtime. */
uint64_t divide(uint64_t number, uint32_t by);

/* Prints a number in decimal. */
void print_number(uint64_t number);
void print_signed(int32_t number);

/* Prints a line of a name and a number, in decimal or in eight hexadecimal digits. */
void print_line(const char *name, uint64_t number);
void print_hexadecimal_line(const char *name, uint32_t number);

#endif
