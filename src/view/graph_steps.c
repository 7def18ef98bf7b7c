#include "view/graph_steps.h"

#include "base/alloc.h"
#include "view/box.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define PASSED_MOST 8 /* steps that say nothing, before one that does */

void graph_steps_fini(struct graph_steps *steps)
{
	free(steps->items);
	*steps = (struct graph_steps){0};
}

static struct graph_step *add(struct graph_steps *steps)
{
	if (steps->count == steps->capacity) {
		steps->capacity = steps->capacity ? 2 * steps->capacity : 16;
		steps->items = xrealloc(steps->items, (size_t)steps->capacity * sizeof *steps->items);
	}
	struct graph_step *step = &steps->items[steps->count++];
	*step = (struct graph_step){0};
	return step;
}

/* ---- Run metadata ---- */

static void add_points(struct graph_steps *steps, const struct scene *scene, uint32_t series)
{
	struct series_info info = store_series(scene->store, series);
	uint64_t count = store_series_head(scene->store, series).points;
	uint64_t position = count > GRAPH_STEPS_MOST ? count - GRAPH_STEPS_MOST : 0;
	for (; position < count && steps->count < GRAPH_STEPS_MOST; position++) {
		struct asset_place place = {.series = series, .kind = info.kind, .part = GRAPH_STATS};
		if (!store_item_at(scene->store, series, position, &place.file, &place.item))
			return;
		struct graph_step *step = add(steps);
		step->place = place;
		label_name(&step->name, store_tag_name(scene->store, info.tag), LABEL_SIZE / 4);
		if (count > 1)
			line_add(&step->name, LABEL_SIZE / 2, "step %" PRId64, place.item.step);
	}
}

static bool tells_of(const struct series_info *info, uint32_t tag)
{
	if (info->kind == KIND_GRAPH && slice_equal(info->plugin, slice_of("graph_run_metadata_graph")))
		return info->tag == tag; /* of that graph alone */
	return info->kind == KIND_RUN_METADATA || slice_equal(info->plugin, slice_of("graph_run_metadata"));
}

static int by_step(const void *left, const void *right)
{
	const struct graph_step *a = left, *b = right;
	if (a->place.item.step != b->place.item.step)
		return a->place.item.step < b->place.item.step ? -1 : 1;
	return (a->place.series > b->place.series) - (a->place.series < b->place.series);
}

static void add_metadata(struct graph_steps *steps, const struct scene *scene, uint32_t run, uint32_t tag)
{
	uint32_t count = run == STORE_NONE ? 0 : store_run_series_count(scene->store, run);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t series = store_run_series_at(scene->store, run, i);
		struct series_info info = store_series(scene->store, series);
		if (tells_of(&info, tag))
			add_points(steps, scene, series);
	}
	if (steps->count)
		qsort(steps->items, (size_t)steps->count, sizeof *steps->items, by_step);
}

/* ---- Profiles ---- */

/* A run, or a directory that it is in: how long its name is, and 0 for the root; -1 for others. */
static int is_above(const char *directory, struct slice run)
{
	size_t length = strlen(directory);
	if (!strcmp(directory, "."))
		return 0;
	bool begins = length <= run.length && !memcmp(directory, run.data, length);
	return begins && (length == run.length || run.data[length] == '/') ? (int)length : -1;
}

/* XLA's profilers write the same spans in two forms. */
static bool is_twin(const struct scene *scene, const struct find *find, size_t count)
{
	for (size_t i = 0; find->spec.format == TRACE_JSON && i < count; i++) {
		const struct find_spec *other = &finds_at(scene->finds, FIND_PROFILE, i)->spec;
		if (other->format == TRACE_XPLANE && !strcmp(other->run, find->spec.run) && !strcmp(other->profile, find->spec.profile) &&
		    !strcmp(other->host, find->spec.host))
			return true;
	}
	return false;
}

static void add_profile(struct graph_steps *steps, const struct find *find)
{
	struct graph_step *step = add(steps);
	struct slice name = slice_of(*find->spec.profile ? find->spec.profile : find->spec.file);
	struct label host;
	step->profile = find;
	label_name(&step->name, name, LABEL_SIZE / 4);
	for (int i = 0; i + 1 < steps->count; i++) /* several hosts' */
		if (steps->items[i].profile && !strcmp(steps->items[i].profile->spec.profile, find->spec.profile)) {
			label_name(&host, slice_of(find->spec.host), LABEL_SIZE / 4);
			line_add(&step->name, LABEL_SIZE, "%s", host.text);
			return;
		}
}

