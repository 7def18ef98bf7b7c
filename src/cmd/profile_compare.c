#include "cmd/profiling.h"

#include "base/alloc.h"
#include "base/number.h"
#include "cmd/table.h"
#include "model/trace_ops.h"

#include <stdio.h>
#include <stdlib.h>

/* What operations of one name took, on all planes together. */
struct tally {
	uint64_t count;
	picoseconds total, self;
};

struct profile_side {
	char *file;
	struct names names;
	struct tally *items; /* by name */
	size_t capacity;
};

void profile_side_free(struct profile_side *side)
{
	if (!side)
		return;
	names_fini(&side->names);
	free(side->items);
	free(side->file);
	free(side);
}

static bool add_op(struct profile_side *side, const struct trace *trace, const struct trace_op *op)
{
	uint32_t before = side->names.count, number = names_intern(&side->names, names_text(&trace->names, op->name));
	if (number == NAMES_NONE || !array_reserve(&side->items, &side->capacity, (size_t)number + 1))
		return false;
	if (number == before)
		side->items[number] = (struct tally){0};
	side->items[number].count += op->count;
	side->items[number].total += op->total;
	side->items[number].self += op->self;
	return true;
}

static struct profile_side *side_of(const struct trace_file *file, const struct trace *trace)
{
	struct profile_side *side = xcalloc(1, sizeof *side);
	struct trace_ops ops;
	names_init(&side->names);
	side->file = xstrdup(file->file);
	bool fine = trace_ops_make(trace, trace_line_of_work, &ops);
	for (size_t i = 0; fine && i < ops.count; i++)
		fine = add_op(side, trace, &ops.items[i]);
	trace_ops_fini(&ops);
	if (fine)
		return side;
	profile_side_free(side);
	return NULL;
}

/* ---- What changed ---- */

struct change {
	struct slice name;
	struct tally before, after; /* count 0: it was, or is, not there */
};

static picoseconds size_of(const struct change *change)
{
	picoseconds by = change->after.self - change->before.self;
	return by < 0 ? -by : by;
}

static int by_size(const void *left, const void *right)
{
	const struct change *a = left, *b = right;
	if (size_of(a) != size_of(b))
		return size_of(a) > size_of(b) ? -1 : 1;
	return slice_compare(a->name, b->name);
}

/* All operations of both, those whose self time changed most first; freed by the caller. NULL when out of memory. */
static struct change *compare(const struct profile_side *before, const struct profile_side *after, size_t *count)
{
	struct change *changes = data_alloc((size_t)before->names.count + after->names.count, sizeof *changes);
	*count = 0;
	for (uint32_t i = 0; changes && i < before->names.count; i++) {
		struct slice name = names_text(&before->names, i);
		uint32_t other = names_find(&after->names, name);
		changes[(*count)++] = (struct change){name, before->items[i],
			other == NAMES_NONE ? (struct tally){0} : after->items[other]};
	}
	for (uint32_t i = 0; changes && i < after->names.count; i++) {
		struct slice name = names_text(&after->names, i);
		if (names_find(&before->names, name) == NAMES_NONE)
			changes[(*count)++] = (struct change){.name = name, .after = after->items[i]};
	}
	if (*count)
		qsort(changes, *count, sizeof *changes, by_size);
	return changes;
}

static const char *what_of(const struct change *change)
{
	return !change->before.count ? "added" : !change->after.count ? "removed" : size_of(change) ? "changed" : "same";
}

/* ---- JSON Lines ---- */

static void put_text(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_text(json, slice_of(text));
}

static void put_tally(struct json *json, const char *key, const struct tally *tally)
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
                       const struct change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct json json = {.out = &profiling->out.text};
		json_open(&json, '{');
		put_text(&json, "before", before->file);
		put_text(&json, "after", after->file);
		json_key(&json, "name");
		json_text(&json, changes[i].name);
		put_text(&json, "what", what_of(&changes[i]));
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

static void add_row(struct table *table, const struct change *change)
{
	char text[NUMBER_SIZE];
	picoseconds by = change->after.self - change->before.self;
	table_cell(table, change->name);
	time_cell(table, change->before.self, "");
	time_cell(table, change->after.self, "");
	time_cell(table, by, by > 0 ? "+" : "");
	if (change->before.count && change->after.count && change->before.self) {
		char part[32];
		snprintf(part, sizeof part, "%+.1f %%", 100.0 * (double)by / (double)change->before.self);
		table_text(table, part);
	} else {
		table_text(table, what_of(change));
	}
	number_grouped(text, (int64_t)change->before.count);
	table_text(table, text);
	number_grouped(text, (int64_t)change->after.count);
	table_text(table, text);
}

static void print_people(struct profiling *profiling, const struct profile_side *before, const struct profile_side *after,
                         const struct change *changes, size_t count)
{
	static const char *const heads[] = {"operation", "self", "now", "change", "", "calls", "now"};
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
                           const struct profile_side *after, const struct change *changes, size_t count);

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
	struct change *changes = compare(profiling->first, side, &count);
	if (changes)
		print(profiling, profiling->first, side, changes, count);
	profiling->compared = true;
	free(changes);
	profile_side_free(side);
	return changes != NULL;
}

bool profile_compare_json(struct profiling *profiling, const struct trace_file *file, const struct trace *trace)
{
	return take(profiling, file, trace, print_json);
}

bool profile_compare_table(struct profiling *profiling, const struct trace_file *file, const struct trace *trace)
{
	return take(profiling, file, trace, print_people);
}
