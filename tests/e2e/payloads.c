#include "payloads.h"

#include "unit/read/build.h"

#include <stdio.h>
#include <string.h>

enum { SIDE = 16, PIXELS = 54, BUCKETS = 12 };
/* Fields of Event, Summary and Summary.Value (event-format 3). */
enum { EVENT_WALL = 1, EVENT_STEP = 2, EVENT_SUMMARY = 5, SUMMARY_VALUE = 1, VALUE_TAG = 1, VALUE_IMAGE = 4, VALUE_HISTO = 5 };

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
static void picture(struct str *value, int step)
{
	static const char head[] = "BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x10\0\0\0\x10\0\0\0\1\0\x18";
	char bmp[PIXELS + SIDE * SIDE * 3] = {0};
	memcpy(bmp, head, sizeof head - 1);
	for (int i = 0; i < SIDE * SIDE * 3; i++)
		bmp[PIXELS + i] = (char)(i / 3 % SIDE * 15 + step);
	image(value, bmp, sizeof bmp);
}

static void one_value(struct str *value, const char *what, int step)
{
	static const char cut[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\2\0\0\0";
	if (!strcmp(what, "histograms"))
		histogram(value, step);
	else if (!strcmp(what, "images"))
		picture(value, step);
	else
		image(value, cut, sizeof cut - 1);
}

bool payloads_write(const char *directory, const char *what, const char *tag, int count)
{
	char path[512];
	struct str data = {0};
	snprintf(path, sizeof path, "%s/events.out.tfevents.9999999999.%s", directory, what);
	for (int i = 0; i < count; i++) {
		struct str value = {0}, summary = {0}, event = {0};
		build_text(&value, VALUE_TAG, tag);
		one_value(&value, what, 10 * i);
		build_message(&summary, SUMMARY_VALUE, &value);
		build_double(&event, EVENT_WALL, 1.7e9 + i);
		build_number(&event, EVENT_STEP, (uint64_t)(10 * i));
		build_message(&event, EVENT_SUMMARY, &summary);
		build_record(&data, event.data, event.length);
		str_fini(&value);
		str_fini(&summary);
		str_fini(&event);
	}
	FILE *file = fopen(path, "wb");
	bool fine = file && fwrite(data.data, 1, data.length, file) == data.length;
	if (file)
		fine = !fclose(file) && fine;
	str_fini(&data);
	return fine;
}
