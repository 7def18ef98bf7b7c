#include "view/tag_tree.h"

#include "base/alloc.h"
#include "model/device_tag.h"
#include "model/mesh_parts.h"

#include <stdlib.h>
#include <string.h>

/* Deeper groups are not made: the rest of the name is the label. */
#define DEPTH_MAX 8
/* Groups with more leaves are closed at first. */
#define OPEN_LEAVES 24
/* What names of such tags begin with, mostly (device_tag.c). */
#define MACHINE_LETTERS "cdghnsCDGHNS"

/* Beside the kinds of a tag: points of it have not the shape of the tree's kind. */
#define UNFIT ((kind_set)(1u << 15))
_Static_assert(KIND_COUNT < 15, "a kind has the bit of what fits none");

/* What build needs to know: the tags that are to be shown. */
struct candidates {
	const struct store *store;
	const struct choice *choice;
	uint32_t *tags;
	size_t count;
};

static struct tag_node *add_node(struct tag_tree *tree, struct tag_node node)
{
	if (tree->count == tree->capacity) {
		tree->capacity = tree->capacity ? tree->capacity * 2 : 64;
		tree->nodes = xrealloc(tree->nodes, tree->capacity * sizeof *tree->nodes);
	}
	tree->nodes[tree->count] = node;
	return &tree->nodes[tree->count++];
}

/* The chart in the tree that one of these tags has already; STORE_NONE. */
static uint32_t chart_among(const struct tag_tree *tree, const struct store *store, const struct tag_list *tags)
{
	for (size_t i = 0; i < tree->chart_count; i++)
		if (tag_list_has(tags, store_tag_name(store, tree->charts[i])))
			return tree->charts[i];
	return STORE_NONE;
}

static void add_merged(struct tag_tree *tree, uint32_t tag, uint32_t chart)
{
	if (tree->merged_count == tree->merged_capacity) {
		tree->merged_capacity = tree->merged_capacity ? tree->merged_capacity * 2 : 8;
		tree->merged = xrealloc(tree->merged, tree->merged_capacity * sizeof *tree->merged);
	}
	tree->merged[tree->merged_count++] = (struct merged_tag){tag, chart};
}

static void add_chart(struct tag_tree *tree, const struct candidates *all, uint32_t tag)
{
	const struct tag_list *merged = choice_merged(all->choice, store_tag_name(all->store, tag));
	uint32_t chart = merged ? chart_among(tree, all->store, merged) : STORE_NONE;
	if (chart != STORE_NONE) {
		add_merged(tree, tag, chart);
		return;
	}
	if (tree->chart_count == tree->chart_capacity) {
		tree->chart_capacity = tree->chart_capacity ? tree->chart_capacity * 2 : 64;
		tree->charts = xrealloc(tree->charts, tree->chart_capacity * sizeof *tree->charts);
	}
	tree->charts[tree->chart_count++] = tag;
}

uint32_t tag_tree_chart(const struct tag_tree *tree, uint32_t tag)
{
	for (size_t i = 0; i < tree->merged_count; i++)
		if (tree->merged[i].tag == tag)
			return tree->merged[i].chart;
	return tag;
}

static void add_leaf(struct tag_tree *tree, const struct candidates *all, uint32_t tag, size_t from, int depth)
{
	struct slice name = store_tag_name(all->store, tag);
	struct tag_node leaf = {
		.tag = tag,
		.depth = (uint16_t)depth,
		.unfit = !(tree->kinds[tag] & KIND_BIT(tree->kind)),
		.from = from,
		.to = tree->kind == KIND_MESH ? mesh_parts_name(name).length : name.length,
	};
	struct tag_node *node = add_node(tree, leaf);
	node->next = (uint32_t)tree->count;
	add_chart(tree, all, tag);
}

/* The end of the first part of `name` from `from` on, its `/` included; 0 when it is the last part. */
static size_t part_end(struct slice name, size_t from)
{
	const char *slash = from < name.length ? memchr(name.data + from, '/', name.length - from) : NULL;
	size_t end = slash ? (size_t)(slash - name.data) + 1 : 0;
	return end < name.length ? end : 0;
}

/* How many candidates from `at` on begin with the first `length` bytes of the one there: they are neighbours. */
static size_t same_start(const struct candidates *all, size_t at, size_t end, size_t length)
{
	struct slice first = store_tag_name(all->store, all->tags[at]);
	size_t i = at + 1;
	for (; i < end; i++) {
		struct slice other = store_tag_name(all->store, all->tags[i]);
		if (other.length < length || memcmp(other.data, first.data, length) != 0)
			break;
	}
	return i - at;
}

