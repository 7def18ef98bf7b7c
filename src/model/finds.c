#include "model/finds.h"

#include "base/alloc.h"
#include "data/graph_tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KEPT_MOST 3 /* opened ones */

struct finds {
	struct find **items; /* of all kinds, by run, then file */
	size_t count, capacity;
	uint64_t listing, wishes, generation;
	char *wanted; /* path; NULL for none */
	bool settings_wanted, targets_wanted;
};

static void opened_fini(struct find_opened *opened)
{
	profile_free(opened->profile);
	graphs_free(opened->graphs);
	if (opened->settings)
		session_start_fini(opened->settings);
	free(opened->settings);
	str_fini(&opened->said);
	*opened = (struct find_opened){0};
}

static void forget(struct find *find)
{
	struct find_opened opened = {
		.profile = find->profile, .graphs = find->graphs, .settings = find->settings, .said = find->said};
	opened_fini(&opened);
	find->profile = NULL;
	find->graphs = NULL;
	find->settings = NULL;
	find->said = (struct str){0};
	args_fini(&find->args);
	find->args_state = FIND_NONE;
}

static void fini_spec(struct find_spec *spec)
{
	free((char *)spec->run);
	free((char *)spec->profile);
	free((char *)spec->host);
	free((char *)spec->file);
	free((char *)spec->path);
}

static struct find_spec copy_spec(const struct find_spec *spec)
{
	struct find_spec copy = *spec;
	copy.run = xstrdup(spec->run);
	copy.profile = xstrdup(spec->profile);
	copy.host = xstrdup(spec->host);
	copy.file = xstrdup(spec->file);
	copy.path = xstrdup(spec->path);
	return copy;
}

struct finds *finds_new(void)
{
	return xcalloc(1, sizeof(struct finds));
}

void finds_free(struct finds *finds)
{
	for (size_t i = 0; finds && i < finds->count; i++) {
		forget(finds->items[i]);
		node_stats_fini(&finds->items[i]->nodes);
		fini_spec(&finds->items[i]->spec);
		free(finds->items[i]->directory);
		free(finds->items[i]);
	}
	if (finds) {
		free(finds->items);
		free(finds->wanted);
	}
	free(finds);
}

/* ---- Meeting them ---- */

static int order(const struct find_spec *a, const struct find_spec *b)
{
	int by_run = strcmp(a->run, b->run);
	return by_run ? by_run : strcmp(a->file, b->file);
}

