/* The list of what a layout holds: categories that fold, and the charts in them. */
#ifndef TBTOP_VIEW_OUTLINE_H
#define TBTOP_VIEW_OUTLINE_H

#include "ui/list.h"
#include "ui/view.h"
#include "view/folds.h"
#include "view/laid_out.h"

struct outline_row {
	bool category, open;
	size_t at;     /* of a category its place in the layout; of a chart that among all charts */
	int chart;     /* the first chart of open categories at or behind this row; -1 when there is none */
	size_t charts; /* of a category */
	struct label label;
};

struct outline {
	struct outline_row *rows;
	size_t count, capacity;
	struct chart_given *given; /* the charts of open categories, in order */
	int given_count;
	size_t given_capacity;
	uint64_t made;             /* of laid_out; and of the folds: */
	uint64_t given_made;       /* counts up when `given` is made anew */
	bool stale;
	struct folds folds;        /* from what the layout says of a category */
	struct list list;
	struct rect area;
	struct label title;
};

void outline_prepare(struct outline *outline, const struct laid_out *laid, struct rect area);
void outline_paint(const struct outline *outline, struct canvas *canvas, bool focused);
/* Movement, folding, the mouse inside of its area. ENTER on a chart is passed on: it zooms. */
enum reply outline_act(struct outline *outline, const struct laid_out *laid, const struct input *input);
/* The chart, of those that are given, at the cursor; -1 without. And the cursor to one. */
int outline_chart(const struct outline *outline);
void outline_focus(struct outline *outline, int chart);
void outline_fini(struct outline *outline);

#endif
