#include "queue.h"
#include "board.h"

#include <stdatomic.h>

static void copy(uint8_t *to, const uint8_t *from, size_t bytes) {
  for (size_t at = 0; at < bytes; at++) to[at] = from[at];
}

static uint8_t *place(const queue *queue, uint32_t item) {
  return queue->storage + item % queue->capacity * queue->item_bytes;
}

bool queue_send_from_interrupt(queue *queue, const void *item) {
  if (queue->sent - queue->received == queue->capacity) return false;
  copy(place(queue, queue->sent), item, queue->item_bytes);
  atomic_signal_fence(memory_order_release);
  queue->sent = queue->sent + 1;
  return true;
}

void queue_receive(queue *queue, void *item) {
  while (queue->sent == queue->received) board_wait(&queue->sent, queue->received);
  atomic_signal_fence(memory_order_acquire);
  copy(item, place(queue, queue->received), queue->item_bytes);
  atomic_signal_fence(memory_order_release);
  queue->received = queue->received + 1;
}