static void build(struct tag_tree *tree, const struct candidates *all, size_t at, size_t end, size_t from, int depth)
{
	while (at < end) {
		struct slice name = store_tag_name(all->store, all->tags[at]);
		size_t to = depth < DEPTH_MAX ? part_end(name, from) : 0;
		size_t members = to ? same_start(all, at, end, to) : 1;
		if (members == 1) {
			add_leaf(tree, all, all->tags[at++], from, depth);
			continue;
		}
		size_t longer; /* a group whose only member is a group: one row for both */
		while ((longer = part_end(name, to)) && same_start(all, at, end, longer) == members)
			to = longer;
		size_t index = tree->count;
		add_node(tree, (struct tag_node){
			.tag = all->tags[at], .leaves = (uint32_t)members, .depth = (uint16_t)depth, .from = from, .to = to});
		build(tree, all, at, at + members, to, depth + 1);
		tree->nodes[index].next = (uint32_t)tree->count;
		at += members;
	}
}

static void build_pins(struct tag_tree *tree, const struct candidates *pins)
{
	if (!pins->count)
		return;
	size_t index = tree->count;
	add_node(tree, (struct tag_node){.tag = pins->tags[0], .leaves = (uint32_t)pins->count, .pins = true});
	for (size_t i = 0; i < pins->count; i++)
		add_leaf(tree, pins, pins->tags[i], 0, 1);
	tree->nodes[index].next = (uint32_t)tree->count;
}

/* Room for one more number in a table that is zero where nothing was written. */
static void *grow_zeroed(void *table, size_t *capacity, size_t need, size_t size)
{
	if (need <= *capacity)
		return table;
	size_t old = *capacity;
	*capacity = need < 2 * old ? 2 * old : need + 16;
	table = xrealloc(table, *capacity * size);
	memset((char *)table + old * size, 0, (*capacity - old) * size);
	return table;
}

static void add_kind(struct tag_tree *tree, uint32_t tag, kind_set kind)
{
	tree->kinds = grow_zeroed(tree->kinds, &tree->kind_capacity, (size_t)tag + 1, sizeof *tree->kinds);
	tree->kinds[tag] |= kind;
}

/* So that its tab can tell what is wrong with it. A scalar's place is a chart, which there is none of. */
static bool is_unfit(const struct tag_tree *tree, const struct series_head *head)
{
	return head->misfits && !head->points && head->kind == tree->kind && head->kind != KIND_SCALAR;
}

/* A part of a mesh whose vertices are in the list: they stand for all of it. */
static bool is_listed_elsewhere(const struct tag_tree *tree, const struct store *store, uint32_t series,
                                const struct series_head *head)
{
	if (tree->kind != KIND_MESH || head->kind != KIND_MESH)
		return false;
	uint32_t vertices = mesh_parts_vertices(store, series);
	struct series_head other = store_series_head(store, vertices);
	return vertices != series && (other.points || other.misfits);
}

/* What tells that there is something new: a series becomes known, or has its first visible point. */
static uint32_t count_series(const struct store *store, uint32_t run)
{
	return store_run_series_count(store, run) + store_run_known_count(store, run);
}

static void add_kinds(struct tag_tree *tree, const struct store *store, uint32_t run)
{
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		uint32_t series = store_run_series_at(store, run, i);
		struct series_head head = store_series_head(store, series);
		if (!is_listed_elsewhere(tree, store, series, &head))
			add_kind(tree, head.tag, KIND_BIT(head.kind));
	}
	for (uint32_t i = 0; i < store_run_known_count(store, run); i++) {
		uint32_t series = store_run_known_at(store, run, i);
		struct series_head head = store_series_head(store, series);
		if (is_unfit(tree, &head) && !is_listed_elsewhere(tree, store, series, &head))
			add_kind(tree, head.tag, UNFIT);
	}
	tree->run_series[run] = count_series(store, run);
}

/*
 * The kinds of each tag over all runs. Only runs that have another number of
 * series than before are looked at; all of them when something was dropped, or
 * where one that comes stands for others.
 */
