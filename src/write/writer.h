/*
 * What the kinds share of a writer: where records go, which writer is meant,
 * what time it is. Results as record.h has them. All kinds but scalars:
 *
 *     struct event event;
 *     writer_begin(writer, &event, step);
 *     event_value(&event, tag);
 *     put_…(&event.bytes, VALUE_…, …);
 *     event_value_end(&event);
 *     return writer_record(&event);
 */
#ifndef TBTOP_WRITE_WRITER_H
#define TBTOP_WRITE_WRITER_H

#include "write/event.h"
#include "write/record.h"

/* The writer itself, or for NULL the thread's default; NULL when it has none. */
struct tbr_writer *writer_meant(struct tbr_writer *writer);
/* Wall time, by the writer's clock. */
double writer_now(const struct tbr_writer *writer);
const char *writer_directory(const struct tbr_writer *writer);
/* `count` framed records, which go to the file together. */
int writer_put(struct tbr_writer *writer, const uint8_t *records, size_t size, size_t count);

/* An event with the writer's time. NULL: the thread's default; it is an error of the event when there is none. */
void writer_begin(struct tbr_writer *writer, struct event *event, int64_t step);
/* Hands the event over and frees it; returns its first error. */
int writer_record(struct event *event);

#endif
