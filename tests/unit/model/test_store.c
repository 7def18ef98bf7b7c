#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/model/batches.h"

#include <math.h>
#include <stdio.h>

/*
 * A run is made up as a flat sequence of events. `expect` gives what a store
 * must hold by a plain re-telling of TensorBoard's rules; `deliver` brings the
 * same events in ranges and batches in any order.
 */
#define TAGS 4
#define EVENTS 40
#define FILES 4
#define RECORD 100 /* bytes of each event in its file */

struct value {
	int tag;
	bool text;
	const char *plugin; /* NULL: no metadata */
};
struct event {
	enum { E_VERSION, E_START, E_STOP, E_SUMMARY } what;
	int64_t step;
	double wall, version;
	struct value values[3];
	int value_count;
};
struct made_file {
	char name[24];
	struct event events[EVENTS];
	int count;
};
struct made_run {
	char name[24];
	struct made_file files[FILES];
	int count;
};

static const char *const tags[TAGS] = {"loss", "acc", "note", "x/y"};

static void make_values(struct event *event, bool always)
{
	static const char *const plugins[] = {"scalars", "text", "other"};
	event->value_count = 0;
	for (int tag = 0; tag < TAGS && event->value_count < 3; tag++) {
		if (test_below(2))
			continue;
		/* Mostly what the tag is for, now and then something else. */
		bool text = test_below(12) ? tag == 2 : tag != 2;
		const char *plugin = test_below(15) ? (text ? "text" : "scalars") : plugins[test_below(3)];
		if (!always && test_below(3))
			plugin = NULL;
		event->values[event->value_count++] = (struct value){tag, text, plugin};
	}
}

static void make_file(struct made_file *file, int version_way, int style)
{
	static const double versions[] = {2, 1, -1, 0};
	int64_t step = test_below(20) - 2;
	bool always = test_below(2);
	file->count = test_below(EVENTS + 1);
	for (int i = 0; i < file->count; i++) {
		struct event *event = &file->events[i];
		*event = (struct event){.what = E_SUMMARY, .step = step, .version = versions[version_way % 4]};
		if ((i == 0 && version_way < 4) || !test_below(50))
			event->what = version_way < 4 ? E_VERSION : E_SUMMARY;
		else if (style && !test_below(12))
			event->what = test_below(4) ? E_START : E_STOP;
		if (event->what == E_SUMMARY)
			make_values(event, always);
		step += test_below(8) ? 1 : -test_below(10);
	}
}

static void make_run(struct made_run *run, int number)
{
	snprintf(run->name, sizeof run->name, "run%d", number);
	run->count = 1 + test_below(FILES);
	int version_way = test_below(6), style = test_below(3), wall = 0;
	for (int f = 0; f < run->count; f++) {
		snprintf(run->files[f].name, sizeof run->files[f].name, "events%d", f);
		make_file(&run->files[f], test_below(4) ? version_way : test_below(6), style);
		for (int i = 0; i < run->files[f].count; i++)
			run->files[f].events[i].wall = 1000 + wall++;
	}
}

/* ---- What must come out ------------------------------------------------------------ */

struct stored {
	int tag;
	int64_t step;
	double wall;
	bool text, purged;
};

struct replay {
	struct stored stored[FILES * EVENTS * 3];
	int count;
	const char *plugins[TAGS]; /* of the first metadata */
	double version;
	bool seen_start;
	int64_t recent;
};

static bool has_tag(const struct event *event, int tag)
{
	for (int i = 0; i < event->value_count; i++)
		if (event->values[i].tag == tag)
			return true;
	return false;
}

static void replay_purge(struct replay *replay, const struct event *event, bool by_tags)
{
	for (int i = 0; i < replay->count; i++)
		if (replay->stored[i].step >= event->step && (!by_tags || has_tag(event, replay->stored[i].tag)))
			replay->stored[i].purged = true;
}

static void replay_event(struct replay *replay, const struct event *event)
{
	if (event->what == E_VERSION)
		replay->version = event->version;
	if (replay->version >= 2) {
		if (event->what == E_START) {
			if (replay->seen_start)
				replay_purge(replay, event, false);
			replay->seen_start = true;
		}
	} else if (event->what == E_SUMMARY && event->step < replay->recent) {
		replay_purge(replay, event, true);
	}
	if (event->what != E_SUMMARY)
		return;
	replay->recent = event->step;
	for (int i = 0; i < event->value_count; i++) {
		const struct value *value = &event->values[i];
		if (value->plugin && !replay->plugins[value->tag])
			replay->plugins[value->tag] = value->plugin;
		replay->stored[replay->count++] =
			(struct stored){value->tag, event->step, event->wall, value->text, false};
	}
}