/* The first that doesn't come before a file of a run. */
static size_t lower(const struct finds *finds, const struct find_spec *spec)
{
	size_t low = 0, high = finds->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (order(&finds->items[middle]->spec, spec) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* By run and file, of which there may be several. */
static struct find *of_spec(const struct finds *finds, const struct find_spec *spec)
{
	for (size_t i = lower(finds, spec); i < finds->count && !order(&finds->items[i]->spec, spec); i++)
		if (!strcmp(finds->items[i]->spec.path, spec->path))
			return finds->items[i];
	return NULL;
}

static struct find *of_path(const struct finds *finds, const char *path)
{
	for (size_t i = 0; i < finds->count; i++)
		if (!strcmp(finds->items[i]->spec.path, path))
			return finds->items[i];
	return NULL;
}

static struct find *add(struct finds *finds, const char *directory, const struct find_spec *spec)
{
	if (finds->count == finds->capacity) {
		finds->capacity = finds->capacity ? 2 * finds->capacity : 16;
		finds->items = xrealloc(finds->items, finds->capacity * sizeof *finds->items);
	}
	struct find *find = xcalloc(1, sizeof *find);
	size_t at = finds->count++;
	find->spec = copy_spec(spec);
	find->directory = xstrdup(directory);
	find->gone = true;
	for (; at > 0 && order(&finds->items[at - 1]->spec, spec) > 0; at--)
		finds->items[at] = finds->items[at - 1];
	finds->items[at] = find;
	return find;
}

void finds_listing(struct finds *finds, const char *directory)
{
	finds->listing++;
}

/* A job that is under way brings what is stale by then: it is let go of, and opened anew. */
static void is_another(struct find *find)
{
	if (find->state == FIND_LOADING || find->nodes_state == FIND_LOADING)
		atomic_store(&find->reading.stop, true);
	if (find->state != FIND_LOADING)
		find->state = FIND_NONE;
	if (find->nodes_state != FIND_LOADING)
		find->nodes_state = FIND_NONE;
	node_stats_fini(&find->nodes);
	find->target_known = false;
	forget(find);
}

void finds_meet(struct finds *finds, const char *directory, const struct find_spec *spec)
{
	struct find *find = of_spec(finds, spec);
	if (!find)
		find = add(finds, directory, spec);
	find->listing = finds->listing;
	bool same = find->spec.size == spec->size && find->spec.mtime_ns == spec->mtime_ns;
	if (same && !find->gone)
		return;
	find->gone = false;
	find->spec.size = spec->size;
	find->spec.mtime_ns = spec->mtime_ns;
	finds->generation++;
	if (!same)
		is_another(find);
}

void finds_listed(struct finds *finds, const char *directory)
{
	for (size_t i = 0; i < finds->count; i++) {
		struct find *find = finds->items[i];
		if (find->gone || find->listing == finds->listing || strcmp(find->directory, directory) != 0)
			continue;
		find->gone = true;
		is_another(find);
		finds->generation++;
	}
}

/* ---- Looking ---- */

size_t finds_count(const struct finds *finds, enum find_what what)
{
	size_t count = 0;
	for (size_t i = 0; finds && i < finds->count; i++)
		count += finds->items[i]->spec.what == what && !finds->items[i]->gone;
	return count;
}

const struct find *finds_at(const struct finds *finds, enum find_what what, size_t place)
{
	for (size_t i = 0; i < finds->count; i++)
		if (finds->items[i]->spec.what == what && !finds->items[i]->gone && !place--)
			return finds->items[i];
	return NULL;
}

uint64_t finds_generation(const struct finds *finds)
{
	return finds->generation;
}

/* ---- Opening ---- */

void finds_want(struct finds *finds, const char *path)
{
	struct find *find = path ? of_path(finds, path) : NULL;
	if (find && find->state == FIND_NONE)
		find->state = FIND_WANTED;
	if (find) {
		find->wanted = ++finds->wishes;
		find->digest_wanted = false;
	}
	if ((path && finds->wanted && !strcmp(path, finds->wanted)) || (!path && !finds->wanted))
		return;
	free(finds->wanted);
	finds->wanted = path ? xstrdup(path) : NULL;
	for (size_t i = 0; i < finds->count; i++) {
		struct find *other = finds->items[i];
		if (other == find || other->spec.what == FIND_SETTINGS || other->digest_wanted)
			continue;
		if (other->state == FIND_LOADING)
			atomic_store(&other->reading.stop, true);
		else if (other->state == FIND_WANTED)
			other->state = FIND_NONE;
	}
	finds->generation++;
}

void finds_want_digest(struct finds *finds, const char *path)
{
	struct find *find = of_path(finds, path);
	if (!find || find->digest.known || find->state != FIND_NONE)
		return;
	find->state = FIND_WANTED;
	find->digest_wanted = true;
}

void finds_want_settings(struct finds *finds)
{
	finds->settings_wanted = true;
}

const struct find *finds_settings(const struct finds *finds, struct slice run)
{
	struct str name = {0};
	const struct find *found = NULL;
	str_append_slice(&name, run);
	struct find_spec spec = {.run = str_text(&name), .file = ""};
	for (size_t i = lower(finds, &spec); i < finds->count && !strcmp(finds->items[i]->spec.run, spec.run); i++)
		if (finds->items[i]->spec.what == FIND_SETTINGS && finds->items[i]->state == FIND_READY)
			found = finds->items[i]; /* config.json comes before hparams.yaml */
	str_fini(&name);
	return found;
}

void finds_want_targets(struct finds *finds)
{
	finds->targets_wanted = true;
}

/* Of exactly that run. */
static double own_target(const struct finds *finds, const char *run)
{
	struct find_spec spec = {.run = run, .file = ""};
	double target = 0;
	for (size_t i = lower(finds, &spec); i < finds->count && !strcmp(finds->items[i]->spec.run, run); i++)
		if (finds->items[i]->target > 0 && !finds->items[i]->gone)
			target = finds->items[i]->target; /* config.json comes before hparams.yaml */
	return target;
}

double finds_target(const struct finds *finds, struct slice run)
{
	char *name = xmemdup0(run.data, run.length), *slash;
	double target = own_target(finds, name);
	while (!(target > 0) && (slash = strrchr(name, '/')) != NULL) {
		*slash = '\0';
		target = own_target(finds, name);
	}
	if (!(target > 0))
		target = own_target(finds, ".");
	free(name);
	return target > 0 ? target : NAN;
}

static bool is_wanted(const struct finds *finds, const struct find *find)
{
	bool settings = (finds->settings_wanted || (finds->targets_wanted && !find->target_known)) &&
	                find->spec.what == FIND_SETTINGS && find->state == FIND_NONE;
	return !find->gone && (settings || find->state == FIND_WANTED);
}

/* What a worker before told, and was told, is no word about the next one's work. */
static void reading_begin(struct trace_reading *reading)
{
	atomic_store(&reading->done, 0);
	atomic_store(&reading->total, 0);
	atomic_store(&reading->stop, false);
}

struct find *finds_take(struct finds *finds)
{
	for (size_t i = 0; i < finds->count; i++) {
		struct find *find = finds->items[i];
		if (!is_wanted(finds, find))
			continue;
		find->state = FIND_LOADING;
		reading_begin(&find->reading);
		return find;
	}
	return NULL;
}

/* Those that were looked at longest ago go. */
static void keep_few(struct finds *finds)
{
	for (;;) {
		struct find *oldest = NULL;
		size_t kept = 0;
		for (size_t i = 0; i < finds->count; i++) {
			struct find *find = finds->items[i];
			if (find->state != FIND_READY || find->spec.what == FIND_SETTINGS)
				continue;
			kept++;
			if (!oldest || find->wanted < oldest->wanted)
				oldest = find;
		}
		if (kept <= KEPT_MOST)
			return;
		forget(oldest);
		oldest->state = FIND_NONE;
	}
}

static struct profile_digest digest_of(const struct profile *profile)
{
	const struct trace_split *split = &profile->split;
	struct profile_digest digest = {
		.known = true, .rank = profile->trace.rank, .ranks = profile->trace.ranks, .overlap = split->overlap,
		.steps = split->count && split->rows[0].step != UINT32_MAX ? split->count : 0,
	};
	for (int class = 0; class < CLASSES; class++)
		digest.time += split->total[class];
	return digest;
}

void finds_put(struct finds *finds, struct find *find, struct find_opened *opened, enum status why)
{
	finds->generation++;
	if (atomic_load(&find->reading.stop)) {
		opened_fini(opened);
		find->state = FIND_NONE;
		return;
	}
	if (opened->profile)
		find->digest = digest_of(opened->profile);
	if (find->digest_wanted && opened->profile) {
		opened_fini(opened);
		find->digest_wanted = false;
		find->state = FIND_NONE;
		return;
	}
	find->serial = finds->generation;
	find->profile = opened->profile;
	find->graphs = opened->graphs;
	find->settings = opened->settings;
	find->said = opened->said;
	find->target = opened->target;
	find->target_known = true;
	find->why = why;
	find->state = find->profile || find->graphs || find->settings ? FIND_READY : FIND_FAILED;
	*opened = (struct find_opened){0};
	if (find->settings && !finds->settings_wanted) {
		forget(find);
		find->state = FIND_NONE;
	}
	keep_few(finds);
}

/* ---- What an event says ---- */

void finds_want_args(struct finds *finds, const char *path, uint64_t place)
{
	struct find *find = of_path(finds, path);
	if (!find || find->state != FIND_READY || (find->args_state != FIND_NONE && find->args_place == place))
		return;
	find->args_state = FIND_WANTED;
	find->args_place = place;
}

struct find *finds_take_args(struct finds *finds)
{
	for (size_t i = 0; i < finds->count; i++) {
		struct find *find = finds->items[i];
		if (find->args_state != FIND_WANTED || find->state != FIND_READY)
			continue;
		find->args_state = FIND_LOADING;
		atomic_store(&find->reading.stop, false);
		return find;
	}
	return NULL;
}

void finds_put_args(struct finds *finds, struct find *find, uint64_t place, struct args *args)
{
	if (find->args_state != FIND_LOADING || find->args_place != place) {
		args_fini(args);
		return;
	}
	args_fini(&find->args);
	find->args = *args;
	*args = (struct args){0};
	find->args_state = FIND_READY;
	finds->generation++;
}

/* ---- When nodes ran ---- */

void finds_want_nodes(struct finds *finds, const char *path)
{
	struct find *find = path ? of_path(finds, path) : NULL;
	for (size_t i = 0; i < finds->count; i++) {
		struct find *other = finds->items[i];
		if (other == find)
			continue;
		if (other->nodes_state == FIND_LOADING)
			atomic_store(&other->reading.stop, true);
		else if (other->nodes_state == FIND_WANTED)
			other->nodes_state = FIND_NONE;
	}
	if (find && find->nodes_state == FIND_NONE)
		find->nodes_state = FIND_WANTED;
}

struct find *finds_take_nodes(struct finds *finds)
{
	for (size_t i = 0; i < finds->count; i++) {
		struct find *find = finds->items[i];
		if (find->nodes_state != FIND_WANTED || find->gone)
			continue;
		find->nodes_state = FIND_LOADING;
		reading_begin(&find->reading);
		return find;
	}
	return NULL;
}

void finds_put_nodes(struct finds *finds, struct find *find, struct node_stats *nodes, enum status why)
{
	finds->generation++;
	node_stats_fini(&find->nodes);
	if (atomic_load(&find->reading.stop) || why) {
		node_stats_fini(nodes);
		find->nodes_state = why && !atomic_load(&find->reading.stop) ? FIND_FAILED : FIND_NONE;
		find->nodes_why = why;
		return;
	}
	find->nodes = *nodes;
	*nodes = (struct node_stats){0};
	find->nodes_serial = finds->generation;
	find->nodes_state = FIND_READY;
}

void finds_retry(struct finds *finds)
{
	for (size_t i = 0; i < finds->count; i++) {
		if (finds->items[i]->nodes_state == FIND_FAILED)
			finds->items[i]->nodes_state = FIND_NONE;
		if (finds->items[i]->state == FIND_FAILED)
			finds->items[i]->state = FIND_NONE;
	}
}
