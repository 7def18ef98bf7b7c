#include "model/profile.h"

#include "base/alloc.h"
#include "model/trace_spread.h"

#include <stdlib.h>
#include <string.h>

/* ---- Operations by self time ---- */

struct ranked {
	picoseconds self;
	uint32_t op;
};

static int by_self(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	if (a->self != b->self)
		return a->self > b->self ? -1 : 1;
	return (a->op > b->op) - (a->op < b->op);
}

static bool rank_ops(struct profile *profile)
{
	size_t count = profile->ops.count, names = profile->trace.names.count;
	struct ranked *sorted = data_alloc(count, sizeof *sorted);
	profile->rank = data_alloc(count, sizeof *profile->rank);
	profile->op_of_name = data_alloc(names, sizeof *profile->op_of_name);
	bool fine = sorted && profile->rank && profile->op_of_name;
	for (size_t i = 0; fine && i < names; i++)
		profile->op_of_name[i] = UINT32_MAX;
	for (size_t i = 0; fine && i < count; i++) {
		sorted[i] = (struct ranked){profile->ops.items[i].self, (uint32_t)i};
		profile->self += profile->ops.items[i].self;
	}
	if (fine && count)
		qsort(sorted, count, sizeof *sorted, by_self);
	for (size_t i = 0; fine && i < count; i++) {
		uint32_t *of_name = &profile->op_of_name[profile->ops.items[sorted[i].op].name];
		profile->rank[sorted[i].op] = (uint32_t)i;
		if (i < PROFILE_LARGEST)
			profile->largest[i] = sorted[i].op;
		*of_name = *of_name == UINT32_MAX ? sorted[i].op : *of_name;
	}
	free(sorted);
	return fine;
}

/* ---- Lines as they are shown ---- */

struct placed {
	bool device, work, annotations;
	picoseconds most, busy; /* of the busiest line of the process; of this one */
	uint32_t first, line;   /* the first line of the process; this one */
};

static int by_place(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;
	if (a->device != b->device)
		return a->device ? -1 : 1;
	if (a->work != b->work)
		return a->work ? -1 : 1;
	if (a->most != b->most)
		return a->most > b->most ? -1 : 1;
	if (a->first != b->first) /* as busy as each other, as the GPUs of one training are */
		return a->first < b->first ? -1 : 1;
	if (a->annotations != b->annotations)
		return a->annotations ? 1 : -1;
	if (a->busy != b->busy)
		return a->busy > b->busy ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

/* A process is a device's when one of its lines is. */
static void join_processes(const struct trace *trace, struct placed *places)
{
	for (size_t i = 0, end; i < trace->line_count; i = end) {
		picoseconds most = 0;
		bool device = false, work = false;
		for (end = i; end < trace->line_count && trace->lines[end].process == trace->lines[i].process; end++) {
			most = places[end].busy > most && !places[end].annotations ? places[end].busy : most;
			device |= places[end].device;
			work |= places[end].work;
		}
		for (size_t k = i; k < end; k++) {
			places[k].most = most;
			places[k].first = (uint32_t)i;
			places[k].device = device;
			places[k].work = work;
		}
	}
}

static bool order_lines(struct profile *profile)
{
	const struct trace *trace = &profile->trace;
	struct placed *places = data_alloc(trace->line_count, sizeof *places);
	profile->line_order = data_alloc(trace->line_count, sizeof *profile->line_order);
	bool fine = places && profile->line_order;
	for (size_t i = 0; fine && i < trace->line_count; i++)
		places[i] = (struct placed){trace_line_of_device(trace, &trace->lines[i]),
		                            trace_line_of_work(trace, &trace->lines[i]), trace->lines[i].annotations, 0,
		                            profile->tracks.lines[i].busy, 0, (uint32_t)i};
	if (fine && trace->line_count) {
		join_processes(trace, places);
		qsort(places, trace->line_count, sizeof *places, by_place);
	}
	for (size_t i = 0; fine && i < trace->line_count; i++)
		profile->line_order[i] = places[i].line;
	free(places);
	return fine;
}

/* ---- All ---- */

bool profile_order(struct profile *profile)
{
	return rank_ops(profile) && order_lines(profile);
}

/* Lines of no work have names that no operation has. */
static bool mark_names(struct profile *profile)
{
	const struct trace *trace = &profile->trace;
	profile->of_span = data_alloc(trace->names.count, sizeof *profile->of_span);
	if (profile->of_span)
		memset(profile->of_span, 0, trace->names.count);
	for (size_t i = 0; profile->of_span && i < trace->line_count; i++)
		for (size_t k = 0; k < trace->lines[i].count; k++)
			profile->of_span[trace_span_at(&trace->lines[i], k).name] = 1;
	return profile->of_span != NULL;
}

static bool make(struct profile *profile, const atomic_bool *stop)
{
	struct trace *trace = &profile->trace;
	if (!trace_flows_make(trace, &profile->flows) || !trace_memory_make(trace, &profile->memory))
		return false;
	trace_events_fini(&trace->events); /* before there is more */
	if (!trace_ops_make(trace, trace_line_of_work, &profile->ops))
		return false;
	profile->p99 = trace_spread_make(trace, trace_line_of_work, &profile->ops);
	if (!profile->p99 || !mark_names(profile) || !trace_tracks_make(trace, stop, &profile->tracks) ||
	    !trace_flame_make(trace, &profile->flame) || !trace_steps_make(trace, &profile->steps) ||
	    !trace_split_make(trace, &profile->flows, &profile->steps, &profile->split) ||
	    !trace_parts_by_line(trace, trace_line_of_work, &profile->ops, &profile->by_line) ||
	    !trace_parts_by_step(trace, trace_line_of_work, &profile->ops, &profile->steps, &profile->by_step) ||
	    !trace_parts_by_shape(trace, trace_line_of_work, &profile->ops, &profile->by_shape) ||
	    !profile_order(profile))
		return false;
	trace_shapes_fini(&trace->shapes);
	trace_findings_make(trace, &profile->ops, &profile->steps, &profile->split, &profile->findings);
	return true;
}

struct profile *profile_make(struct trace *trace, const atomic_bool *stop)
{
	struct profile *profile = xcalloc(1, sizeof *profile);
	profile->trace = *trace;
	if (make(profile, stop))
		return profile;
	profile_free(profile);
	return NULL;
}

void profile_free(struct profile *profile)
{
	if (!profile)
		return;
	trace_findings_fini(&profile->findings);
	free(profile->rank);
	free(profile->op_of_name);
	free(profile->line_order);
	if (profile->image) {
		names_fini(&profile->trace.names);
		profile->release(profile->image, profile->image_length);
	} else {
		trace_split_fini(&profile->split);
		trace_steps_fini(&profile->steps);
		trace_parts_fini(&profile->by_line);
		trace_parts_fini(&profile->by_step);
		trace_parts_fini(&profile->by_shape);
		trace_flame_fini(&profile->flame);
		trace_flows_fini(&profile->flows);
		trace_memory_fini(&profile->memory);
		trace_tracks_fini(&profile->tracks);
		trace_ops_fini(&profile->ops);
		free(profile->p99);
		free(profile->of_span);
		trace_fini(&profile->trace);
	}
	free(profile);
}