static enum kind replay_kind(const struct replay *replay, int tag)
{
	return kind_of_plugin(slice_of(replay->plugins[tag] ? replay->plugins[tag] : ""));
}

static void expect_tag(const struct replay *replay, int tag, struct str *out)
{
	enum kind kind = replay_kind(replay, tag);
	struct str walls = {0};
	int points = 0, hidden = 0, misfits = 0;
	for (int i = 0; i < replay->count; i++) {
		const struct stored *at = &replay->stored[i];
		if (at->tag != tag)
			continue;
		if ((kind == KIND_SCALAR && at->text) || (kind == KIND_TEXT && !at->text)) {
			misfits++;
		} else if (at->purged) {
			hidden++;
		} else {
			points++;
			str_printf(&walls, " %lld@%g", (long long)at->step, at->wall);
		}
	}
	if (points)
		str_printf(out, "  %s %s %d %d %d:%s\n", tags[tag], kind_name(kind), points, hidden, misfits, str_text(&walls));
	str_fini(&walls);
}

static void expect(const struct made_run *runs, int count, struct str *out)
{
	static const int by_name[TAGS] = {1, 0, 2, 3};
	for (int r = 0; r < count; r++) {
		struct replay *replay = xcalloc(1, sizeof *replay);
		replay->recent = -1;
		str_printf(out, "%s\n", runs[r].name);
		for (int f = 0; f < runs[r].count; f++)
			for (int i = 0; i < runs[r].files[f].count; i++)
				replay_event(replay, &runs[r].files[f].events[i]);
		for (int t = 0; t < TAGS; t++)
			expect_tag(replay, by_name[t], out);
		free(replay);
	}
}

/* ---- What the store says ----------------------------------------------------------- */

struct seen {
	int64_t step;
	double wall;
};
struct seen_list {
	struct seen all[FILES * EVENTS * 3];
	int count;
};

static bool see_rows(void *context, const struct row *rows, size_t count, enum number_type type)
{
	struct seen_list *list = context;
	for (size_t i = 0; i < count; i++) {
		assert_true(number_value(type, rows[i].bits) == rows[i].wall_time);
		list->all[list->count++] = (struct seen){rows[i].step, rows[i].wall_time};
	}
	return true;
}

static bool see_item(void *context, uint32_t file, const struct item *item)
{
	(void)file;
	struct seen_list *list = context;
	list->all[list->count++] = (struct seen){item->step, item->wall_time};
	return true;
}

static void dump_series(const struct store *store, uint32_t number, struct str *out)
{
	struct series_info info = store_series(store, number);
	struct seen_list *list = xcalloc(1, sizeof *list);
	if (info.kind == KIND_SCALAR)
		store_walk_scalars(store, number, see_rows, list);
	else
		store_walk_items(store, number, see_item, list);
	assert_int_equal(list->count, info.points);
	struct slice name = store_tag_name(store, info.tag);
	str_printf(out, "  %.*s %s %d %d %d:", (int)name.length, name.data, kind_name(info.kind), (int)info.points,
	           (int)info.hidden, (int)info.misfits);
	for (int i = 0; i < list->count; i++)
		str_printf(out, " %lld@%g", (long long)list->all[i].step, list->all[i].wall);
	str_append_char(out, '\n');
	assert_int_equal(info.first_step, list->all[0].step);
	assert_int_equal(info.last_step, list->all[list->count - 1].step);
	assert_true(info.last_wall == list->all[list->count - 1].wall);
	free(list);
}

static void dump(const struct store *store, struct str *out)
{
	uint64_t points = 0, series = 0;
	for (uint32_t r = 0; r < store_run_count(store); r++) {
		uint32_t run = store_run_at(store, r);
		struct slice name = store_run(store, run).name;
		str_printf(out, "%.*s\n", (int)name.length, name.data);
		for (uint32_t s = 0; s < store_run_series_count(store, run); s++) {
			uint32_t number = store_run_series_at(store, run, s);
			dump_series(store, number, out);
			points += store_series(store, number).points;
			series++;
		}
	}
	assert_int_equal(store_totals(store).points, points);
	assert_int_equal(store_totals(store).series, series);
}

