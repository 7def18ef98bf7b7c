/*
 * One event file for benchmarks in the form that TensorFlow 2 writes, the same
 * for the same arguments.
 *
 *     generate_forms DIR TAGS POINTS VALUES
 *
 * Each record is a point: a scalar tensor and the metadata of the scalars
 * plugin. Wall times are 250 ms apart with jitter. VALUES: constant, steps (one
 * of ten, as a learning rate has), smooth, noisy (as a loss is), random (any
 * float in [0, 1)).
 */
#include "framed.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 1;

/* splitmix64 (Steele, Lea, Flood 2014) as a number in [0, 1). */
static double chance(void)
{
	uint64_t z = state += 0x9E3779B97F4A7C15u;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

static float value_at(const char *values, long step)
{
	double smooth = 4 * exp(-(double)step / 1e5);
	if (!strcmp(values, "constant"))
		return 0.1f;
	if (!strcmp(values, "steps"))
		return (float)pow(0.5, (double)(step / 1000 % 10));
	if (!strcmp(values, "smooth"))
		return (float)smooth;
	return (float)(strcmp(values, "random") ? smooth + 0.1 * chance() : chance());
}

static void put_varint(struct str *to, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		str_append_char(to, (char)(number | 0x80));
	str_append_char(to, (char)number);
}

static void put_little(struct str *to, uint64_t number, int size)
{
	for (int i = 0; i < size; i++)
		str_append_char(to, (char)(number >> 8 * i));
}

static void put_bytes(struct str *to, char key, struct slice bytes)
{
	str_append_char(to, key);
	put_varint(to, bytes.length);
	str_append_slice(to, bytes);
}

/* Fields: event-format 3.1, 3.2. The tensor: dtype float, an empty shape, four bytes of content. */
static void put_event(struct str *to, double wall, long step, const char *tag, float number)
{
	static const char metadata[] = "\x0a\x09\x0a\x07scalars", head[] = "\x08\x01\x12\x00\x22\x04";
	struct str tensor = {0}, value = {0}, summary = {0};
	uint64_t wall_bits;
	uint32_t bits;
	memcpy(&wall_bits, &wall, sizeof wall_bits);
	memcpy(&bits, &number, sizeof bits);
	str_append(&tensor, head, sizeof head - 1);
	put_little(&tensor, bits, 4);
	put_bytes(&value, 0x0a, slice_of(tag));
	put_bytes(&value, 0x42, str_slice(&tensor));
	put_bytes(&value, 0x4a, slice_make(metadata, sizeof metadata - 1));
	put_bytes(&summary, 0x0a, str_slice(&value));
	str_append_char(to, 0x09);
	put_little(to, wall_bits, 8);
	str_append_char(to, 0x10);
	put_varint(to, (uint64_t)step);
	put_bytes(to, 0x2a, str_slice(&summary));
	str_fini(&tensor);
	str_fini(&value);
	str_fini(&summary);
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "usage: generate_forms DIR TAGS POINTS VALUES\n");
		return 2;
	}
	long tags = atol(argv[2]), points = atol(argv[3]);
	char path[4096], tag[64];
	struct str event = {0}, record = {0};
	double now = 1700000000;
	snprintf(path, sizeof path, "%s/events.out.tfevents.1700000000.host", argv[1]);
	FILE *file = fopen(path, "wb");
	for (long i = 0; file && i < points * tags; i++) {
		now += 0.25 + 0.004 * chance();
		snprintf(tag, sizeof tag, "train/metric_%02ld", i % tags);
		str_clear(&event);
		str_clear(&record);
		put_event(&event, floor(now * 1e6) / 1e6, i / tags, tag, value_at(argv[4], i / tags));
		frame_record(&record, str_slice(&event));
		fwrite(record.data, 1, record.length, file);
	}
	str_fini(&event);
	str_fini(&record);
	if (!file || ferror(file) | fclose(file)) {
		perror(path);
		return 1;
	}
	return 0;
}
