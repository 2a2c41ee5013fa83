#include "expect.h"
#include "board.h"

void expect_ok(stapes_status status, const char *call) {
  if (status == stapes_status_ok) return;
  board_print(call);
  board_print(": ");
  board_print(stapes_status_text(status));
  board_print("\n");
  board_exit(1);
}
