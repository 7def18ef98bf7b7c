/*
 * A run at a glance, in one line or a few: the most important first, what has
 * no room left out whole, so that no number is ever cut.
 *   lr3e-4 412k 82% loss 2.31▼ val 2.41▼ 3.1/s ETA 5h02 ●
 */
#ifndef TBTOP_VIEW_GLANCE_H
#define TBTOP_VIEW_GLANCE_H

#include "chart/canvas.h"
#include "model/gist.h"
#include "view/label.h"

#define GLANCE_PARTS 12
struct glance {
	struct {
		struct label text;
		enum role role;
		int rank;   /* 1 is the most important */
		bool kept, close; /* close: no blank before it */
	} parts[GLANCE_PARTS];
	int count, gap; /* gap: blanks between parts */
};

/* One line of at most `columns`. */
void glance_line(struct glance *glance, const struct gist *gist, double now, int columns);
/* Appends how many alerts nobody has seen, "⚠2", if any; what is less important makes way. */
void glance_alerts(struct glance *glance, uint32_t unseen, int columns);
/* The same as text; `tmux`: with tmux's colour codes, and what tmux would take for one made harmless. */
void glance_text(const struct glance *glance, bool ascii, bool tmux, struct str *out);
void glance_paint(const struct glance *glance, struct canvas *canvas, struct rect row);

/*
 * The head of a pane: run, step and part; under the tags rate, ETA and state.
 * `glance_head`: "lr3e-4 412k 82%"; `glance_foot`: "3.1/s ETA 5h02 ●".
 */
void glance_head(struct glance *glance, const struct gist *gist, double now, int columns);
void glance_foot(struct glance *glance, const struct gist *gist, double now, int columns);
/* Below the head of a larger pane: "3.1 st/s  ETA 5h02 ±9m  p95 341ms  NaN". */
void glance_pace(struct glance *glance, const struct gist *gist, double now, int columns);
/* A tag's row: name, value, direction, spark. The names of all rows take `name` columns. */
void glance_tag(const struct gist_tag *tag, struct canvas *canvas, struct rect row, int name);

/* The sign of a state (lineup.h has its colours, too). */
uint32_t state_mark(enum run_state state);
enum role state_role(enum run_state state);

#endif
