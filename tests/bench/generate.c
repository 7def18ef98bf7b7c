/*
 * Event files for benchmarks, the same for the same arguments.
 *
 *     generate DIR RUNS TAGS POINTS [FILES [TAG_LENGTH]]
 *
 * Each run has FILES files (one) with POINTS points for each of TAGS tags, one
 * record a point, as PyTorch writes them: wall times 250 ms apart with jitter,
 * values that fall with noise. Tags are filled up to TAG_LENGTH bytes.
 */
#include "write/record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_TAG 65536

static uint64_t state = 1;

/* splitmix64 (Steele, Lea, Flood 2014) as a number in [0, 1). */
static double chance(void)
{
	uint64_t z = state += 0x9E3779B97F4A7C15u;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

static double tick(void *context)
{
	double *now = context;
	*now += 0.25 + 0.004 * chance();
	return floor(*now * 1e6) / 1e6;
}

struct shape {
	const char *directory;
	int runs, tags, files, tag_length;
	long points; /* of a tag in a file */
};

/* The next file of a run goes on where the one before ended. */
static int write_file(const struct shape *shape, int run, int file, double *now)
{
	char path[4096];
	static char tag[LONGEST_TAG + 1];
	struct tbr_options options = {.clock = tick, .context = now, .flush_seconds = 1e18};
	struct tbr_writer *writer;
	snprintf(path, sizeof path, "%s/run%05d", shape->directory, run);
	int error = tbr_open(&writer, path, &options);
	for (long i = 0; !error && i < shape->points * shape->tags; i++) {
		long step = file * shape->points + i / shape->tags;
		int length = snprintf(tag, sizeof tag, "train/metric_%02ld", i % shape->tags);
		if (length < shape->tag_length) {
			memset(tag + length, 'x', (size_t)(shape->tag_length - length));
			tag[shape->tag_length] = '\0';
		}
		error = tbr_scalar(writer, tag, step, (float)(4 * exp(-(double)step / 1e5) + 0.1 * chance()));
	}
	return error ? error : tbr_close(writer);
}

static int write_run(const struct shape *shape, int run)
{
	double now = 1700000000 + run;
	int error = 0;
	for (int file = 0; !error && file < shape->files; file++) {
		error = write_file(shape, run, file, &now);
		now += 1; /* the name has the second */
	}
	return error;
}

int main(int argc, char **argv)
{
	if (argc < 5 || argc > 7) {
		fprintf(stderr, "usage: generate DIR RUNS TAGS POINTS [FILES [TAG_LENGTH]]\n");
		return 2;
	}
	struct shape shape = {
		.directory = argv[1], .runs = atoi(argv[2]), .tags = atoi(argv[3]), .points = atol(argv[4]),
		.files = argc > 5 ? atoi(argv[5]) : 1, .tag_length = argc > 6 ? atoi(argv[6]) : 0,
	};
	if (shape.tag_length > LONGEST_TAG)
		return 2;
	for (int run = 0; run < shape.runs; run++) {
		int error = write_run(&shape, run);
		if (error) {
			fprintf(stderr, "generate: %s: %s\n", argv[1], strerror(-error));
			return 1;
		}
	}
	return 0;
}
