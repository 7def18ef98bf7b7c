#include "cmd/exporting.h"

#include "base/alloc.h"
#include "cmd/points.h"
#include "decode/graph.h"
#include "model/sessions.h"

#include <math.h>
#include <stdlib.h>

#define RUN_GRAPH_TAG "__run_graph__"
#define LAYOUT_TAG "custom_scalars__config__"

/* ---- hparams ---- */

static void print_hparams(struct json *json, const struct session_start *start)
{
	json_key(json, "hparams");
	json_open(json, '{');
	for (size_t i = 0; i < start->count; i++) {
		const struct hparam *hparam = &start->hparams[i];
		if (hparam->type == HPARAM_NUMBER && !isfinite(hparam->number))
			continue; /* TensorBoard drops them: protobuf's JSON has no word for them */
		json_name(json, str_slice(&hparam->name));
		switch (hparam->type) {
		case HPARAM_NULL: json_none(json); break;
		case HPARAM_NUMBER: json_double(json, hparam->number); break;
		case HPARAM_BOOL: json_bool(json, hparam->truth); break;
		case HPARAM_TEXT: json_text(json, str_slice(&hparam->text)); break;
		case HPARAM_JSON: json_raw(json, str_slice(&hparam->text)); break;
		}
	}
	json_close(json, '}');
}

/* Most were floats, which TensorBoard widens on the way. */
static void print_metric(struct json *json, double value)
{
	if (isfinite(value) && fabs(value) < 3.5e38 && (double)(float)value == value)
		json_float(json, (float)value);
	else
		json_double(json, value);
}

struct named {
	struct str name;
	double value;
};

static int by_name(const void *left, const void *right)
{
	const struct named *a = left, *b = right;
	return slice_compare(str_slice(&a->name), str_slice(&b->name));
}

static void print_metrics(struct json *json, const struct sessions *table, const struct session_group *group,
                          struct named *room)
{
	size_t count = 0;
	for (size_t i = 0; i < table->metric_count; i++) {
		if (!group->has_metric[i])
			continue;
		room[count] = (struct named){.value = group->metrics[i]};
		if (table->metrics[i].group.length) {
			str_append_slice(&room[count].name, table->metrics[i].group);
			str_append_char(&room[count].name, '.');
		}
		str_append_slice(&room[count++].name, table->metrics[i].tag);
	}
	if (count)
		qsort(room, count, sizeof *room, by_name);
	json_key(json, "metrics");
	json_open(json, '{');
	for (size_t i = 0; i < count; i++) {
		json_name(json, str_slice(&room[i].name));
		print_metric(json, room[i].value);
		str_fini(&room[i].name);
	}
	json_close(json, '}');
}

static bool group_matches(const struct export *export, const struct sessions *table, const struct session_group *group)
{
	for (size_t i = group->first; i < group->first + group->count; i++)
		if (expression_matches(&export->run, store_run(export->store, table->sessions[i].run).name))
			return true;
	return false;
}

static void print_group(struct json *json, const struct sessions *table, const struct session_group *group,
                        struct named *room)
{
	json_open(json, '{');
	json_key(json, "session");
	json_text(json, group->name);
	json_key(json, "status");
	json_text(json, slice_of(session_status_name(group->status)));
	json_key(json, "start_time");
	json_known(json, group->start);
	json_key(json, "end_time");
	json_known(json, group->end);
	print_hparams(json, session_group_hparams(table, group));
	print_metrics(json, table, group, room);
	json_close(json, '}');
}

void export_hparams(struct export *export)
{
	struct sessions *table = sessions_new(export->store, NULL);
	struct named *room = table ? data_alloc(table->metric_count, sizeof *room) : NULL;
	if (!room) {
		sessions_free(table);
		export->unread++;
		export->unread_why = STATUS_NO_MEMORY;
		return;
	}
	for (size_t i = 0; i < table->group_count && export->out.status == STATUS_OK; i++) {
		if (!group_matches(export, table, &table->groups[i]))
			continue;
		struct json json = {.out = &export->out.text};
		export->any = true;
		print_group(&json, table, &table->groups[i], room);
		out_line(&export->out);
	}
	free(room);
	sessions_free(table);
}

/* ---- Graphs ---- */

struct newest {
	uint32_t file;
	struct item item;
	bool there;
	bool first_of_step; /* stays at the first of those of the last step in a row */
};

static bool take_newest(void *context, uint32_t file, const struct item *item)
{
	struct newest *newest = context;
	if (newest->there && newest->first_of_step && item->step == newest->item.step)
		return true;
	*newest = (struct newest){file, *item, true, newest->first_of_step};
	return true;
}

/* Of several at one step TensorBoard's blobs are the first (data_provider.py: a key has no more than the step). */
static struct newest newest_of(const struct export *export, uint32_t series, bool first_of_step)
{
	struct newest newest = {.first_of_step = first_of_step};
	store_walk_items(export->store, series, take_newest, &newest);
	return newest;
}