static void add_profiles(struct graph_steps *steps, const struct scene *scene, struct slice run)
{
	size_t count = finds_count(scene->finds, FIND_PROFILE);
	int nearest = -1;
	for (size_t i = 0; i < count; i++) {
		int above = is_above(finds_at(scene->finds, FIND_PROFILE, i)->spec.run, run);
		nearest = above > nearest ? above : nearest;
	}
	for (size_t i = 0; nearest >= 0 && i < count && steps->count < GRAPH_STEPS_MOST; i++) {
		const struct find *find = finds_at(scene->finds, FIND_PROFILE, i);
		if (is_above(find->spec.run, run) == nearest && !is_twin(scene, find, count))
			add_profile(steps, find);
	}
}

void graph_steps_list(struct graph_steps *steps, const struct scene *scene, struct slice run, uint32_t number, uint32_t tag)
{
	steps->count = 0;
	add_metadata(steps, scene, number, tag);
	add_profiles(steps, scene, run);
}

/* ---- The one that is looked at ---- */

static void look_at_profile(const struct graph_step *step, bool timed, struct graph_told *out, struct asks *asks)
{
	const struct find *find = step->profile;
	out->profile = true;
	if (timed)
		ask(asks, ASK_NODES, find->spec.path);
	uint64_t done = atomic_load(&find->reading.done), total = atomic_load(&find->reading.total);
	if (find->nodes_state == FIND_READY) {
		out->stats = &find->nodes;
		out->stamp = find->nodes_serial;
	} else if (find->nodes_state == FIND_FAILED) {
		label_format(&out->why, "can't be read: %s", status_text(find->nodes_why));
	} else if (find->nodes_state == FIND_LOADING && total) {
		label_format(&out->why, "reading %" PRIu64 " %%", done < total ? done * 100 / total : 100);
	} else {
		label_format(&out->why, "loading …");
	}
}

/* False when it says nothing of any node. */
static bool look_at_point(const struct scene *scene, const struct graph_step *step, struct graph_told *out, struct asks *asks)
{
	struct asset_answer answer = {0};
	ask_asset(asks, &step->place);
	if (scene->assets)
		answer = assets_look(scene->assets, &step->place);
	if (answer.state == ASSET_READY) {
		out->stats = &answer.asset->stats;
		out->stamp = step->place.item.offset ^ (uint64_t)step->place.item.within << 40 ^ (uint64_t)step->place.file << 48;
		return out->stats->names.count > 0;
	}
	if (answer.state == ASSET_FAILED)
		label_format(&out->why, "can't be read: %s", status_text(answer.why));
	else
		label_format(&out->why, "loading …");
	return answer.state != ASSET_FAILED;
}

static bool look_at(const struct graph_steps *steps, const struct scene *scene, int number, bool timed, struct graph_told *out,
                    struct asks *asks)
{
	const struct graph_step *step = &steps->items[number];
	*out = (struct graph_told){.name = step->name};
	if (steps->count > 1)
		line_add(&out->name, LABEL_SIZE, "(%d of %d)", number + 1, steps->count);
	if (!step->profile)
		return look_at_point(scene, step, out, asks);
	look_at_profile(step, timed, out, asks);
	if (out->stats && out->stats->cut)
		line_add(&out->name, LABEL_SIZE, "cut");
	return true;
}

static bool is_same(const struct graph_step *a, const struct graph_step *b)
{
	return a->profile == b->profile && a->place.series == b->place.series && a->place.file == b->place.file &&
	       a->place.item.offset == b->place.item.offset && a->place.item.within == b->place.item.within;
}

static int chosen_step(const struct graph_steps *steps)
{
	int at = steps->is_chosen ? steps->count - 1 : -1;
	while (at >= 0 && !is_same(&steps->items[at], &steps->chosen))
		at--;
	return at;
}

void graph_steps_look(struct graph_steps *steps, const struct scene *scene, bool timed, struct graph_told *out, struct asks *asks)
{
	int last = steps->count, passed = 0;
	*out = (struct graph_told){0};
	steps->current = chosen_step(steps);
	if (steps->current >= 0) {
		look_at(steps, scene, steps->current, timed, out, asks);
		return;
	}
	while (last && steps->items[last - 1].profile)
		last--;
	for (int i = last; i-- > 0 && passed < PASSED_MOST; passed++) {
		steps->current = i;
		if (look_at(steps, scene, i, timed, out, asks))
			return;
	}
	if (last < steps->count) {
		steps->current = steps->count - 1;
		look_at(steps, scene, steps->current, timed, out, asks);
	}
}

bool graph_steps_go(struct graph_steps *steps, int by)
{
	int next = steps->current + by;
	if (steps->current < 0 || next < 0 || next >= steps->count)
		return false;
	steps->is_chosen = true;
	steps->chosen = steps->items[next];
	return true;
}
