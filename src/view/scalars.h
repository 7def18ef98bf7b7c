/*
 * What the files of the Scalars tab share: its state, and what each file does
 * with it. Private to them; for all others the tab is a struct view_ops.
 */
#ifndef TBTOP_VIEW_SCALARS_H
#define TBTOP_VIEW_SCALARS_H

#include "view/offer.h"
#include "view/bends.h"
#include "view/border.h"
#include "view/charts.h"
#include "view/hardware.h"
#include "view/head.h"
#include "view/layout.h"
#include "view/pane_rows.h"
#include "view/readout.h"
#include "view/runs.h"
#include "view/points.h"
#include "view/tags.h"
#include "view/values.h"
#include "view/views.h"

#define MARKS 26 /* a … z */

enum focus { FOCUS_TAGS, FOCUS_CHARTS, FOCUS_RUNS, FOCUS_COUNT };

/* What the mouse has been at. */
struct pointer {
	bool down;         /* the left button, over a chart's lines; */
	int x, y;          /* the cell it, or any button, was pressed in */
	double from;       /* the x value there */
	double pressed_at; /* wall time */
};

struct scalars {
	enum focus focus;
	bool single;         /* one chart over the whole body */
	uint32_t chart_tag;  /* the focused chart; STORE_NONE when there is none */
	bool by_index;       /* the charts are given ones (charts.h), the focused one is: */
	int at;              /* its index; -1 without */
	bool has_cursor;
	double cursor;       /* x */
	bool selecting;      /* a range, from the anchor to the cursor */
	double anchor;       /* x */
	struct spot {
		bool set;
		int64_t step;
		double wall;
	} marks[MARKS];
	struct plot_flag flags[MARKS + 2];
	struct readout readout;
	struct hardware_pane hardware; /* below the charts, while it is on; in a small pane below the tags */
	struct pane_rows pane_rows;
	struct saying facts; /* of the single chart: what its picture stands for */
	struct pointer pointer;
	struct border border;
	struct lineup lineup;
	struct bends bends;
	struct runs_pane runs;
	struct tags_pane tags;
	struct charts charts;
	bool as_table;       /* instead of charts: the points of the focused one */
	struct points table;
	struct values values;
	struct scalars_layout layout;
	struct head head;    /* in a small pane */
	enum role spark_role;
};

/* scalars.c: the focused chart, NULL when it is not on the page; what the tag list does with an input. */
const struct chart *scalars_chart(const struct scalars *view);
enum reply scalars_act_on_tags(struct scalars *view, const struct scene *scene, const struct input *input,
                               struct asks *out);
/* scalars_keys.c */
extern const struct binding scalars_bindings[];
const struct binding *scalars_pane_bindings(const void *state);

/*
 * cursor.c: the line in the focused chart that the cursor walks on: the focused
 * run's, or the first; NULL when there is none.
 */
const struct line_run *cursor_line(const struct scalars *view, const struct scene *scene, uint32_t *series);
/* By whole cells, from point to point; the first move puts it in the middle. */
void cursor_move(struct scalars *view, const struct scene *scene, int cells);
/* To a step, or asks for one. On an axis of time, to when the line that the cursor walks on was there. */
void cursor_goto(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out);
void cursor_to_cell(struct scalars *view, const struct chart *chart, int column);
/* To where the cursor's line was at a step, or nearest to it; a zoom that doesn't show it moves. */
void cursor_to_step(struct scalars *view, const struct scene *scene, double step, struct asks *out);
/* The point of the line that the cursor is on; or, without a cursor, its newest. False without points. */
bool cursor_point(const struct scalars *view, const struct scene *scene, struct row *out);

/* range.c: which part of x is seen. False: not its action. */
bool range_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out);
/* While a range is selected: ENTER and BACK end it. */
bool range_end(struct scalars *view, const struct scene *scene, enum action action, struct asks *out);
/* Around `at`; in or out. */
void range_zoom_in(const struct scene *scene, const struct chart *chart, double at, struct asks *out);
void range_zoom_out(const struct scene *scene, const struct chart *chart, double at, struct asks *out);

/* marks.c: places with a letter, and the two ends that A→B is told of. False: not its action. */
bool marks_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out);
/* Those that the charts show, with their letters. Returns how many. */
int marks_flags(struct scalars *view, const struct scene *scene);
/* The ends of the selection, else marks a and b. False without. */
bool marks_ends(const struct scalars *view, const struct scene *scene, double *from, double *to);

/* leap.c: to the next or previous best, NaN, restart, event. False: not its action. */
bool leap_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out);

/*
 * facts.c: the rows below the charts: A→B, and how many points a single chart's
 * picture stands for. First they are taken from the charts' area, which is
 * returned; when the charts are made, they are filled.
 */
struct rect facts_take_rows(struct scalars *view, const struct scene *scene, struct rect charts);
void facts_prepare(struct scalars *view, const struct scene *scene, struct asks *out);
void facts_paint(const struct scalars *view, struct canvas *canvas);

/* look.c: axes, smoothing, what is left out. False: not its action. */
bool look_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out);

/* compare.c: many runs and tags at once. False: not its action. */
bool compare_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out);
/* The table in the charts' place; moving in it takes the cursor along. */
void compare_prepare_table(struct scalars *view, const struct scene *scene, struct rect area);
bool compare_act_on_table(struct scalars *view, const struct scene *scene, enum action action);

/* scalars_offer.c: the value under the cursor, those of all runs, the points of the chart or all; and its pictures. */
void scalars_offer_values(const struct scalars *view, const struct scene *scene, struct offer *out);
void scalars_offer(const void *state, const struct scene *scene, struct offer *out);

/* What means the same in every pane. */
enum reply scalars_act_anywhere(struct scalars *view, const struct scene *scene, const struct input *input,
                                struct asks *out);
/* Of a struct scalars, also one that is a part of another view. */
void scalars_fini(void *state);

/* pointer.c: the mouse. */
enum reply pointer_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out);

#endif
