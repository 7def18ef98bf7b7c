#include "soak/content.h"

#include "write/event.h"
#include "write/scalar.h"

#include <math.h>
#include <string.h>

static double next_time(struct training *training)
{
	return training->clock += 0.001 + (double)chance_below(training->chance, 1000) * 1e-4;
}

static void take(struct event *event, struct str *out)
{
	struct bytes record = {0};
	event_take(event, &record);
	str_append(out, record.data, record.length);
	bytes_fini(&record);
}

void content_version(struct training *training, struct str *out)
{
	struct event event;
	event_begin(&event, next_time(training), 0);
	event_version(&event);
	take(&event, out);
}

static float value_of(struct training *training, int64_t step)
{
	switch (chance_below(training->chance, 40)) {
	case 0: return NAN;
	case 1: return INFINITY;
	default: return (float)step + (float)chance_below(training->chance, 1000) * 0.001f;
	}
}

void content_step(struct training *training, int64_t *step, struct str *out)
{
	static const char *const tags[] = {
		"train/loss", "train/accuracy", "lr", "val/loss", "grad norm/große Schicht", "a/b/c/d", "x\x01y", "broken \xff utf-8",
	};
	struct scalar scalars[4];
	uint8_t record[512];
	size_t count = 1 + chance_below(training->chance, 4), first = chance_below(training->chance, 8);
	for (size_t i = 0; i < count; i++) {
		const char *tag = tags[(first + i) % 8];
		scalars[i] = (struct scalar){tag, strlen(tag), value_of(training, *step)};
	}
	str_append(out, record, (size_t)(scalars_write(record, next_time(training), *step, scalars, count) - record));
	*step += chance_once_in(training->chance, 50) ? 10 : 1;
}

void content_session(struct training *training, int status, int64_t step, struct str *out)
{
	struct event event;
	event_begin(&event, next_time(training), step);
	event_session(&event, (enum tbr_session)status, NULL);
	take(&event, out);
}

void content_damage(struct training *training, int64_t step, struct str *out)
{
	size_t begin = out->length, junk = 1 + chance_below(training->chance, 200);
	if (chance_once_in(training->chance, 2)) {
		for (size_t i = 0; i < junk; i++)
			str_append_char(out, (char)chance_next(training->chance));
		return;
	}
	content_step(training, &step, out);
	out->data[begin + chance_below(training->chance, out->length - begin)] ^= 0x20;
}
