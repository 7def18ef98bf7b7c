/*
 * Event files for benchmarks, the same for the same arguments.
 *
 *     generate DIR RUNS TAGS POINTS
 *
 * Each run has one file with POINTS points for each of TAGS tags, one record a
 * point, as PyTorch writes them: wall times 250 ms apart with jitter, values that
 * fall with noise.
 */
#include "write/writer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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

static enum status write_run(const char *directory, int run, int tags, long points)
{
	char path[4096], tag[64];
	double now = 1700000000 + run;
	struct writer_options options = {.clock = tick, .context = &now, .flush_seconds = 1e18};
	struct writer *writer;
	snprintf(path, sizeof path, "%s/run%05d", directory, run);
	enum status status = writer_open(&writer, path, &options);
	for (long step = 0; status == STATUS_OK && step < points; step++) {
		for (int i = 0; status == STATUS_OK && i < tags; i++) {
			snprintf(tag, sizeof tag, "train/metric_%02d", i);
			status = writer_scalar(writer, tag, step, (float)(4 * exp(-(double)step / 1e5) + 0.1 * chance()));
		}
	}
	return status == STATUS_OK ? writer_close(writer) : status;
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "usage: generate DIR RUNS TAGS POINTS\n");
		return 2;
	}
	for (int run = 0; run < atoi(argv[2]); run++) {
		enum status status = write_run(argv[1], run, atoi(argv[3]), atol(argv[4]));
		if (status != STATUS_OK) {
			fprintf(stderr, "generate: %s: %s\n", argv[1], status_text(status));
			return 1;
		}
	}
	return 0;
}
