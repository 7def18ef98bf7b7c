/*
 * What the dashboard makes of the histograms below a LOGDIR, read as it reads them:
 *
 *     histograms LOGDIR
 *
 * A line of JSON a series: its run and tag, and of each point the step, the nine
 * lines of Distributions and the counts in the bins that all points of the series share.
 */
#include "base/alloc.h"
#include "cmd/json.h"
#include "cmd/load.h"
#include "disk/payload.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct points {
	const struct store *store;
	struct series_info info;
	struct payload_reader *reader;
	struct asset **items; /* owned, and what they point to */
	int64_t *steps;       /* owned; as many */
	size_t count;
	struct histogram_range range;
};

static bool keep_point(void *context, uint32_t file, const struct item *item)
{
	struct points *points = context;
	struct payload payload;
	struct asset *asset;
	const char *path = store_file(points->store, file).path.data;
	if (payload_read(points->reader, path, item, PAYLOAD_ANY, &payload) != STATUS_OK)
		return true;
	payload.plugin = points->info.plugin;
	payload.content = points->info.content;
	payload.part = 0;
	if (decode(KIND_HISTOGRAM, &payload, &asset) != STATUS_OK)
		return true;
	points->items = xrealloc(points->items, (points->count + 1) * sizeof *points->items);
	points->steps = xrealloc(points->steps, (points->count + 1) * sizeof *points->steps);
	points->items[points->count] = asset;
	points->steps[points->count++] = item->step;
	histogram_range_add(&points->range, &asset->histogram);
	return true;
}

static void print_numbers(struct json *json, const char *name, const double *numbers, size_t count)
{
	json_key(json, name);
	json_open(json, '[');
	for (size_t i = 0; i < count; i++)
		json_double(json, numbers[i]);
	json_close(json, ']');
}

static void print_point(struct json *json, const struct histogram *histogram, int64_t step,
                        struct histogram_range range)
{
	double lines[HISTOGRAM_LINES], bins[HISTOGRAM_BINS];
	histogram_lines(histogram, lines);
	histogram_bin(histogram, range, bins, HISTOGRAM_BINS);
	json_open(json, '{');
	json_key(json, "step");
	json_signed(json, step);
	print_numbers(json, "lines", lines, HISTOGRAM_LINES);
	print_numbers(json, "bins", bins, HISTOGRAM_BINS);
	json_close(json, '}');
}

static void print_series(const struct points *points, struct slice run, struct slice tag)
{
	struct str out = {0};
	struct json json = {.out = &out};
	struct histogram_range range = histogram_range_done(points->range);
	json_open(&json, '{');
	json_key(&json, "run");
	json_text(&json, run);
	json_key(&json, "tag");
	json_text(&json, tag);
	json_key(&json, "points");
	json_open(&json, '[');
	for (size_t i = 0; i < points->count; i++)
		print_point(&json, &points->items[i]->histogram, points->steps[i], range);
	json_close(&json, ']');
	json_close(&json, '}');
	puts(str_text(&out));
	str_fini(&out);
}

static void print_run(const struct store *store, struct payload_reader *reader, uint32_t run)
{
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		uint32_t series = store_run_series_at(store, run, i);
		struct points points = {.store = store, .reader = reader, .info = store_series(store, series),
		                        .range = {INFINITY, -INFINITY}};
		if (points.info.kind != KIND_HISTOGRAM)
			continue;
		store_walk_items(store, series, keep_point, &points);
		print_series(&points, store_run(store, run).name, store_tag_name(store, points.info.tag));
		for (size_t j = 0; j < points.count; j++)
			asset_free(points.items[j]);
		free(points.items);
		free(points.steps);
	}
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	const struct logdir *failed;
	struct logdir logdir = logdir_parse(argv[1]);
	struct store *store = store_new();
	struct payload_reader *reader = payload_reader_new();
	bool loaded = reader && load(store, &logdir, 1, &failed) == STATUS_OK;
	for (uint32_t i = 0; loaded && i < store_run_count(store); i++)
		print_run(store, reader, store_run_at(store, i));
	payload_reader_free(reader);
	store_free(store);
	logdir_fini(&logdir);
	return loaded ? 0 : 1;
}