/* ---- Bringing it ------------------------------------------------------------------- */

/* What a reader remembers of the events of a range, up to where it is. */
struct reader {
	const char *plugins[TAGS];
	bool version_known, has_summary;
	int64_t last_step;
};

static void read_value(struct batch *batch, struct reader *reader, const struct event *event,
                       const struct value *value)
{
	struct batch_series *series = batch_series_of(batch, tags[value->tag]);
	if (value->plugin && !reader->plugins[value->tag]) {
		reader->plugins[value->tag] = value->plugin;
		batch_add_metadata(series, value->plugin);
	}
	uint32_t epoch = (uint32_t)batch->mark_count;
	bool scalar_tag = reader->plugins[value->tag] && !strcmp(reader->plugins[value->tag], "scalars");
	struct row row = {event->step, event->wall, number_bits_double(event->wall)};
	if (!value->text && scalar_tag) {
		batch_add_rows(series, &row, 1, NUMBER_F64, epoch);
		return;
	}
	kind_set fits = KIND_BIT(KIND_TENSOR) | (value->text ? KIND_BIT(KIND_TEXT) : KIND_BIT(KIND_SCALAR));
	uint32_t rows = 0;
	for (size_t i = 0; i < series->chunk_count; i++)
		rows += chunk_summary(series->chunks[i].chunk)->count;
	batch_add_item(series, (struct item){
		.rows_before = rows,
		.step = row.step, .wall_time = row.wall_time, .bits = row.bits, .epoch = epoch,
		.form = ITEM_TENSOR, .number_type = NUMBER_F64, .fits = fits,
	});
}

static void read_summary(struct batch *batch, struct reader *reader, const struct event *event)
{
	bool back = reader->has_summary && !reader->version_known && event->step < reader->last_step;
	if (back) {
		for (int i = 0; i < event->value_count; i++) {
			struct batch_series *series = batch_series_of(batch, tags[event->values[i].tag]);
			batch_add_mark(batch, (struct mark){.what = MARK_REWIND, .step = event->step,
				.series = (uint32_t)(series - batch->series), .joins = i > 0});
		}
	}
	bool first = !batch->has_summary;
	if (first) {
		batch->first_summary_step = event->step;
		batch->first_summary_wall = event->wall;
		batch->first_summary_epoch = (uint32_t)batch->mark_count;
		batch->first_summary_told = back;
	}
	batch->has_summary = reader->has_summary = true;
	batch->last_summary_step = reader->last_step = event->step;
	for (int i = 0; i < event->value_count; i++)
		read_value(batch, reader, event, &event->values[i]);
	if (first)
		batch->first_summary_series = (uint32_t)batch->series_count;
}

static void read_event(struct batch *batch, struct reader *reader, const struct event *event)
{
	if (!batch->has_event)
		batch->first_wall = event->wall;
	batch->has_event = true;
	batch->last_wall = event->wall;
	batch->max_wall = fmax(batch->max_wall, event->wall);
	batch->records++;
	if (event->what == E_VERSION) {
		reader->version_known = event->version >= 2;
		batch_add_mark(batch, (struct mark){.what = MARK_VERSION, .version = event->version});
	} else if (event->what == E_START || event->what == E_STOP) {
		enum mark_what what = event->what == E_START ? MARK_START : MARK_STOP;
		batch_add_mark(batch, (struct mark){.what = what, .step = event->step});
	} else {
		read_summary(batch, reader, event);
	}
}

static struct batch *read_range(const struct made_file *file, uint32_t number, struct reader *reader, int from, int to)
{
	struct batch *batch = batch_new(number, (uint64_t)from * RECORD);
	for (int i = from; i < to; i++)
		read_event(batch, reader, &file->events[i]);
	batch->end = (uint64_t)to * RECORD;
	batch->file_size = (uint64_t)file->count * RECORD;
	batch->pending = batch->file_size - batch->end;
	batch->caught_up = to == file->count;
	return batch;
}

struct range {
	const struct made_file *file;
	uint32_t number;
	struct reader reader;
	int at, end;
};

