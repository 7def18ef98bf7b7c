/*
 * One event, for all kinds but scalars. Pure.
 *
 * The first error is kept and returned at the end; what is put after it does
 * not matter. Field numbers: event.proto, summary.proto (event-format 3.1, 3.2).
 */
#ifndef TBTOP_WRITE_EVENT_H
#define TBTOP_WRITE_EVENT_H

#include "write/message.h"
#include "write/record.h"

#define RECORD_LONGEST ((size_t)0x7fffffff) /* of a protocol buffer message */

enum event_field {
	EVENT_WALL_TIME = 1,
	EVENT_STEP = 2,
	EVENT_FILE_VERSION = 3,
	EVENT_GRAPH_DEF = 4,
	EVENT_SUMMARY = 5,
	EVENT_SESSION_LOG = 7,
};
enum value_field {
	VALUE_TAG = 1,
	VALUE_SIMPLE = 2,
	VALUE_IMAGE = 4,
	VALUE_HISTO = 5,
	VALUE_AUDIO = 6,
	VALUE_TENSOR = 8,
	VALUE_METADATA = 9,
};

struct event {
	struct tbr_writer *writer; /* whose it is; see write/writer.h */
	struct bytes bytes;        /* a record: room for its header, then the payload */
	int error;
	size_t summary, value;     /* where they begin; 0: not begun */
};

void event_begin(struct event *event, double wall_time, int64_t step);
/* Remembers the first error of an event. 0 is none. */
void event_fail(struct event *event, int error);

/* A text field; NULL and what is not UTF-8 is an error of the event. */
void event_text(struct event *event, unsigned field, const char *text);
/* A value of the event's summary; one after the other. */
void event_value(struct event *event, const char *tag);
void event_value_end(struct event *event);
/* A session log; `text` may be NULL. */
void event_session(struct event *event, enum tbr_session status, const char *text);
void event_version(struct event *event);

/* Makes the event a record, with header and footer. */
int event_frame(struct event *event);
/* The same, appends the record to `out`, and frees the event. */
int event_take(struct event *event, struct bytes *out);

#endif
