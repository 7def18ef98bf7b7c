/*
 * Batches in any order, with restarts, files that go and come again: in the
 * end the store shows what one cold read in order shows, and on the way its
 * numbers agree with each other. The first bytes are the script, the rest the files.
 */
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "unit/disk/follow.h"

#define FILES 3
#define BATCHES_MOST 64

static const struct {
	const char *run, *name, *shown;
} places[FILES] = {{"a", "1", "a/1"}, {"a", "2", "a/2"}, {"b", "1", "b/1"}};

struct scene {
	struct memory_file files[FILES];
	uint32_t numbers[FILES];
	struct store *store;
};

static uint32_t add_file(struct store *store, int i)
{
	return store_add_file(store, &(struct store_file_spec){.run = slice_of(places[i].run),
		.name = slice_of(places[i].name), .path = slice_of(places[i].shown), .shown = slice_of(places[i].shown)});
}

static size_t count_rows(const struct store *store, uint32_t series)
{
	struct str rows = {0};
	/* In a tag of another kind rows are among the items. */
	if (store_series(store, series).kind == KIND_SCALAR)
		store_walk_scalars(store, series, dump_rows, &rows);
	store_walk_items(store, series, dump_item, &(struct dump_items){store, &rows});
	size_t count = 0;
	for (size_t i = 0; i < rows.length; i++)
		count += rows.data[i] == '\n';
	str_fini(&rows);
	return count;
}

static void check_run(const struct store *store, uint32_t run, uint64_t *points)
{
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		uint32_t series = store_run_series_at(store, run, i);
		struct series_info info = store_series(store, series);
		if (!info.points || info.run != run || store_series_find(store, run, info.tag) != series)
			object("a series that is listed has points and is found");
		if (count_rows(store, series) != info.points)
			object("as many points as are counted");
		if (i && slice_compare(store_tag_name(store, store_series(store, store_run_series_at(store, run, i - 1)).tag),
		                       store_tag_name(store, info.tag)) >= 0)
			object("tags are in order");
		*points += info.points;
	}
}

static void check_store(const struct store *store)
{
	struct store_totals totals = store_totals(store);
	uint64_t points = 0;
	for (uint32_t i = 0; i < store_run_count(store); i++)
		check_run(store, store_run_at(store, i), &points);
	if (points != totals.points)
		object("the total is the sum of the points");
	if (totals.problems != store_problem_count(store))
		object("the total is the number of problems");
}

/* As a long file is read live: what it ends with comes after its first records. */
static void read_end_first(struct scene *scene, int i)
{
	struct source source = memory_source(&scene->files[i]);
	struct tail *tail = tail_new("", scene->numbers[i]);
	tail_set_source(tail, &source);
	store_drop_file(scene->store, scene->numbers[i]);
	for (bool caught_up = false, first = true; !caught_up; first = false) {
		struct batch *batch = tail_read(tail, 100);
		caught_up = batch->caught_up;
		store_apply(scene->store, batch);
		struct batch *end = first && !caught_up ? tail_read_ahead(tail, scene->files[i].size / 3) : NULL;
		if (end)
			store_apply(scene->store, end);
	}
	tail_free(tail);
}

static void read_in_order(struct scene *scene, int i, bool again)
{
	struct source source = memory_source(&scene->files[i]);
	struct tail *tail = tail_new("", scene->numbers[i]);
	tail_set_source(tail, &source);
	for (bool caught_up = false; !caught_up; again = false) {
		struct batch *batch = tail_read(tail, 200);
		caught_up = batch->caught_up;
		batch->restart = batch->restart || again;
		store_apply(scene->store, batch);
	}
	tail_free(tail);
}

/* Reads all of a file first, then hands the batches over as the script says. */
static void read_in_any_order(struct scene *scene, int i, struct take *script)
{
	struct batch *batches[BATCHES_MOST];
	size_t count = 0;
	struct source source = memory_source(&scene->files[i]);
	struct tail *tail = tail_new("", scene->numbers[i]);
	tail_set_source(tail, &source);
	store_drop_file(scene->store, scene->numbers[i]);
	for (bool caught_up = false; !caught_up;) {
		struct batch *batch = tail_read(tail, count + 1 < BATCHES_MOST ? 1 + (uint64_t)take_byte(script) : FOLLOW_ALL);
		caught_up = batch->caught_up;
		batches[count++] = batch;
	}
	while (count) {
		size_t next = take_byte(script) % count;
		store_apply(scene->store, batches[next]);
		batches[next] = batches[--count];
		check_store(scene->store);
	}
	tail_free(tail);
}

static void act(struct scene *scene, struct take *script)
{
	uint8_t what = take_byte(script);
	int i = what % FILES;
	if (what / FILES % 5 <= 1) /* who reads a file has added it before, the more where it was gone and dropped */
		scene->numbers[i] = add_file(scene->store, i);
	switch (what / FILES % 5) {
	case 0: read_in_order(scene, i, true); break;
	case 1: read_in_any_order(scene, i, script); break;
	case 2: store_file_gone(scene->store, scene->numbers[i]); break;
	case 3: store_drop_file(scene->store, scene->numbers[i]); break;
	case 4:
		store_file_gone(scene->store, scene->numbers[i]);
		store_drop_gone(scene->store);
		for (i = 0; i < FILES; i++) /* who reads a file has added it before */
			scene->numbers[i] = add_file(scene->store, i);
		break;
	}
	check_store(scene->store);
}

static struct str cold(const struct scene *scene)
{
	struct scene fresh = *scene;
	struct str out = {0};
	fresh.store = store_new();
	for (int i = 0; i < FILES; i++)
		fresh.numbers[i] = add_file(fresh.store, i);
	for (int i = 0; i < FILES; i++)
		read_in_order(&fresh, i, false);
	dump_store(fresh.store, &out);
	store_free(fresh.store);
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	uint8_t settings[64];
	struct take all = {bytes, length}, script = {settings, sizeof settings};
	take_into(&all, settings, sizeof settings);
	struct scene scene = {.store = store_new()};
	size_t cuts[FILES + 1] = {0, all.left * take_byte(&script) / 512, all.left * (256u + take_byte(&script)) / 512, all.left};
	for (int i = 0; i < FILES; i++) {
		scene.files[i] = (struct memory_file){.data = all.bytes + cuts[i], .size = cuts[i + 1] - cuts[i], .inode = 1};
		scene.numbers[i] = add_file(scene.store, i);
	}
	for (unsigned actions = 1 + take_byte(&script) % 8; actions; actions--)
		act(&scene, &script);
	for (int i = 0; i < FILES; i++) {
		scene.numbers[i] = add_file(scene.store, i);
		if (take_byte(&script) % 4)
			read_in_any_order(&scene, i, &script);
		else
			read_end_first(&scene, i);
	}
	struct str warm = {0}, whole = cold(&scene);
	dump_store(scene.store, &warm);
	if (strcmp(str_text(&warm), str_text(&whole))) {
		fprintf(stderr, "any order:\n%s\ncold:\n%s\n", str_text(&warm), str_text(&whole));
		object("any order is as one cold read");
	}
	str_fini(&warm);
	str_fini(&whole);
	store_free(scene.store);
	return 0;
}