/* Cuts a file into ranges that will be read at the same time. */
static int cut_file(const struct made_file *file, uint32_t number, struct range *ranges)
{
	int count = 0;
	for (int at = 0; at < file->count || !count;) {
		int end = at + 1 + test_below(EVENTS);
		if (end > file->count)
			end = file->count;
		ranges[count++] = (struct range){.file = file, .number = number, .at = at, .end = end};
		at = end;
		if (at == file->count)
			break;
	}
	return count;
}

/* `failing`: calls until allocations fail in each apply; negative for never. */
static void deliver(struct store *store, struct range *ranges, int count, long failing)
{
	while (count) {
		int pick = test_below(count);
		struct range *range = &ranges[pick];
		int to = range->at + 1 + test_below(6);
		if (to > range->end)
			to = range->end;
		struct batch *batch = read_range(range->file, range->number, &range->reader, range->at, to);
		alloc_fail_after(failing);
		store_apply(store, batch);
		alloc_fail_after(-1);
		range->at = to;
		if (range->at == range->end)
			ranges[pick] = ranges[--count];
	}
}

static int cut_runs(struct store *store, const struct made_run *runs, int run_count, struct range *ranges)
{
	int count = 0;
	for (int i = run_count * FILES; i-- > 0;) {
		const struct made_run *run = &runs[i % run_count];
		if (i / run_count >= run->count)
			continue;
		const struct made_file *file = &run->files[i / run_count];
		count += cut_file(file, add_test_file(store, run->name, file->name), ranges + count);
	}
	return count;
}

#define RUNS 2
struct scene {
	struct made_run runs[RUNS];
	struct range ranges[RUNS * FILES * EVENTS];
	struct str expected;
};

static struct scene *make_scene(void)
{
	struct scene *scene = xcalloc(1, sizeof *scene);
	for (int r = 0; r < RUNS; r++)
		make_run(&scene->runs[r], r);
	expect(scene->runs, RUNS, &scene->expected);
	return scene;
}

static void free_scene(struct scene *scene)
{
	str_fini(&scene->expected);
	free(scene);
}

static void assert_dump(const struct store *store, const struct scene *scene)
{
	struct str out = {0};
	dump(store, &out);
	assert_string_equal(str_text(&out), str_text(&scene->expected));
	str_fini(&out);
}

static void test_any_arrival_is_one_cold_read(void **state)
{
	(void)state;
	for (int round = 0; round < 400; round++) {
		struct scene *scene = make_scene();
		for (int arrival = 0; arrival < 3; arrival++) {
			struct store *store = store_new();
			deliver(store, scene->ranges, cut_runs(store, scene->runs, RUNS, scene->ranges), -1);
			assert_dump(store, scene);
			struct store_totals totals = store_totals(store);
			assert_int_equal(totals.bytes_read, totals.bytes_found);
			store_free(store);
		}
		free_scene(scene);
	}
}

/* Something else was in each file first; a restart takes exactly that away. */
static void test_restarted_and_dropped_files_leave_nothing(void **state)
{
	(void)state;
	for (int round = 0; round < 200; round++) {
		struct scene *old = make_scene(), *scene = make_scene();
		struct store *store = store_new();
		deliver(store, old->ranges, cut_runs(store, old->runs, RUNS, old->ranges), -1);
		assert_dump(store, old);
		for (uint32_t f = 0; f < store_file_count(store); f++) {
			if (test_below(2)) {
				store_drop_file(store, f);
			} else {
				struct batch *batch = batch_new(f, 0);
				batch->restart = true;
				store_apply(store, batch);
			}
			if (test_below(2))
				store_file_gone(store, f);
		}
		assert_int_equal(store_totals(store).points, 0);
		assert_int_equal(store_totals(store).memory, 0);
		store_drop_gone(store);
		deliver(store, scene->ranges, cut_runs(store, scene->runs, RUNS, scene->ranges), -1);
		assert_dump(store, scene);
		store_free(store);
		free_scene(old);
		free_scene(scene);
	}
}

static void test_no_memory_is_told_and_mended_by_a_new_read(void **state)
{
	(void)state;
	for (long calls = 0; calls < 60; calls++) {
		struct scene *scene = make_scene();
		struct store *store = store_new();
		deliver(store, scene->ranges, cut_runs(store, scene->runs, RUNS, scene->ranges), calls);
		struct str out = {0};
		dump(store, &out);
		if (strcmp(str_text(&out), str_text(&scene->expected)))
			assert_true(store_problem_count(store) > 0);
		str_fini(&out);
		for (uint32_t f = 0; f < store_file_count(store); f++)
			store_drop_file(store, f);
		assert_int_equal(store_problem_count(store), 0);
		deliver(store, scene->ranges, cut_runs(store, scene->runs, RUNS, scene->ranges), -1);
		assert_dump(store, scene);
		store_free(store);
		free_scene(scene);
	}
}

