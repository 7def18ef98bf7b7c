#include "base/alloc.h"
#include "view/profile_tab.h"

#include <stdlib.h>

void profile_show_finding(struct profile_tab *tab)
{
	const struct trace_finding *finding = overview_finding(&tab->overview);
	if (!finding)
		return;
	tab->form = FORM_TIMELINE;
	timeline_prepare(&tab->timeline, tab->body);
	timeline_show(&tab->timeline, finding->line, finding->start, finding->end);
}

struct op_place {
	uint32_t line; /* UINT32_MAX: any */
	picoseconds since;
};

/* The last span of a line that begins before a time, from which trace_tracks_next goes on. */
static uint32_t last_before(const struct trace_line *line, picoseconds time)
{
	size_t low = 0, high = line->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct trace_span span = trace_span_at(line, middle);
		if (trace_start(&span) < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? (uint32_t)(low - 1) : TRACE_NO_SPAN;
}

/* To the first call of an operation from a place on. */
static void show_op(struct profile_tab *tab, uint32_t number, struct op_place place)
{
	const struct trace *trace = &tab->profile->trace;
	const struct trace_op *op = &tab->profile->ops.items[number];
	bool *wanted = xcalloc(trace->names.count, sizeof *wanted);
	uint32_t best_line = 0;
	struct trace_span best;
	bool found = false;
	wanted[op->name] = true;
	tab->form = FORM_TIMELINE;
	timeline_prepare(&tab->timeline, tab->body);
	for (uint32_t line = 0; line < trace->line_count; line++) {
		if (trace->lines[line].process != op->process || (place.line != UINT32_MAX && place.line != line))
			continue;
		uint32_t next = trace_tracks_next(&tab->profile->tracks, line, last_before(&trace->lines[line], place.since), wanted, trace_tracks_mask(op->name), false);
		if (next == TRACE_NO_SPAN)
			continue;
		struct trace_span span = trace_span_at(&trace->lines[line], next);
		if (!found || trace_start(&span) < trace_start(&best)) {
			best = span;
			best_line = line;
		}
		found = true;
	}
	if (found)
		timeline_show(&tab->timeline, best_line, trace_start(&best), trace_end(&best));
	free(wanted);
}

/* Where to look for it: in the thread or the step that the table is of, with the shape of the row. */
static struct op_place first_place(const struct profile_tab *tab, const struct op_row *row)
{
	struct op_place place = {UINT32_MAX, row->first};
	if (tab->ops.query.inside == OPS_THREADS)
		place.line = (uint32_t)tab->ops.query.inside_group;
	return place;
}

void profile_show_row(struct profile_tab *tab)
{
	const struct op_row *row = op_table_row(&tab->ops);
	if (row && !op_table_enter(&tab->ops))
		show_op(tab, row->op, first_place(tab, row));
}

void profile_show_change(struct profile_tab *tab, struct asks *out)
{
	const struct op_change *change = op_changes_row(&tab->changes);
	const struct trace *trace = &tab->profile->trace;
	uint32_t number = change && change->after.count ? names_find(&trace->names, change->name) : NAMES_NONE;
	if (number != NAMES_NONE && tab->profile->op_of_name[number] != UINT32_MAX)
		show_op(tab, tab->profile->op_of_name[number], (struct op_place){UINT32_MAX, 0});
	else
		ask(out, ASK_NOTICE, "no call of that name alone in this profile");
}

void profile_show_block(struct profile_tab *tab)
{
	const struct memory_block *block = memory_block(&tab->memory);
	if (!block || block->line == UINT32_MAX)
		return;
	tab->form = FORM_TIMELINE;
	timeline_prepare(&tab->timeline, tab->body);
	if (block->span != UINT32_MAX) {
		struct trace_span span = trace_span_at(&tab->profile->trace.lines[block->line], block->span);
		timeline_show(&tab->timeline, block->line, trace_start(&span), trace_end(&span));
	} else {
		timeline_show(&tab->timeline, block->line, block->since, block->since);
	}
}
