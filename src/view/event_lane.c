#include "base/number.h"
#include "view/happen.h"
#include "view/maker.h"

#include <math.h>
#include <stdio.h>

static void add(const struct maker *maker, struct chart *chart, const struct line_run *line,
                const struct happening *one)
{
	static const enum role roles[] = {ROLE_AXIS, ROLE_BAD, ROLE_WARN, ROLE_AXIS, ROLE_AXIS}; /* by rank */
	struct plot_event *event = &chart->events[chart->plot.event_count++];
	char detail[NUMBER_SIZE];
	*event = (struct plot_event){.x = axis_place(maker->axis, line, one->step, one->wall)};
	event->letter = happen_letter(one->kind);
	event->rank = happen_rank(one->kind);
	event->role = roles[event->rank];
	if (isnan(one->seconds))
		number_count(detail, one->step);
	else
		number_duration(detail, one->seconds);
	snprintf(event->text, sizeof event->text, "%s %.10s", happen_word(one->kind), detail);
}

void event_lane_find(const struct maker *maker, struct chart *chart)
{
	struct happening all[HAPPEN_MOST];
	chart->plot.events = chart->events;
	for (size_t i = 0; i < maker->lineup->count && maker->wanted->single; i++) {
		const struct line_run *line = &maker->lineup->items[i];
		if (line->run != maker->wanted->run)
			continue;
		size_t count = happen_list(maker->scene, line->run, all);
		for (size_t k = 0; k < count; k++)
			add(maker, chart, line, &all[k]);
	}
	chart->plot.event_lane = chart->plot.event_count > 0;
}