/* ---- Plain cases ------------------------------------------------------------------- */

static void apply_rows(struct store *store, uint32_t file, uint64_t begin, const char *tag, const struct row *rows,
                       size_t count)
{
	struct batch *batch = batch_new(file, begin);
	batch->end = batch->file_size = begin + count * RECORD;
	batch->records = count;
	batch_add_scalars(batch, tag, rows, count, NUMBER_F32, 0);
	store_apply(store, batch);
}

static void test_single_points_grow_into_full_chunks(void **state)
{
	(void)state;
	struct store *store = store_new();
	uint32_t file = add_test_file(store, ".", "events");
	const int points = 20000;
	for (int i = 0; i < points; i++) {
		struct row row = {i, 1.7e9 + i * 0.25, number_bits_float((float)i)};
		apply_rows(store, file, (uint64_t)i * RECORD, "loss", &row, 1);
	}
	struct series_info info = store_series(store, 0);
	assert_int_equal(info.points, points);
	assert_int_equal(info.last_step, points - 1);
	assert_true(store_totals(store).memory < 8 * (uint64_t)points);
	struct run_info run = store_run(store, 0);
	assert_true(run.has_step && run.last_step == points - 1);
	assert_int_equal(run.records, points);
	store_free(store);
}

static void test_names_that_mend_alike_are_one(void **state)
{
	(void)state;
	struct store *store = store_new();
	uint32_t a = add_test_file(store, "r\xff", "events1"), b = add_test_file(store, "r\xfe", "events2");
	assert_int_not_equal(a, b);
	assert_int_equal(add_test_file(store, "r\xff", "events1"), a);
	assert_int_equal(store_run_count(store), 1);
	struct row row = {1, 2, 3};
	apply_rows(store, a, 0, "t\xc3", &row, 1);
	apply_rows(store, b, 0, "t\xc2", &row, 1);
	assert_int_equal(store_run_series_count(store, 0), 1);
	assert_int_equal(store_series(store, 0).points, 2);
	assert_true(slice_equal(store_tag_name(store, 0), slice_of("t\xef\xbf\xbd")));
	store_free(store);
}

static void test_positions_are_in_byte_order(void **state)
{
	(void)state;
	static const char *const names[] = {"b", "a/b", "", "\xc3\xa9", "a", "B", "a!"};
	static const char *const sorted[] = {"", "B", "a", "a!", "a/b", "b", "\xc3\xa9"};
	struct store *store = store_new();
	struct row row = {1, 2, 3};
	for (int i = 0; i < 7; i++)
		for (int t = 0; t < 7; t++)
			apply_rows(store, add_test_file(store, names[i], "events"), (uint64_t)t * RECORD, names[(i + t) % 7], &row, 1);
	for (uint32_t i = 0; i < 7; i++) {
		uint32_t run = store_run_at(store, i);
		assert_true(slice_equal(store_run(store, run).name, slice_of(sorted[i])));
		assert_int_equal(store_run_find(store, slice_of(sorted[i])), run);
		assert_true(slice_equal(store_tag_name(store, store_tag_at(store, i)), slice_of(sorted[i])));
		struct series_info info = store_series(store, store_run_series_at(store, run, i));
		assert_int_equal(info.tag, store_tag_at(store, i));
		assert_int_equal(store_series_find(store, run, info.tag), store_run_series_at(store, run, i));
	}
	assert_int_equal(store_run_find(store, slice_of("nope")), STORE_NONE);
	store_free(store);
}

static void apply_problem(struct store *store, uint32_t file, uint64_t begin, uint64_t end, struct problem problem)
{
	struct batch *batch = batch_new(file, begin);
	batch->end = end;
	batch->file_size = 1000;
	batch->status = problem.status;
	batch_add_problem(batch, problem);
	store_apply(store, batch);
}

