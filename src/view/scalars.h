/*
 * What the files of the Scalars tab share: its state, and what each file does
 * with it. Private to them; for all others the tab is a struct view_ops.
 */
#ifndef TBTOP_VIEW_SCALARS_H
#define TBTOP_VIEW_SCALARS_H

#include "view/charts.h"
#include "view/head.h"
#include "view/layout.h"
#include "view/runs.h"
#include "view/tags.h"
#include "view/values.h"
#include "view/views.h"

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
	bool started;        /* chart_tag is set */
	uint32_t chart_tag;  /* the focused chart; STORE_NONE when there is none */
	bool has_cursor;
	double cursor;       /* x */
	struct pointer pointer;
	struct lineup lineup;
	struct runs_pane runs;
	struct tags_pane tags;
	struct charts charts;
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

/* range.c: which part of x is seen. False: not its action. */
bool range_act(struct scalars *view, enum action action, struct asks *out);
/* Around `at`; in or out. */
void range_zoom_in(const struct chart *chart, double at, struct asks *out);
void range_zoom_out(const struct chart *chart, double at, struct asks *out);

/* look.c: axes, smoothing, what is left out. False: not its action. */
bool look_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out);

/* compare.c: many runs and tags at once. False: not its action. */
bool compare_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out);

/* copy.c: to the clipboard: the value under the cursor, the run's path, the table of all runs. */
void copy_act(const struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out);
/* publish.c: the chart, or all, to a file. */
void publish_act(const struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out);

/* pointer.c: the mouse. */
enum reply pointer_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out);

#endif
