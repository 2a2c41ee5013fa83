/* What an example does about a call that goes wrong. */
#ifndef EXPECT_H
#define EXPECT_H

#include "stapes.h"

/* Ends the program, with the call and what was wrong, unless a call went well. */
void expect_ok(stapes_status status, const char *call);

#endif