static void test_problems_in_order_and_provisional_ones_go(void **state)
{
	(void)state;
	struct store *store = store_new();
	uint32_t b = add_test_file(store, "r", "b"), a = add_test_file(store, "r", "a");
	apply_problem(store, b, 500, 600, (struct problem){.what = PROBLEM_PAYLOAD, .offset = 550, .bytes_lost = 5});
	apply_problem(store, b, 0, 100, (struct problem){.what = PROBLEM_LENGTH, .offset = 90, .bytes_lost = 10, .provisional = true});
	assert_true(store_damaged(store));
	apply_problem(store, a, 0, 0, (struct problem){.what = PROBLEM_UNREADABLE, .status = STATUS_DENIED});
	store_trouble(store, slice_of("aa"), STATUS_IO);
	assert_int_equal(store_problem_count(store), 4);
	static const char *const shown[] = {"a", "aa", "b", "b"};
	static const uint64_t offsets[] = {0, 0, 90, 550};
	for (uint32_t i = 0; i < 4; i++) {
		struct store_problem problem = store_problem_at(store, i);
		assert_true(slice_equal(problem.shown, slice_of(shown[i])));
		assert_int_equal(problem.problem.offset, offsets[i]);
	}
	apply_problem(store, b, 100, 200, (struct problem){.what = PROBLEM_EVENT, .offset = 150, .bytes_lost = 7});
	assert_int_equal(store_problem_at(store, 2).problem.offset, 150);
	assert_int_equal(store_run(store, 0).lost_bytes, 12);
	apply_problem(store, a, 0, 0, (struct problem){.what = PROBLEM_UNREADABLE, .status = STATUS_DENIED});
	store_trouble(store, slice_of("aa"), STATUS_OK);
	assert_int_equal(store_problem_count(store), 3);
	struct batch *batch = batch_new(a, 0);
	store_apply(store, batch);
	assert_int_equal(store_problem_count(store), 2);
	store_drop_file(store, b);
	assert_int_equal(store_problem_count(store), 0);
	assert_false(store_damaged(store));
	store_free(store);
}

static void test_problems_of_dropped_files_go(void **state)
{
	(void)state;
	struct store *store = store_new();
	uint32_t files[6];
	for (int i = 0; i < 6; i++) {
		char name[2] = {(char)('a' + i), '\0'};
		files[i] = add_test_file(store, i % 2 ? "odd" : "even", name);
		apply_problem(store, files[i], 0, 100, (struct problem){.what = PROBLEM_PAYLOAD, .offset = 10 + (uint64_t)i});
		apply_problem(store, files[i], 200, 300, (struct problem){.what = PROBLEM_PAYLOAD, .offset = 210});
	}
	store_trouble(store, slice_of("c2"), STATUS_IO);
	for (int i = 0; i < 6; i++)
		if (i != 2 && i != 5)
			store_file_gone(store, files[i]);
	assert_int_equal(store_problem_count(store), 13);
	store_drop_gone(store);
	static const char *const shown[] = {"c", "c", "c2", "f", "f"};
	static const uint64_t offsets[] = {12, 210, 0, 15, 210};
	assert_int_equal(store_problem_count(store), 5);
	for (uint32_t i = 0; i < 5; i++) {
		assert_true(slice_equal(store_problem_at(store, i).shown, slice_of(shown[i])));
		assert_int_equal(store_problem_at(store, i).problem.offset, offsets[i]);
	}
	store_free(store);
}

/* As the tail tells it when one batch has both. */
static void test_a_loss_goes_on_in_the_next_batch(void **state)
{
	(void)state;
	struct store *store = store_new();
	uint32_t file = add_test_file(store, "r", "f");
	apply_problem(store, file, 0, 100, (struct problem){.what = PROBLEM_PAYLOAD, .offset = 90, .bytes_lost = 10});
	apply_problem(store, file, 100, 200, (struct problem){.what = PROBLEM_LENGTH, .offset = 100, .bytes_lost = 20});
	assert_int_equal(store_problem_count(store), 1);
	assert_int_equal(store_problem_at(store, 0).problem.what, PROBLEM_PAYLOAD);
	assert_int_equal(store_problem_at(store, 0).problem.bytes_lost, 30);
	apply_problem(store, file, 200, 200, (struct problem){.what = PROBLEM_PAYLOAD, .offset = 200, .bytes_lost = 5,
	                                                      .provisional = true});
	apply_problem(store, file, 200, 300, (struct problem){.what = PROBLEM_PAYLOAD, .offset = 210, .bytes_lost = 5});
	assert_int_equal(store_problem_count(store), 2);
	assert_int_equal(store_run(store, 0).lost_bytes, 35);
	store_free(store);
}

