/* The lines about one run in a small pane: who and how far, how fast and how long still, and in the smallest its tags. */
#ifndef TBTOP_VIEW_HEAD_H
#define TBTOP_VIEW_HEAD_H

#include "view/glance.h"
#include "view/lineup.h"

struct head {
	bool any; /* there is a run */
	struct gist gist;
	struct run_sign sign;
	struct label name, right;   /* a line of its own: name left, state, age and step right */
	struct glance pace;         /* below it */
	struct glance top, foot;    /* of the smallest panes */
	struct rect area, tags, bottom;
};

/* `area`: one line, or two. `tag`: the one to tell first, or STORE_NONE. */
void head_prepare(struct head *head, const struct scene *scene, uint32_t run, uint32_t tag, struct rect area);
void head_paint(const struct head *head, struct canvas *canvas);
/* The smallest: top, tags and foot, in as many lines. `tags` is empty where others are shown there. */
void head_prepare_tiny(struct head *head, const struct scene *scene, uint32_t run, uint32_t tag, struct rect top,
                       struct rect tags, struct rect bottom);
void head_paint_tiny(const struct head *head, struct canvas *canvas);

/* What can be told of a run now. */
struct gist head_gist(const struct scene *scene, uint32_t run, uint32_t tag);
/* Of the runs that are shown the one with the newest record; STORE_NONE without. */
uint32_t head_newest_run(const struct scene *scene, const struct lineup *lineup);

#endif
