#include "cmd/profiling.h"

#include "base/alloc.h"
#include "base/number.h"
#include "cmd/table.h"
#include "model/profile_change.h"

#include <stdio.h>
#include <stdlib.h>

struct profile_side {
	char *file;
	struct op_tallies tallies;
};

void profile_side_free(struct profile_side *side)
{
	if (!side)
		return;
	op_tallies_fini(&side->tallies);
	free(side->file);
	free(side);
}

static struct profile_side *side_of(const struct trace_file *file, const struct trace *trace)
{
	struct profile_side *side = xcalloc(1, sizeof *side);
	struct trace_ops ops;
	side->file = xstrdup(file->file);
	bool fine = trace_ops_make(trace, trace_line_of_work, &ops) && op_tallies_make(trace, &ops, &side->tallies);
	trace_ops_fini(&ops);
	if (fine)
		return side;
	profile_side_free(side);
	return NULL;
}

/* ---- JSON Lines ---- */

static void put_text(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_text(json, slice_of(text));
}

static void put_tally(struct json *json, const char *key, const struct op_tally *tally)
{
	json_key(json, key);
	if (!tally->count) {
		json_none(json);
		return;
	}
	json_open(json, '{');
	json_key(json, "count");
	json_unsigned(json, tally->count);
	json_key(json, "total_ps");
	picoseconds_append(json->out, tally->total);
	json->more = true;
	json_key(json, "self_ps");
	picoseconds_append(json->out, tally->self);
	json->more = true;
	json_close(json, '}');
}

static void print_json(struct profiling *profiling, const struct profile_side *before, const struct profile_side *after,
                       const struct op_change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct json json = {.out = &profiling->out.text};
		json_open(&json, '{');
		put_text(&json, "before", before->file);
		put_text(&json, "after", after->file);
		json_key(&json, "name");
		json_text(&json, changes[i].name);
		put_text(&json, "what", op_change_what(&changes[i]));
		put_tally(&json, "old", &changes[i].before);
		put_tally(&json, "new", &changes[i].after);
		json_close(&json, '}');
		if (!out_line(&profiling->out))
			return;
	}
}

/* ---- For people ---- */

static void time_cell(struct table *table, picoseconds time, const char *sign)
{
	struct str text = {0};
	str_append_text(&text, sign);
	picoseconds_short(&text, time);
	table_cell(table, str_slice(&text));
	str_fini(&text);
}

static void add_row(struct table *table, const struct op_change *change)
{
	char text[NUMBER_SIZE];
	picoseconds by = change->after.total - change->before.total;
	table_cell(table, change->name);
	time_cell(table, change->before.total, "");
	time_cell(table, change->after.total, "");
	time_cell(table, by, by > 0 ? "+" : "");
	if (change->before.count && change->after.count && change->before.total) {
		char part[32];
		snprintf(part, sizeof part, "%+.1f %%", 100.0 * (double)by / (double)change->before.total);
		table_text(table, part);
	} else {
		table_text(table, op_change_what(change));
	}
	number_grouped(text, (int64_t)change->before.count);
	table_text(table, text);
	number_grouped(text, (int64_t)change->after.count);
	table_text(table, text);
}

static void print_people(struct profiling *profiling, const struct profile_side *before, const struct profile_side *after,
                         const struct op_change *changes, size_t count)
{
	static const char *const heads[] = {"operation", "total", "now", "change", "", "calls", "now"};
	struct table table, names;
	if (profiling->printed)
		out_line(&profiling->out);
	profiling->printed = true;
	table_init(&names, "ll");
	table_text(&names, "before");
	table_text(&names, before->file);
	table_text(&names, "now");
	table_text(&names, after->file);
	table_print(&names, &profiling->out.text, 0);
	table_fini(&names);
	out_line(&profiling->out);
	table_init(&table, "lrrrrrr");
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		table_text(&table, heads[i]);
	for (size_t i = 0; i < count; i++)
		add_row(&table, &changes[i]);
	table_print(&table, &profiling->out.text, 2);
	table_fini(&table);
}

/* ---- Both ---- */

typedef void print_changes(struct profiling *profiling, const struct profile_side *before,
                           const struct profile_side *after, const struct op_change *changes, size_t count);

/* The first one is what the others are compared with. */
static bool take(struct profiling *profiling, const struct trace_file *file, const struct trace *trace, print_changes *print)
{
	struct profile_side *side = side_of(file, trace);
	size_t count;
	if (!side)
		return false;
	if (!profiling->first) {
		profiling->first = side;
		return true;
	}
	struct op_change *changes = op_changes(&profiling->first->tallies, &side->tallies, &count);
	if (changes)
		print(profiling, profiling->first, side, changes, count);
	profiling->compared = true;
	free(changes);
	profile_side_free(side);
	return changes != NULL;
}

bool profile_compare_json(struct profiling *profiling, const struct trace_file *file, struct trace *trace)
{
	return take(profiling, file, trace, print_json);
}

bool profile_compare_table(struct profiling *profiling, const struct trace_file *file, struct trace *trace)
{
	return take(profiling, file, trace, print_people);
}
