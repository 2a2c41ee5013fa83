/*
 * A queue from an interrupt to a task, of items that are copied, as operating systems have it. With
 * FreeRTOS, in place of queue.c:
 *
 *   queue_send_from_interrupt   xQueueSendFromISR(queue, item, &woken) == pdTRUE, and
 *                               portYIELD_FROM_ISR(woken) at the end of the interrupt
 *   queue_receive               xQueueReceive(queue, item, portMAX_DELAY)
 *
 * queue.c is for a board with one interrupt, one task and no operating system.
 */
#ifndef QUEUE_H
#define QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint8_t *storage; /* of item_bytes * capacity bytes */
  size_t item_bytes;
  uint32_t capacity;
  volatile uint32_t sent, received;
} queue;

/* Copies an item into the queue; false where it is full. */
bool queue_send_from_interrupt(queue *queue, const void *item);

/* Waits for the oldest item, and copies it out. */
void queue_receive(queue *queue, void *item);

#endif
