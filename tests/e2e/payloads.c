#include "payloads.h"

#include "unit/read/build.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { SIDE = 16, PIXELS = 54, BMP_SIZE = PIXELS + SIDE * SIDE * 3, SAMPLES = 3, BUCKETS = 12, RATE = 8000, FRAMES = 800, TYPE_STRING = 7 };
/* Fields of Event, Summary, Summary.Value and TensorProto (event-format 3). */
enum {
	EVENT_WALL = 1, EVENT_STEP = 2, EVENT_SUMMARY = 5, SUMMARY_VALUE = 1,
	VALUE_TAG = 1, VALUE_IMAGE = 4, VALUE_HISTO = 5, VALUE_TENSOR = 8, VALUE_METADATA = 9,
	TENSOR_TYPE = 1, TENSOR_SHAPE = 2, TENSOR_STRING = 8,
};

/* ---- Values ------------------------------------------------------------------------ */

static void histogram(struct str *value, int step)
{
	struct str histo = {0};
	build_double(&histo, 1, -1);
	build_double(&histo, 2, 1 + step / 100.0);
	for (int i = 0; i < BUCKETS; i++)
		build_double(&histo, 6, -1 + (2 + step / 100.0) * (i + 1) / BUCKETS);
	for (int i = 0; i < BUCKETS; i++)
		build_double(&histo, 7, (i + 1) * (BUCKETS - i));
	build_message(value, VALUE_HISTO, &histo);
	str_fini(&histo);
}

static void image(struct str *value, const char *bytes, size_t length)
{
	struct str image = {0};
	build_number(&image, 1, SIDE);
	build_number(&image, 2, SIDE);
	build_bytes(&image, 4, bytes, length);
	build_message(value, VALUE_IMAGE, &image);
	str_fini(&image);
}

/* A BMP needs no library: a ramp that moves. */
static void ramp(char bmp[BMP_SIZE], int step)
{
	static const char head[] = "BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x10\0\0\0\x10\0\0\0\1\0\x18";
	memset(bmp, 0, BMP_SIZE);
	memcpy(bmp, head, sizeof head - 1);
	for (int i = 0; i < SIDE * SIDE * 3; i++)
		bmp[PIXELS + i] = (char)(i / 3 % SIDE * 15 + step);
}

static void picture(struct str *value, int step)
{
	char bmp[BMP_SIZE];
	ramp(bmp, step);
	image(value, bmp, sizeof bmp);
}

static void sound(struct str *wav, int pitch)
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

/* A tensor of strings, which are fields of it already: taken over. */
static void tensor(struct str *value, const char *plugin, long count, struct str *strings)
{
	struct str dim = {0}, shape = {0}, tensor = {0}, data = {0}, metadata = {0};
	build_number(&dim, 1, (uint64_t)count);
	build_message(&shape, 2, &dim);
	build_number(&tensor, TENSOR_TYPE, TYPE_STRING);
	build_message(&tensor, TENSOR_SHAPE, &shape);
	str_append_slice(&tensor, str_slice(strings));
	build_text(&data, 1, plugin);
	build_message(&metadata, 1, &data);
	build_message(value, VALUE_TENSOR, &tensor);
	build_message(value, VALUE_METADATA, &metadata);
	struct str *all[] = {&dim, &shape, &tensor, &data, &metadata, strings};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		str_fini(all[i]);
}

/* Width, height, files (event-format 4.5). */
static void samples(struct str *value, int step)
{
	struct str strings = {0};
	char bmp[BMP_SIZE];
	for (int i = 0; i < 2; i++)
		build_text(&strings, TENSOR_STRING, "16");
	for (int i = 0; i < SAMPLES; i++) {
		ramp(bmp, step + 40 * i);
		build_bytes(&strings, TENSOR_STRING, bmp, sizeof bmp);
	}
	tensor(value, "images", 2 + SAMPLES, &strings);
}

static void one_value(struct str *value, const char *what, int step)
{
	static const char cut[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\2\0\0\0";
	if (!strcmp(what, "histograms"))
		histogram(value, step);
	else if (!strcmp(what, "images"))
		picture(value, step);
	else if (!strcmp(what, "samples"))
		samples(value, step);
	else
		image(value, cut, sizeof cut - 1);
}

/* ---- Files --------------------------------------------------------------------------- */

/* A record with one value, which is taken over. */
static void add_record(struct str *records, struct str *value, long step)
{
	struct str summary = {0}, event = {0};
	build_message(&summary, SUMMARY_VALUE, value);
	build_double(&event, EVENT_WALL, 1.7e9 + (double)step / 10);
	build_number(&event, EVENT_STEP, (uint64_t)step);
	build_message(&event, EVENT_SUMMARY, &summary);
	build_record(records, event.data, event.length);
	str_fini(value);
	str_fini(&summary);
	str_fini(&event);
}

/* Takes the records over. */
static bool append(const char *directory, const char *what, struct str *records)
{
	char path[512];
	mkdir(directory, 0777);
	snprintf(path, sizeof path, "%s/events.out.tfevents.9999999999.%s", directory, what);
	FILE *file = fopen(path, "ab");
	bool fine = file && fwrite(records->data, 1, records->length, file) == records->length;
	if (file)
		fine = !fclose(file) && fine;
	str_fini(records);
	return fine;
}

bool payloads_write(const char *directory, const char *what, const char *tag, int count)
{
	struct str records = {0};
	for (int i = 0; i < count; i++) {
		struct str value = {0};
		build_text(&value, VALUE_TAG, tag);
		one_value(&value, what, 10 * i);
		add_record(&records, &value, 10 * i);
	}
	return append(directory, what, &records);
}

bool payloads_text(const char *directory, const char *plugin, const char *tag, long step, const char *text)
{
	struct str strings = {0}, value = {0}, records = {0};
	build_text(&strings, TENSOR_STRING, text);
	build_text(&value, VALUE_TAG, tag);
	tensor(&value, plugin, 1, &strings);
	add_record(&records, &value, step);
	return append(directory, plugin, &records);
}

bool payloads_clips(const char *directory, const char *tag, long step, int count)
{
	struct str strings = {0}, value = {0}, records = {0};
	for (int i = 0; i < count; i++) {
		struct str wav = {0};
		sound(&wav, i + 1);
		build_bytes(&strings, TENSOR_STRING, wav.data, wav.length);
		str_fini(&wav);
	}
	build_text(&value, VALUE_TAG, tag);
	tensor(&value, "audio", count, &strings);
	add_record(&records, &value, step);
	return append(directory, "clips", &records);
}
