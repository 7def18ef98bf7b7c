#include "payload.h"

#include "unit/read/build.h"
#include "write/record_frame.h"

#include <math.h>
#include <stdio.h>
#include <sys/stat.h>

enum { DTYPE_STRING_ = 7, RATE = 8000, FRAMES = 800 };

/* A rank-1 tensor of strings whose elements are in `strings` already, as fields. */
static void build_event(struct str *event, const char *tag, const char *plugin, long step, long count,
                        const struct str *strings)
{
	struct str dim = {0}, shape = {0}, tensor = {0}, data = {0}, metadata = {0}, value = {0}, summary = {0};
	build_number(&dim, 1, (uint64_t)count);
	build_message(&shape, 2, &dim);
	build_number(&tensor, 1, DTYPE_STRING_);
	build_message(&tensor, 2, &shape);
	str_append_slice(&tensor, str_slice(strings));
	build_text(&data, 1, plugin);
	build_message(&metadata, 1, &data);
	build_text(&value, 1, tag);
	build_message(&value, 8, &tensor);
	build_message(&value, 9, &metadata);
	build_message(&summary, 1, &value);
	build_double(event, 1, 1.7e9 + (double)step);
	build_number(event, 2, (uint64_t)step);
	build_message(event, 5, &summary);
	struct str *all[] = {&dim, &shape, &tensor, &data, &metadata, &value, &summary};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		str_fini(all[i]);
}

static bool append(const char *directory, const struct str *event)
{
	char path[300];
	struct str record = {0};
	mkdir(directory, 0777);
	snprintf(path, sizeof path, "%s/events.out.tfevents.1700000000.payload", directory);
	FILE *file = fopen(path, "ab");
	frame_record(&record, str_slice(event));
	bool fine = file && fwrite(record.data, 1, record.length, file) == record.length;
	fine = file && !fclose(file) && fine;
	str_fini(&record);
	return fine;
}

bool payload_text(const char *directory, const char *tag, long step, const char *text)
{
	struct str strings = {0}, event = {0};
	build_text(&strings, 8, text);
	build_event(&event, tag, "text", step, 1, &strings);
	bool fine = append(directory, &event);
	str_fini(&strings);
	str_fini(&event);
	return fine;
}

static void build_wav(struct str *wav, int pitch)
{
	str_append_text(wav, "RIFF");
	build_little(wav, 36 + 2 * FRAMES, 4);
	str_append_text(wav, "WAVEfmt ");
	build_little(wav, 16, 4);
	build_little(wav, 1 | 1 << 16, 4); /* PCM, one channel */
	build_little(wav, RATE, 4);
	build_little(wav, 2 * RATE, 4);
	build_little(wav, 2 | 16 << 16, 4);
	str_append_text(wav, "data");
	build_little(wav, 2 * FRAMES, 4);
	for (int i = 0; i < FRAMES; i++)
		build_little(wav, (uint64_t)(int64_t)(16000 * sin(i * 0.1 * pitch)), 2);
}

bool payload_clips(const char *directory, const char *tag, long step, int count)
{
	struct str strings = {0}, event = {0};
	for (int i = 0; i < count; i++) {
		struct str wav = {0};
		build_wav(&wav, i + 1);
		build_bytes(&strings, 8, wav.data, wav.length);
		str_fini(&wav);
	}
	build_event(&event, tag, "audio", step, count, &strings);
	bool fine = append(directory, &event);
	str_fini(&strings);
	str_fini(&event);
	return fine;
}
