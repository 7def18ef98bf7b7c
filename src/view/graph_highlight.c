#include "view/graph_highlight.h"

#include "base/number.h"
#include "base/picoseconds.h"
#include "model/graph_facts.h"
#include "view/box.h"

#include <inttypes.h>
#include <stdlib.h>

enum { NODES_A_FRAME = 3000, HUES = 8, HOT = 4, WARM = 20 }; /* a quarter of all is hot, a twentieth is warm */

void graph_highlight_fini(struct graph_highlight *highlight)
{
	enum highlight_by by = highlight->by;
	graph_costs_fini(&highlight->costs);
	graph_times_fini(&highlight->times);
	free(highlight->devices);
	free(highlight->of_text);
	*highlight = (struct graph_highlight){.by = by};
}

void graph_highlight_open(struct graph_highlight *highlight, const struct drawn_graph *drawn)
{
	graph_highlight_fini(highlight);
	if (drawn && graph_costs_open(&highlight->costs, &drawn->tree))
		highlight->drawn = drawn;
}

void graph_highlight_tell(struct graph_highlight *highlight, const struct graph_told *told, bool may_time)
{
	bool same = highlight->told == (told->stats != NULL) && (!told->stats || highlight->stamp == told->stamp);
	highlight->step = told->name;
	highlight->why = told->why;
	highlight->may_time = may_time;
	if (!highlight->drawn || same)
		return;
	graph_times_fini(&highlight->times);
	highlight->told = told->stats && graph_times_make(&highlight->drawn->tree, told->stats, &highlight->times);
	highlight->stamp = told->stamp;
	highlight->round++;
	highlight->news = true;
}

/* ---- Numbers ---- */

static uint64_t value_of(const struct graph_highlight *highlight, enum highlight_by by, uint32_t item)
{
	switch (by) {
	case BY_FLOPS: return highlight->costs.flops[item];
	case BY_OUTPUT: return highlight->costs.bytes[item];
	case BY_TIME: return highlight->told ? highlight->times.items[item].end - highlight->times.items[item].start : 0;
	case BY_MEMORY: return highlight->told ? highlight->times.items[item].bytes : 0;
	default: return 0;
	}
}

static bool is_number(enum highlight_by by)
{
	return by == BY_FLOPS || by == BY_OUTPUT || by == BY_TIME || by == BY_MEMORY;
}

/* Of the level that an item lies on. */
static uint64_t all_of(const struct graph_highlight *highlight, enum highlight_by by, uint32_t item)
{
	const struct tree_item *items = highlight->drawn->tree.items;
	while (items[item].parent != NODE_NONE)
		item = items[item].parent;
	return value_of(highlight, by, item);
}

static void say_number(enum highlight_by by, uint64_t value, struct label *out)
{
	char text[NUMBER_SIZE];
	struct str time = {0};
	if (by == BY_FLOPS)
		number_count(text, value > INT64_MAX ? INT64_MAX : (int64_t)value);
	else
		number_bytes(text, value);
	if (by == BY_TIME)
		picoseconds_short(&time, (picoseconds)value * PICOSECONDS_A_NANOSECOND);
	bool more = by == BY_FLOPS ? value > INT64_MAX : by == BY_OUTPUT && value == UINT64_MAX;
	label_format(out, "%s%s", more ? "over " : "", by == BY_TIME ? str_text(&time) : text);
	str_fini(&time);
}

/* ---- Types and devices ---- */

static uint32_t text_of(const struct graph_highlight *highlight, enum highlight_by by, uint32_t number)
{
	const struct graph_node *node = &highlight->drawn->graph.nodes[number];
	return by == BY_TYPE ? node->op : node->device;
}

/* Of all nodes below an item: as graph_devices has it. */
static uint32_t device_of(const struct graph_highlight *highlight, uint32_t item)
{
	return highlight->devices ? highlight->devices[item] : 0;
}

struct counted {
	uint32_t text, count;
};

static int by_count(const void *left, const void *right)
{
	const struct counted *a = left, *b = right;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return (a->text > b->text) - (a->text < b->text);
}

