#include "view/lineup.h"

#include "base/alloc.h"
#include "view/axes.h"
#include "view/glance.h"
#include "view/group_look.h"
#include "view/run_order.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const uint32_t marks[CHOICE_MARKS] = {0x25A0, 0x25C6, 0x25AA, 0x25CF, 0x25B2, 0x25BC, '+', 0x00D7};

uint32_t run_mark(struct run_choice choice)
{
	return marks[choice.mark % CHOICE_MARKS];
}

uint32_t run_mark_after(uint32_t mark, unsigned by)
{
	unsigned i = 0;
	while (i < CHOICE_MARKS - 1 && marks[i] != mark)
		i++;
	return marks[(i + by) % CHOICE_MARKS];
}

/* Columns from which on a group is called by fewer words. */
#define GROUP_NAME 40
#define MARK_UNKNOWN 0x25CC

static enum run_state state_of(const struct scene *scene, uint32_t run)
{
	if (!scene->steptimes)
		return run_state_of(scene->store, run, NAN, scene->now);
	const struct steptime *steptime = steptimes_get(scene->steptimes, scene->store, run, scene->now);
	return run_state_of(scene->store, run, steptime ? steptime->gap_p99 : NAN, scene->now);
}

struct run_sign run_sign(const struct scene *scene, uint32_t run)
{
	struct run_info info = store_run(scene->store, run);
	bool loading = info.bytes_read < info.bytes_found && scene->progress && scene->progress->loading;
	enum run_state state = state_of(scene, run);
	if (!isfinite(info.newest_wall) && state != RUN_GONE)
		return (struct run_sign){RUN_STALLED, false, MARK_UNKNOWN, ROLE_DIM, "empty"};
	return (struct run_sign){state, true, loading ? MARK_UNKNOWN : state_mark(state), state_role(state),
	                         run_state_name(state)};
}

void wall_age(char out[NUMBER_SIZE], double wall, double now)
{
	if (wall > now + WALL_SLACK)
		snprintf(out, NUMBER_SIZE, "ahead");
	else
		number_age(out, isfinite(wall) ? now - wall : NAN);
}

void run_age(char out[NUMBER_SIZE], const struct scene *scene, uint32_t run)
{
	double newest = run_newest_wall(scene->store, run, scene->now);
	wall_age(out, isnan(newest) ? store_run(scene->store, run).newest_wall : newest, scene->now);
}

double newest_record(const struct scene *scene)
{
	double dated = store_totals(scene->store).newest_wall, newest = NAN;
	if (!(dated > scene->now + WALL_SLACK))
		return dated;
	for (uint32_t i = 0; i < store_run_count(scene->store); i++)
		newest = fmax(newest, run_newest_wall(scene->store, store_run_at(scene->store, i), scene->now));
	return isnan(newest) ? dated : newest;
}

static void set_look(struct line_run *line, struct run_choice choice)
{
	line->role = (enum role)(ROLE_SERIES_0 + choice.hue % CHOICE_HUES);
	line->stroke = (enum plot_stroke)(choice.stroke % CHOICE_STROKES);
	line->mark = run_mark(choice);
}

struct line_run lineup_line(const struct scene *scene, uint32_t run)
{
	struct run_choice choice = choice_run(scene->choice, scene->store, run);
	struct run_info info = store_run(scene->store, run);
	struct line_run line = {
		.run = run,
		.start = info.has_start && isfinite(info.start_time) ? info.start_time : 0,
		.gone = info.files_gone == info.files,
	};
	set_look(&line, choice);
	label_name(&line.name, info.name, LINEUP_NAME);
	return line;
}

static struct line_run group_line(const struct line_run *members, const struct run_group *group,
                                  const struct group_look *look)
{
	struct line_run line = members[0];
	if (look)
		set_look(&line, look->choice);
	if (group->count == 1)
		return line;
	line.members = members;
	line.member_count = group->count;
	line.gone = false;
	label_name(&line.name, group_name_for(&group->name, GROUP_NAME), LINEUP_NAME);
	return line;
}

