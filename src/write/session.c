#include "write/writer.h"

#include <errno.h>

int tbr_session(struct tbr_writer *writer, enum tbr_session status, int64_t step, const char *text)
{
	struct event event;
	writer_begin(writer, &event, step);
	if (status < TBR_START || status > TBR_CHECKPOINT)
		event_fail(&event, -EINVAL);
	event_session(&event, status, text);
	return writer_record(&event);
}