static void update_kinds(struct tag_tree *tree, const struct store *store, uint32_t series)
{
	uint32_t runs = store_run_count(store);
	if (tree->made && (series < tree->series_count || runs < tree->run_count || tree->kind == KIND_MESH)) {
		memset(tree->kinds, 0, tree->kind_capacity * sizeof *tree->kinds);
		memset(tree->run_series, 0, tree->run_capacity * sizeof *tree->run_series);
	}
	tree->kinds = grow_zeroed(tree->kinds, &tree->kind_capacity, 1, sizeof *tree->kinds);
	for (uint32_t i = 0; i < runs; i++) {
		uint32_t run = store_run_at(store, i);
		tree->run_series = grow_zeroed(tree->run_series, &tree->run_capacity, (size_t)run + 1,
		                               sizeof *tree->run_series);
		if (tree->run_series[run] != count_series(store, run))
			add_kinds(tree, store, run);
	}
}

/* Counts a tag; true when it is of the kind in any run. */
static bool count_tag(struct tag_tree *tree, kind_set kinds)
{
	if (kinds & (KIND_BIT(tree->kind) | UNFIT)) {
		tree->total++;
		return true;
	}
	for (int kind = 0; kind < KIND_COUNT; kind++)
		tree->others[kind] += (kinds & KIND_BIT(kind)) != 0;
	return false;
}

static void make(struct tag_tree *tree, const struct store *store, const struct choice *choice)
{
	uint32_t count = store_tag_count(store);
	uint32_t *rest = xcalloc((size_t)count + 1, sizeof *rest), *pinned = xcalloc((size_t)count + 1, sizeof *pinned);
	struct candidates others = {store, choice, rest, 0}, pins = {store, choice, pinned, 0};
	tree->count = tree->chart_count = tree->merged_count = 0;
	tree->total = 0;
	bool pinned_only = choice_pinned_only(choice);
	memset(tree->others, 0, sizeof tree->others);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t tag = store_tag_at(store, i);
		if (tag >= tree->kind_capacity || !count_tag(tree, tree->kinds[tag]))
			continue;
		struct slice name = store_tag_name(store, tag);
		if (choice_pinned(choice, name))
			pinned[pins.count++] = tag;
		else if (!pinned_only && choice_tag_matches(choice, name))
			rest[others.count++] = tag;
	}
	build_pins(tree, &pins);
	build(tree, &others, 0, others.count, 0, 0);
	free(rest);
	free(pinned);
}

bool tag_tree_prepare(struct tag_tree *tree, const struct store *store, const struct choice *choice)
{
	uint32_t tags = store_tag_count(store), series = store_totals(store).series;
	uint64_t generation = choice_generation(choice);
	if (tree->made && tree->tag_count == tags && tree->series_count == series && tree->choice_generation == generation)
		return false;
	update_kinds(tree, store, series);
	make(tree, store, choice);
	tree->made = true;
	tree->filtered = choice_tag_filter(choice)[0] != '\0';
	tree->run_count = store_run_count(store);
	tree->tag_count = tags;
	tree->series_count = series;
	tree->choice_generation = generation;
	return true;
}

void tag_tree_fini(struct tag_tree *tree)
{
	folds_fini(&tree->folds);
	free(tree->merged);
	free(tree->nodes);
	free(tree->charts);
	free(tree->kinds);
	free(tree->run_series);
	*tree = (struct tag_tree){0};
}

/* The group of pins has no path: the empty one is its own. */
static struct slice group_path(const struct store *store, const struct tag_node *group)
{
	return (struct slice){store_tag_name(store, group->tag).data, group->pins ? 0 : group->to};
}

/* What a training logs of its machine, next to each other: only names that begin so are looked at closely. */
static bool is_of_machine(const struct tag_tree *tree, const struct store *store, const struct tag_node *group)
{
	struct slice path = group_path(store, group);
	if (tree->filtered || !path.length || !memchr(MACHINE_LETTERS, path.data[0], sizeof MACHINE_LETTERS - 1))
		return false;
	const struct tag_node *end = &tree->nodes[group->next];
	for (const struct tag_node *node = group; node < end; node++)
		if (!node->leaves && device_tag_of(store_tag_name(store, node->tag)).figure != HARDWARE_FIGURES)
			return true;
	return false;
}

bool tag_tree_open(const struct tag_tree *tree, const struct store *store, const struct tag_node *group)
{
	bool by_default = group->pins || (group->leaves <= OPEN_LEAVES && !is_of_machine(tree, store, group));
	return by_default != folds_turned(&tree->folds, group_path(store, group));
}

void tag_tree_turn(struct tag_tree *tree, const struct store *store, const struct tag_node *group)
{
	folds_turn(&tree->folds, group_path(store, group));
}
