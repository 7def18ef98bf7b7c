/*
 * What a chart draws, as numbers: a row for each point of one run, the focused
 * one, in stored order; a column for each shown run or group, with what it has
 * at exactly that step, else nothing. It has a cursor, which is the chart's.
 */
#ifndef TBTOP_VIEW_POINTS_H
#define TBTOP_VIEW_POINTS_H

#include "model/places.h"
#include "ui/list.h"
#include "view/lineup.h"

#define POINTS_RUNS 24 /* columns at most */

struct points_row {
	struct label step, time, cells[POINTS_RUNS];
};

struct points {
	uint64_t total, cursor, top; /* places */
	bool made, at_end;           /* at_end: the cursor goes along with the newest point */
	uint32_t series;             /* whose points are the rows */
	struct points_head {
		uint32_t mark;
		enum role role;
		struct label name;
	} heads[POINTS_RUNS];
	int head_count;
	struct points_row *rows;
	struct placed *points;       /* of these rows */
	int row_count, row_capacity;
	bool framed;                 /* where there is room */
	struct rect area, inside;
	struct label title;
};

/* `line`: whose points are the rows, `series` its of `tag`; NULL for none. `cursor`: x to begin at; NaN for the end. */
void points_prepare(struct points *table, const struct scene *scene, const struct lineup *lineup,
                   const struct line_run *line, uint32_t series, uint32_t tag, double cursor, struct rect area);
void points_paint(const struct points *table, struct canvas *canvas, bool focused);
/* Movement. True when it was one: `point` is then that under the cursor. */
bool points_act(struct points *table, const struct scene *scene, enum action action, struct placed *point);
void points_fini(struct points *table);

#endif
