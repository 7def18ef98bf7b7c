#include "write/event.h"

#include "write/record_frame.h"
#include "write/utf8.h"

#include <errno.h>
#include <math.h>

#define SUMMARY_VALUE 1
#define SESSION_STATUS 1
#define SESSION_CHECKPOINT 2
#define SESSION_MESSAGE 3

void event_fail(struct event *event, int error)
{
	if (!event->error)
		event->error = error;
}

void event_begin(struct event *event, double wall_time, int64_t step)
{
	*event = (struct event){0};
	bytes_extend(&event->bytes, FRAME_HEADER);
	if (!isfinite(wall_time))
		event_fail(event, -EINVAL); /* readers give up files for such times */
	if (wall_time != 0)
		put_double(&event->bytes, EVENT_WALL_TIME, wall_time);
	if (step)
		put_integer(&event->bytes, EVENT_STEP, step);
}

void event_text(struct event *event, unsigned field, const char *text)
{
	size_t length = 0;
	int error = utf8_length(text, &length);
	if (error)
		event_fail(event, error);
	else
		put_bytes(&event->bytes, field, text, length);
}

void event_value(struct event *event, const char *tag)
{
	if (!event->summary)
		event->summary = message_begin(&event->bytes, EVENT_SUMMARY);
	event->value = message_begin(&event->bytes, SUMMARY_VALUE);
	event_text(event, VALUE_TAG, tag);
}

void event_value_end(struct event *event)
{
	message_end(&event->bytes, event->value);
}

void event_session(struct event *event, enum tbr_session status, const char *text)
{
	size_t log = message_begin(&event->bytes, EVENT_SESSION_LOG);
	put_integer(&event->bytes, SESSION_STATUS, status);
	if (text)
		event_text(event, status == TBR_CHECKPOINT ? SESSION_CHECKPOINT : SESSION_MESSAGE, text);
	message_end(&event->bytes, log);
}

void event_version(struct event *event)
{
	put_text(&event->bytes, EVENT_FILE_VERSION, "brain.Event:2");
}

int event_frame(struct event *event)
{
	if (event->summary)
		message_end(&event->bytes, event->summary);
	size_t payload = event->bytes.length - FRAME_HEADER;
	if (event->error)
		return event->error;
	bytes_extend(&event->bytes, FRAME_FOOTER);
	if (event->bytes.failed)
		return -ENOMEM;
	if (payload > RECORD_LONGEST)
		return -EMSGSIZE;
	frame_fill(event->bytes.data, payload);
	return 0;
}

int event_take(struct event *event, struct bytes *out)
{
	int error = event_frame(event);
	if (!error) {
		bytes_append(out, event->bytes.data, event->bytes.length);
		error = out->failed ? -ENOMEM : 0;
	}
	bytes_fini(&event->bytes);
	return error;
}
