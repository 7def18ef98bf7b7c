#include "soak/content.h"

#include "write/encode.h"
#include "write/record_frame.h"

#include <math.h>

static double next_time(struct training *training)
{
	return training->clock += 0.001 + (double)chance_below(training->chance, 1000) * 1e-4;
}

static void frame(struct str *event, struct str *out)
{
	frame_record(out, str_slice(event));
	str_fini(event);
}

void content_version(struct training *training, struct str *out)
{
	struct str event = {0};
	encode_version(&event, next_time(training));
	frame(&event, out);
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
	struct writer_value values[4];
	struct str event = {0};
	size_t count = 1 + chance_below(training->chance, 4), first = chance_below(training->chance, 8);
	for (size_t i = 0; i < count; i++)
		values[i] = (struct writer_value){tags[(first + i) % 8], value_of(training, *step)};
	encode_scalars(&event, next_time(training), *step, values, count);
	frame(&event, out);
	*step += chance_once_in(training->chance, 50) ? 10 : 1;
}

void content_session(struct training *training, int status, int64_t step, struct str *out)
{
	struct str event = {0};
	encode_session(&event, next_time(training), step, (enum writer_session)status);
	frame(&event, out);
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
