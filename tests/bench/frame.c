/*
 * What a frame takes once everything is read, without terminal or loop:
 *
 *     frame LOGDIR COLUMNS ROWS [KEY ...]
 *
 * Loads LOGDIR, presses the keys (as bindings write them), then lets one point at a
 * time come to the newest file and prints the medians of preparing, painting and
 * taking in that point, in µs, tab-separated.
 */
#include "base/alloc.h"
#include "base/clock.h"
#include "cmd/load.h"
#include "model/choice.h"
#include "model/derived.h"
#include "model/steptime.h"
#include "ui/input.h"
#include "view/dashboard.h"
#include "view/group_look.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 101
#define SETTLE_MOST 100000 /* frames until all that is derived is there */

struct bench {
	struct store *store;
	struct choice *choice;
	struct steptimes *steptimes;
	struct group_looks *group_looks;
	struct derived *derived;
	struct dashboard *dashboard;
	struct canvas canvas;
};

struct frame_times {
	uint64_t apply, prepare, paint;
};

static struct scene scene_of(const struct bench *bench)
{
	return (struct scene){
		.store = bench->store, .choice = bench->choice, .steptimes = bench->steptimes,
		.group_looks = bench->group_looks, .derived = bench->derived,
		.now = clock_wall(), .place = "logdir",
	};
}

static void carry_out(struct bench *bench, struct asks *asks)
{
	for (size_t i = 0; i < asks->count; i++)
		if (asks->items[i].what == ASK_EDIT)
			choice_apply(bench->choice, bench->store, &asks->items[i].edit);
	asks_fini(asks);
}

static void prepare(struct bench *bench)
{
	struct asks asks = {0};
	struct scene scene = scene_of(bench);
	dashboard_prepare(bench->dashboard, &scene, bench->canvas.columns, bench->canvas.rows, &asks);
	carry_out(bench, &asks);
}

static bool press(struct bench *bench, const char *name)
{
	struct event event = {.what = EVENT_KEY};
	struct asks asks = {0};
	struct scene scene = scene_of(bench);
	if (!key_parse(name, &event.key, &event.modifiers))
		return false;
	prepare(bench);
	dashboard_event(bench->dashboard, &scene, &event, &asks);
	carry_out(bench, &asks);
	return true;
}

/* The first by name is on the first page of charts. */
static struct slice first_tag(const struct store *store)
{
	struct slice first = store_tag_name(store, 0);
	for (uint32_t tag = 1; tag < store_tag_count(store); tag++)
		if (slice_compare(store_tag_name(store, tag), first) < 0)
			first = store_tag_name(store, tag);
	return first;
}

/* One more point in the first tag of the first run, as the tail would bring it. */
static void append(struct bench *bench)
{
	struct slice tag = first_tag(bench->store);
	struct file_info file = store_file(bench->store, 0);
	struct run_info run = store_run(bench->store, file.run);
	struct row row = {.step = run.last_step + 1, .wall_time = file.max_wall + 0.25, .bits = number_bits_float(1)};
	struct batch *batch = batch_new(0, file.bytes_read);
	batch->end = batch->file_size = file.bytes_read + 55;
	batch->records = batch->points = 1;
	batch->has_event = batch->caught_up = batch->has_summary = true;
	batch->first_wall = batch->last_wall = batch->max_wall = row.wall_time;
	batch->first_summary_step = batch->last_summary_step = row.step;
	batch->first_summary_series = 1;
	batch->series = xcalloc(1, sizeof *batch->series);
	batch->series_count = batch->series_capacity = 1;
	*batch->series = (struct batch_series){
		.tag = xmemdup0(tag.data, tag.length), .tag_length = tag.length, .chunks = xcalloc(1, sizeof *batch->series->chunks),
		.chunk_count = 1, .chunk_capacity = 1};
	batch->series->chunks[0].chunk = chunk_seal(&row, 1, NUMBER_F32);
	store_apply(bench->store, batch);
}

static struct frame_times one_frame(struct bench *bench)
{
	uint64_t began = clock_mono();
	append(bench);
	uint64_t applied = clock_mono();
	prepare(bench);
	uint64_t prepared = clock_mono();
	canvas_clear(&bench->canvas);
	dashboard_paint(bench->dashboard, &bench->canvas);
	return (struct frame_times){applied - began, prepared - applied, clock_mono() - prepared};
}

static int compare(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
	return (left > right) - (left < right);
}

static double median(uint64_t *values)
{
	qsort(values, ROUNDS, sizeof *values, compare);
	return (double)values[ROUNDS / 2] / 1e3;
}

static void measure(struct bench *bench)
{
	static uint64_t applies[ROUNDS], prepares[ROUNDS], paints[ROUNDS];
	prepare(bench);
	for (int i = 0; i < SETTLE_MOST && derived_pending(bench->derived); i++)
		prepare(bench);
	for (int i = 0; i < ROUNDS; i++) {
		struct frame_times times = one_frame(bench);
		applies[i] = times.apply;
		prepares[i] = times.prepare;
		paints[i] = times.paint;
	}
	printf("%.1f\t%.1f\t%.1f\n", median(prepares), median(paints), median(applies));
}

static bool load_all(struct bench *bench, const char *path)
{
	const struct logdir *failed;
	struct logdir logdir = logdir_parse(path);
	bool loaded = load(bench->store, &logdir, 1, &failed) == STATUS_OK;
	logdir_fini(&logdir);
	return loaded;
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: frame LOGDIR COLUMNS ROWS [KEY ...]\n");
		return 2;
	}
	setlocale(LC_CTYPE, "C.UTF-8");
	struct bench bench = {
		.store = store_new(), .choice = choice_new(), .steptimes = steptimes_new(),
		.group_looks = group_looks_new(), .derived = derived_new(),
		.dashboard = dashboard_new(),
	};
	canvas_init(&bench.canvas, atoi(argv[2]), atoi(argv[3]), CHARSET_UNICODE);
	bool good = load_all(&bench, argv[1]);
	choice_settle(bench.choice, bench.store);
	for (int i = 4; good && i < argc; i++)
		good = press(&bench, argv[i]);
	if (good)
		measure(&bench);
	canvas_fini(&bench.canvas);
	dashboard_free(bench.dashboard);
	derived_free(bench.derived);
	group_looks_free(bench.group_looks);
	steptimes_free(bench.steptimes);
	choice_free(bench.choice);
	store_free(bench.store);
	return !good;
}