static void test_markers_make_a_run_without_a_start(void **state)
{
	(void)state;
	struct store *store = store_new();
	struct store_file_spec spec = {slice_of("r"), slice_of("a.profile-empty"), slice_of("p"), slice_of("p"), 40, true};
	store_add_file(store, &spec);
	struct run_info run = store_run(store, 0);
	assert_int_equal(run.files, 1);
	assert_int_equal(run.bytes, 40);
	assert_false(run.has_start);
	assert_int_equal(store_totals(store).bytes_found, 0);
	store_free(store);
}

static void test_a_mesh_needs_a_content_type(void **state)
{
	(void)state;
	static const struct { const char *content; size_t length; bool counts; } cases[] = {
		{"\x18\x01", 2, true}, {"\x18\x03", 2, true}, {"\x18\x04", 2, false}, {"", 0, false},
		{"\x18\x81\x80\x80\x80\x10", 6, true}, /* 2^32 + 1: an enum has 32 bits */
		{"\x12\x02hi\x18\x02", 6, true}, {"\x12\x7fhi\x18\x02", 6, false}, {"\x18", 1, false},
		{"\x18\x81\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 12, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct store *store = store_new();
		struct batch *batch = batch_new(add_test_file(store, "r", "a"), 0);
		struct batch_series *series = batch_series_of(batch, "m");
		batch_add_metadata(series, "mesh");
		free(series->metadata->content);
		series->metadata->content = xmemdup0(cases[i].content, cases[i].length);
		series->metadata->content_length = cases[i].length;
		batch_add_item(series, (struct item){.fits = KIND_BIT(KIND_MESH)});
		batch->end = 10;
		store_apply(store, batch);
		assert_int_equal(store_series(store, 0).points, cases[i].counts);
		assert_int_equal(store_series(store, 0).misfits, !cases[i].counts);
		store_free(store);
	}
}

/* One number is a tensor like another: it counts in tags of kinds that take any, and as a mesh. */
static void test_scalar_rows_count_where_any_tensor_does(void **state)
{
	(void)state;
	static const struct { const char *plugin; bool counts; } cases[] = {
		{"scalars", true}, {"", true}, {"hparams", true}, {"graphs", true}, {"custom_scalars", true},
		{"graph_tagged_run_metadata", true}, {"mesh", true}, {"text", false}, {"histograms", false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct store *store = store_new();
		struct batch *first = batch_new(add_test_file(store, "r", "a"), 0);
		struct batch_series *series = batch_series_of(first, "t");
		batch_add_metadata(series, cases[i].plugin);
		free(series->metadata->content);
		series->metadata->content = xmemdup0("\x18\x01", 2);
		series->metadata->content_length = 2;
		first->end = 10;
		store_apply(store, first);
		/* In its own file the tag was one of scalars, so its number came as a row. */
		struct batch *second = batch_new(add_test_file(store, "r", "b"), 0);
		struct row row = {.step = 3};
		batch_add_rows(batch_series_of(second, "t"), &row, 1, NUMBER_F32, 0);
		second->end = 10;
		store_apply(store, second);
		assert_int_equal(store_series(store, 0).points, cases[i].counts);
		assert_int_equal(store_series(store, 0).misfits, !cases[i].counts);
		store_free(store);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_arrival_is_one_cold_read),
		cmocka_unit_test(test_restarted_and_dropped_files_leave_nothing),
		cmocka_unit_test(test_no_memory_is_told_and_mended_by_a_new_read),
		cmocka_unit_test(test_single_points_grow_into_full_chunks),
		cmocka_unit_test(test_names_that_mend_alike_are_one),
		cmocka_unit_test(test_positions_are_in_byte_order),
		cmocka_unit_test(test_problems_in_order_and_provisional_ones_go),
		cmocka_unit_test(test_problems_of_dropped_files_go),
		cmocka_unit_test(test_a_loss_goes_on_in_the_next_batch),
		cmocka_unit_test(test_markers_make_a_run_without_a_start),
		cmocka_unit_test(test_a_mesh_needs_a_content_type),
		cmocka_unit_test(test_scalar_rows_count_where_any_tensor_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
