/*
 * What the hardware did, in rows: a name, how it went along an axis that is the
 * charts', the newest figure. What this machine does while tbtop is open
 * (model/hardware_log.h), and what the focused run logged of its own
 * (model/device_tag.h), the same way. The rows that tell most are those that fit.
 */
#ifndef TBTOP_VIEW_HARDWARE_H
#define TBTOP_VIEW_HARDWARE_H

#include "chart/canvas.h"
#include "model/device_tag.h"
#include "view/lineup.h"

#define HARDWARE_ROWS 24
#define HARDWARE_TAGS 12 /* the first of them */
#define HARDWARE_CELLS 400

/* What there may be in a row. */
struct hardware_source {
	enum hardware_figure figure;
	uint32_t gpu;    /* or HARDWARE_ALL */
	uint32_t series; /* that was logged; STORE_NONE for this machine */
	int rank;        /* 1 tells most */
	enum device_unit unit; /* of what was logged */
	uint32_t number; /* of the GPU, as its driver has it */
};

struct hardware_row {
	struct label name, value;
	enum role role;
	bool logged; /* by the run: with its mark */
	double levels[HARDWARE_CELLS];
};

struct hardware_pane {
	struct hardware_source sources[HARDWARE_ROWS]; /* in the order in which they are shown */
	int source_count;
	uint32_t tags_run, tags_seen; /* whose tags these are, and how many it had */
	struct device_series {
		uint32_t series, gpu;
		enum hardware_figure figure;
		enum device_unit unit;
	} tags[HARDWARE_TAGS];
	int tag_count;

	struct rect area, cells; /* cells: those of the first row */
	bool framed, in_line;    /* in_line: with a chart, which tells the axis */
	struct label title, from, to;
	struct hardware_row rows[HARDWARE_ROWS];
	uint32_t mark; /* the run's */
	enum role mark_role;
	int row_count, cursor; /* cursor: a cell, or -1 */
};

/* The axis that the rows go along. */
struct hardware_axis {
	const struct scale *x;         /* NULL: each row has all that there is of it */
	const struct line_run *line;   /* whose start and warp count; NULL: the run's own */
	double cursor;                 /* x; NaN for none */
	const struct rect *plot;       /* a chart's cells above, to be in line with, where the axis is told; NULL for none */
};

/*
 * How many rows there are to show; 0 while it is off, but for what the run logged itself, `logged` rows of it at most.
 * Called before hardware_prepare in each frame.
 */
int hardware_find(struct hardware_pane *pane, const struct scene *scene, uint32_t run, int logged);
/* `framed`: with a border, where the axis is told; else the caller tells it. */
void hardware_prepare(struct hardware_pane *pane, const struct scene *scene, uint32_t run,
                      const struct hardware_axis *axis, bool framed, struct rect area);
void hardware_paint(const struct hardware_pane *pane, struct canvas *canvas);
/* What names and figures leave of an area for cells. */
struct rect hardware_inside(struct rect area);
/* Columns that a chart as wide leaves free at its sides to be in line with the cells. */
void hardware_sides(int width, int *left, int *right);

#endif
