#include "base/number.h"
#include "view/happen.h"
#include "view/maker.h"

#include <math.h>
#include <stdio.h>

/* A stretch of x and what is told of it. */
struct place {
	bool taken;
	double x;
	struct happening what;
	uint32_t count; /* of this kind */
};

#define FOLDS_FROM 4 /* ranks: of what is usual, how often tells more than where each was */

static void describe(const struct place *place, struct plot_event *event)
{
	const struct happening *one = &place->what;
	static const enum role roles[] = {ROLE_AXIS, ROLE_BAD, ROLE_WARN, ROLE_AXIS, ROLE_AXIS, ROLE_DIM}; /* by rank */
	char detail[NUMBER_SIZE];
	*event = (struct plot_event){.x = place->x, .count = place->count};
	event->letter = happen_letter(one->kind);
	event->rank = happen_rank(one->kind);
	event->folds = event->rank >= FOLDS_FROM;
	event->role = roles[event->rank];
	if (isnan(one->seconds))
		number_count(detail, one->step);
	else
		number_duration(detail, one->seconds);
	snprintf(event->text, sizeof event->text, "%s %.10s", happen_word(one->kind), detail);
}

/* However many there are, the lane shows one a column: of those that share a place the gravest, then the latest. */
static void find_for_places(const struct maker *maker, const struct chart *chart, const struct line_run *line,
                            const struct happenings *all, struct place places[CHART_EVENTS])
{
	struct happening one;
	for (size_t i = 0; i < happen_count(all); i++) {
		if (!happen_at(all, i, &one))
			continue;
		double x = axis_place(maker->axis, line, one.step, one.wall);
		double position = scale_position(&chart->plot.x, x);
		if (!(position >= 0 && position <= 1))
			continue;
		struct place *place = &places[scale_column(position, CHART_EVENTS)];
		uint32_t like = place->taken && place->what.kind == one.kind ? place->count : 0;
		if (!place->taken || happen_rank(one.kind) <= happen_rank(place->what.kind))
			*place = (struct place){true, x, one, like + 1};
	}
}

static void find(const struct maker *maker, struct chart *chart, const struct line_run *line,
                 const struct happenings *all)
{
	struct place places[CHART_EVENTS] = {{0}};
	chart->plot.event_count = 0;
	find_for_places(maker, chart, line, all, places);
	for (int i = 0; i < CHART_EVENTS; i++)
		if (places[i].taken)
			describe(&places[i], &chart->events[chart->plot.event_count++]);
}

/* The run whose events the chart tells; NULL without. */
static const struct line_run *told_run(const struct maker *maker)
{
	const struct line_run *line = lineup_of(maker->lineup, maker->wanted->run);
	return maker->wanted->single && line && line->run == maker->wanted->run ? line : NULL;
}

void event_lane_find(const struct maker *maker, struct chart *chart)
{
	const struct line_run *line = told_run(maker);
	chart->plot.events = chart->events;
	chart->plot.event_count = 0;
	if (line) {
		struct happenings all = happen_in(maker->scene, line->run);
		find(maker, chart, line, &all);
		chart->events_version = all.version;
	}
	chart->plot.event_lane = chart->plot.event_count > 0;
}

bool event_lane_same(const struct maker *maker, struct chart *chart)
{
	const struct line_run *line = chart->tag_count ? told_run(maker) : NULL;
	bool lane = chart->plot.event_lane;
	if (line && happen_in(maker->scene, line->run).version != chart->events_version)
		event_lane_find(maker, chart);
	return chart->plot.event_lane == lane;
}