/* The most frequent ones have colours of their own. */
static void colour_texts(struct graph_highlight *highlight)
{
	const struct graph *graph = &highlight->drawn->graph;
	struct counted *all = calloc(graph->texts.count, sizeof *all);
	free(highlight->of_text);
	highlight->of_text = calloc(graph->texts.count, sizeof *highlight->of_text);
	highlight->of_texts = highlight->by;
	for (uint32_t i = 0; all && i < graph->node_count; i++) {
		struct counted *one = &all[text_of(highlight, highlight->by, i)];
		one->text = text_of(highlight, highlight->by, i);
		one->count += one->text != 0;
	}
	if (all)
		qsort(all, graph->texts.count, sizeof *all, by_count);
	for (uint32_t i = 0; all && highlight->of_text && i < HUES && i < graph->texts.count && all[i].count; i++)
		highlight->of_text[all[i].text] = (enum role)(ROLE_SERIES_0 + (int)i);
	free(all);
	if (highlight->by == BY_DEVICE && !highlight->devices)
		highlight->devices = graph_devices(&highlight->drawn->tree);
}

/* ---- Going on ---- */

bool graph_highlight_go_on(struct graph_highlight *highlight, struct asks *out)
{
	if (!highlight->drawn)
		return false;
	if ((highlight->by == BY_TYPE || highlight->by == BY_DEVICE) && highlight->of_texts != highlight->by)
		colour_texts(highlight);
	bool news = highlight->news;
	highlight->news = false;
	if (highlight->costs.done)
		return news;
	graph_costs_on(&highlight->costs, NODES_A_FRAME);
	if (!highlight->costs.done)
		ask(out, ASK_MORE, NULL);
	return news || highlight->costs.done;
}

static bool is_there(const struct graph_highlight *highlight, enum highlight_by by)
{
	const struct graph *graph = &highlight->drawn->graph;
	bool any = by == BY_NOTHING || by == BY_TYPE || (by == BY_TIME && highlight->may_time);
	for (uint32_t i = 0; by == BY_DEVICE && !any && i < graph->node_count; i++)
		any = graph->nodes[i].device != 0;
	for (uint32_t i = 0; is_number(by) && !any && i < graph->level_count; i++)
		any = value_of(highlight, by, i) > 0;
	return any;
}

void graph_highlight_next(struct graph_highlight *highlight, struct asks *out)
{
	struct label name;
	if (!highlight->drawn)
		return;
	do
		highlight->by = (enum highlight_by)((highlight->by + 1) % HIGHLIGHTS);
	while (!is_there(highlight, highlight->by));
	graph_highlight_name(highlight, false, &name);
	struct str text = {0};
	str_printf(&text, "%s", name.length ? name.text : "nothing is highlighted");
	ask(out, ASK_NOTICE, str_text(&text));
	str_fini(&text);
}

/* ---- Telling ---- */

/* The text that an item is coloured by; NODE_NONE for none. */
static uint32_t text_at(const struct graph_highlight *highlight, uint32_t number)
{
	const struct tree_item *item = &highlight->drawn->tree.items[number];
	if (highlight->by == BY_DEVICE)
		return device_of(highlight, number);
	return item->what == TREE_NODE ? highlight->drawn->graph.nodes[item->node].op : NODE_NONE;
}

enum role graph_highlight_role(const struct graph_highlight *highlight, uint32_t number, enum role plain)
{
	if (!highlight->drawn || highlight->by == BY_NOTHING)
		return plain;
	if (is_number(highlight->by)) {
		uint64_t value = value_of(highlight, highlight->by, number), all = all_of(highlight, highlight->by, number);
		return !value ? ROLE_DIM : value >= all / HOT ? ROLE_BAD : value >= all / WARM ? ROLE_WARN : ROLE_GOOD;
	}
	if (!highlight->of_text || highlight->of_texts != highlight->by)
		return plain;
	uint32_t text = text_at(highlight, number);
	return text != NODE_NONE && highlight->of_text[text] ? highlight->of_text[text] : plain;
}

/* What is behind the last slash: "GPU:0" of "/job:worker/replica:0/device:GPU:0". */
static struct slice brief_device(struct slice device)
{
	for (size_t i = device.length; i-- > 0;)
		if (device.data[i] == '/') {
			struct slice last = slice_make(device.data + i + 1, device.length - i - 1), word = slice_of("device:");
			bool named = last.length > word.length && slice_equal(slice_make(last.data, word.length), word);
			return named ? slice_make(last.data + word.length, last.length - word.length) : last;
		}
	return device;
}