static void graph_line(struct export *export, struct slice run, struct slice tag, const struct graph_totals *graph)
{
	struct json json = {.out = &export->out.text};
	json_open(&json, '{');
	json_key(&json, "run");
	json_text(&json, run);
	json_key(&json, "tag");
	json_text(&json, tag);
	points_graph(&json, graph);
	json_close(&json, '}');
	out_line(&export->out);
}

static void print_graph(struct export *export, struct slice run, struct slice tag, struct asset *asset)
{
	if (!asset)
		return;
	export->any = true;
	if (export->drawn)
		export->drawn(export, run, tag, &asset->drawn);
	else
		(export->graph ? export->graph : graph_line)(export, run, tag, &asset->graph);
	asset_free(asset);
}

/* The one in a meta graph, for a run without a graph of its own. */
static struct asset *graph_of_meta(struct export *export, uint32_t run)
{
	struct payload payload;
	struct asset *asset = NULL;
	uint32_t file;
	struct item item;
	if (!store_meta_graph(export->store, run, &file, &item))
		return NULL;
	item.form = ITEM_GRAPH;
	const char *path = store_file(export->store, file).path.data;
	enum status status = payload_read(export->reader, path, &item, PAYLOAD_ANY, &payload);
	if (!status) {
		payload.bytes = graph_of_meta_graph(payload.bytes);
		payload.part = export->drawn ? GRAPH_NODES : 0;
		status = decode(KIND_GRAPH, &payload, &asset);
	}
	if (status && status != STATUS_CORRUPT) {
		export->unread++;
		export->unread_why = status;
	}
	return asset;
}

/* The run's newest, which no restart takes back (plugin_event_accumulator.py, Graph). */
static struct asset *own_graph(struct export *export, uint32_t run)
{
	uint32_t file, tag = store_tag_find(export->store, slice_of(RUN_GRAPH_TAG));
	uint32_t series = tag == STORE_NONE ? STORE_NONE : store_series_find(export->store, run, tag);
	struct item item;
	if (series == STORE_NONE || !store_newest_item(export->store, series, &file, &item) || item.form != ITEM_GRAPH)
		return graph_of_meta(export, run);
	struct series_info info = store_series(export->store, series);
	return export_asset(export, &info, file, &item);
}

static void export_tagged_graph(struct export *export, struct slice run, uint32_t series)
{
	struct series_info info = store_series(export->store, series);
	struct slice tag = store_tag_name(export->store, info.tag);
	if (info.kind != KIND_GRAPH || slice_equal(tag, slice_of(RUN_GRAPH_TAG)) || !expression_matches(&export->tag, tag))
		return;
	struct newest newest = newest_of(export, series, true);
	if (newest.there)
		print_graph(export, run, tag, export_asset(export, &info, newest.file, &newest.item));
}

/* By tag: the run's own has its place among the tags, though it may be in none of them. */
static void export_graphs_of(struct export *export, uint32_t run)
{
	struct slice name = store_run(export->store, run).name, own = slice_of(RUN_GRAPH_TAG);
	uint32_t count = store_run_series_count(export->store, run), i = 0;
	for (; i < count && export->out.status == STATUS_OK; i++) {
		uint32_t series = store_run_series_at(export->store, run, i);
		if (slice_compare(store_tag_name(export->store, store_series(export->store, series).tag), own) >= 0)
			break;
		export_tagged_graph(export, name, series);
	}
	if (expression_matches(&export->tag, own))
		print_graph(export, name, own, own_graph(export, run));
	for (; i < count && export->out.status == STATUS_OK; i++)
		export_tagged_graph(export, name, store_run_series_at(export->store, run, i));
}

void export_graphs(struct export *export)
{
	for (uint32_t i = 0; i < store_run_count(export->store) && export->out.status == STATUS_OK; i++) {
		uint32_t run = store_run_at(export->store, i);
		if (expression_matches(&export->run, store_run(export->store, run).name))
			export_graphs_of(export, run);
	}
}

/* ---- Layouts ---- */

/* The newest layout of a run goes into the one of all. */
static void add_layout(struct export *export, uint32_t run, struct custom_layout *all)
{
	uint32_t tag = store_tag_find(export->store, slice_of(LAYOUT_TAG));
	uint32_t series = tag == STORE_NONE ? STORE_NONE : store_series_find(export->store, run, tag);
	if (series == STORE_NONE)
		return;
	struct series_info info = store_series(export->store, series);
	struct newest newest = newest_of(export, series, false);
	if (info.kind != KIND_LAYOUT || !newest.there)
		return;
	struct asset *asset = export_asset(export, &info, newest.file, &newest.item);
	if (!asset)
		return;
	export->any = true;
	custom_layout_merge(all, &asset->layout);
	asset_free(asset);
}

void export_layout(struct export *export)
{
	struct custom_layout all = {0};
	for (uint32_t i = 0; i < store_run_count(export->store); i++) {
		uint32_t run = store_run_at(export->store, i);
		if (expression_matches(&export->run, store_run(export->store, run).name))
			add_layout(export, run, &all);
	}
	if (export->any) {
		struct json json = {.out = &export->out.text};
		json_open(&json, '{');
		points_layout(&json, &all);
		json_close(&json, '}');
		out_line(&export->out);
	}
	custom_layout_fini(&all);
}
