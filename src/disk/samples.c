#include "disk/samples.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define SAMPLES_MOST 32
#define SPACING (UINT64_C(1) << 20)

struct sample {
	uint64_t from;
	uint8_t bytes[SAMPLE_SIZE];
};

bool samples_due(const struct samples *samples, uint64_t end)
{
	uint64_t spacing = samples->spacing ? samples->spacing : SPACING;
	uint64_t last = samples->count ? samples->items[samples->count - 1].from + SAMPLE_SIZE : 0;
	return end >= last + spacing;
}

static void let_go(struct samples *samples)
{
	for (size_t i = 0; i < SAMPLES_MOST / 2; i++)
		samples->items[i] = samples->items[2 * i + 1];
	samples->count = SAMPLES_MOST / 2;
	samples->spacing *= 2;
}

void samples_take(struct samples *samples, uint64_t end, const uint8_t *bytes)
{
	if (!samples->items && !(samples->items = data_alloc(SAMPLES_MOST, sizeof *samples->items)))
		return;
	if (!samples->spacing)
		samples->spacing = SPACING;
	if (samples->count == SAMPLES_MOST)
		let_go(samples);
	struct sample *sample = &samples->items[samples->count++];
	sample->from = end - SAMPLE_SIZE;
	memcpy(sample->bytes, bytes, SAMPLE_SIZE);
}

bool samples_hold(const struct samples *samples, const struct source *source, int fd)
{
	for (size_t i = 0; i < samples->count; i++) {
		uint8_t bytes[SAMPLE_SIZE];
		ssize_t got = source->read(source->context, fd, bytes, SAMPLE_SIZE, samples->items[i].from);
		if (got == SAMPLE_SIZE && memcmp(bytes, samples->items[i].bytes, SAMPLE_SIZE))
			return false;
	}
	return true;
}

void samples_fini(struct samples *samples)
{
	free(samples->items);
	*samples = (struct samples){0};
}