/* The device, or that there are several; false of a scope without any. */
static bool say_device(const struct graph_highlight *highlight, uint32_t number, int columns, struct label *out)
{
	uint32_t device = device_of(highlight, number);
	if (device == NODE_NONE)
		label_set(out, slice_of("several devices"), columns, TEXT_CUT_END);
	else
		label_set(out, brief_device(names_text(&highlight->drawn->graph.texts, device)), columns, TEXT_CUT_START);
	return device || highlight->drawn->tree.items[number].what == TREE_NODE;
}

bool graph_highlight_say(const struct graph_highlight *highlight, uint32_t number, int columns, struct label *out)
{
	if (!highlight->drawn)
		return false;
	if (highlight->by == BY_DEVICE)
		return say_device(highlight, number, columns, out);
	if (!is_number(highlight->by))
		return false;
	uint64_t value = value_of(highlight, highlight->by, number), all = all_of(highlight, highlight->by, number);
	*out = (struct label){0};
	if (!value)
		return true;
	say_number(highlight->by, value, out);
	if (all)
		line_add(out, columns, "%3.0f %%", 100.0 * (double)value / (double)all);
	return true;
}

/* What tells the times, and of how many nodes. */
static void name_told(const struct graph_highlight *highlight, bool brief, struct label *out)
{
	const char *what = highlight->by == BY_TIME ? "time" : "memory", *step = brief ? "" : highlight->step.text, *of = *step ? " of " : "";
	char matched[NUMBER_SIZE], nodes[NUMBER_SIZE];
	number_grouped(matched, highlight->times.matched);
	number_grouped(nodes, highlight->drawn->graph.node_count);
	if (!highlight->told)
		label_format(out, "by %s%s%s: %s", what, of, step, highlight->step.length ? highlight->why.text : "nothing tells it");
	else if (!highlight->times.matched)
		label_format(out, "by %s%s%s: it names no node of this graph", what, of, step);
	else
		label_format(out, "by %s%s%s: %s of %s%s", what, of, step, matched, nodes, brief ? "" : " nodes");
}

void graph_highlight_name(const struct graph_highlight *highlight, bool brief, struct label *out)
{
	static const char *const names[HIGHLIGHTS] = {
		[BY_NOTHING] = "", [BY_TYPE] = "by type", [BY_DEVICE] = "by device", [BY_FLOPS] = "by FLOPs, from shapes",
		[BY_OUTPUT] = "by bytes of outputs, from shapes"};
	if (highlight->drawn && (highlight->by == BY_TIME || highlight->by == BY_MEMORY))
		name_told(highlight, brief, out);
	else
		label_format(out, "%s", names[highlight->by] ? names[highlight->by] : "");
}

void graph_highlight_facts(const struct graph_highlight *highlight, uint32_t item, int columns, struct label *out)
{
	static const struct { enum highlight_by by; const char *behind; } all[] = {
		{BY_FLOPS, "FLOPs"}, {BY_OUTPUT, "of outputs"}, {BY_TIME, "of time"}, {BY_MEMORY, "of memory"}};
	char untold[NUMBER_SIZE], unsized[NUMBER_SIZE];
	*out = (struct label){0};
	if (!highlight->drawn || !highlight->costs.done)
		return;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct label number;
		uint64_t value = value_of(highlight, all[i].by, item);
		if (!value)
			continue;
		say_number(all[i].by, value, &number);
		line_add(out, columns, "%s %s", number.text, all[i].behind);
	}
	number_grouped(untold, highlight->costs.untold[item]);
	if (highlight->costs.untold[item])
		line_add(out, columns, "FLOPs of %s more not told", untold);
	number_grouped(unsized, highlight->costs.unsized[item]);
	if (highlight->costs.unsized[item] && highlight->costs.bytes[item])
		line_add(out, columns, "bytes of %s more not told", unsized);
	if (highlight->costs.open[item])
		line_add(out, columns, "(? is 1)");
}