static void reserve(struct lineup *lineup)
{
	if (lineup->total <= lineup->capacity)
		return;
	lineup->capacity = lineup->total;
	lineup->items = xrealloc(lineup->items, lineup->capacity * sizeof *lineup->items);
	lineup->runs = xrealloc(lineup->runs, lineup->capacity * sizeof *lineup->runs);
}

static size_t list_shown(const struct lineup *lineup, const struct scene *scene, uint32_t *runs)
{
	size_t count = 0;
	for (uint32_t i = 0; i < lineup->total; i++) {
		uint32_t run = store_run_at(scene->store, i);
		if (choice_run_visible(scene->choice, scene->store, run))
			runs[count++] = run;
	}
	return count;
}

static void make(struct lineup *lineup, const struct scene *scene)
{
	uint32_t *runs = xmalloc((lineup->total + 1) * sizeof *runs);
	struct run_group *groups = xmalloc((lineup->total + 1) * sizeof *groups);
	lineup->run_count = list_shown(lineup, scene, runs);
	lineup->count = run_order_group(scene, runs, lineup->run_count, groups);
	for (size_t i = 0; i < lineup->run_count; i++)
		lineup->runs[i] = lineup_line(scene, runs[i]);
	for (size_t i = 0; i < lineup->count; i++) {
		lineup->items[i] = group_line(&lineup->runs[groups[i].from], &groups[i],
		                              group_look_of(scene, groups[i].key));
		lineup->items[i].first = groups[i].from;
	}
	free(runs);
	free(groups);
}

void lineup_prepare(struct lineup *lineup, const struct scene *scene)
{
	uint64_t of_store = store_generation(scene->store), of_choice = choice_generation(scene->choice);
	if (lineup->made && lineup->store_generation == of_store && lineup->choice_generation == of_choice)
		return;
	lineup->total = store_run_count(scene->store);
	reserve(lineup);
	make(lineup, scene);
	lineup->made = true;
	lineup->store_generation = of_store;
	lineup->choice_generation = of_choice;
}

void lineup_bend(struct lineup *lineup)
{
	for (size_t i = 0; i < lineup->count; i++)
		lineup->items[i].warp = lineup->runs[lineup->items[i].first].warp;
}

const struct line_run *lineup_of(const struct lineup *lineup, uint32_t run)
{
	for (size_t i = 0; i < lineup->count; i++) {
		const struct line_run *line = &lineup->items[i];
		if (line->run == run)
			return line;
		for (size_t k = 0; k < line->member_count; k++)
			if (line->members[k].run == run)
				return line;
	}
	return NULL;
}

const struct line_run *lineup_run(const struct lineup *lineup, uint32_t run)
{
	for (size_t i = 0; i < lineup->run_count; i++)
		if (lineup->runs[i].run == run)
			return &lineup->runs[i];
	return NULL;
}

struct band lineup_band(const struct scene *scene, const struct line_run *group, uint32_t tag)
{
	uint32_t *runs = xmalloc((group->member_count + 1) * sizeof *runs);
	for (size_t i = 0; i < group->member_count; i++)
		runs[i] = group->members[i].run;
	struct band band = run_order_band(scene, runs, group->member_count, tag);
	free(runs);
	return band;
}

struct band lineup_band_at(const struct scene *scene, const struct line_run *group, uint32_t tag, double x)
{
	enum x_axis axis = choice_x(scene->choice);
	double *values = xmalloc((group->member_count + 1) * sizeof *values);
	size_t count = 0;
	for (size_t i = 0; i < group->member_count; i++) {
		const struct line_run *line = &group->members[i];
		uint32_t series = store_series_find(scene->store, line->run, tag);
		struct row row;
		enum number_type type;
		if (series == STORE_NONE || store_series_head(scene->store, series).kind != KIND_SCALAR ||
		    !query_nearest(scene->store, series, axis_source(axis), axis_find(axis, line, x), &row, &type))
			continue;
		values[count] = number_value(type, row.bits);
		count += isfinite(values[count]);
	}
	struct band band = band_of(values, count, choice_band(scene->choice));
	free(values);
	return band;
}

void lineup_fini(struct lineup *lineup)
{
	free(lineup->items);
	free(lineup->runs);
	*lineup = (struct lineup){0};
}
