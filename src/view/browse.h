/*
 * What the tabs of histograms, images … share: the runs, and the tags of a kind,
 * beside what the tab itself draws; and which run and tag that is about.
 */
#ifndef TBTOP_VIEW_BROWSE_H
#define TBTOP_VIEW_BROWSE_H

#include "view/border.h"
#include "view/head.h"
#include "view/layout.h"
#include "view/runs.h"
#include "view/tags.h"

enum browse_focus { BROWSE_BODY, BROWSE_TAGS, BROWSE_RUNS, BROWSE_FOCUSES };

struct browse {
	enum browse_focus focus;
	bool single;      /* the body alone, over the whole view */
	bool run_chosen;  /* a person chose it; else it is one that has the tag */
	struct runs_pane runs;
	struct tags_pane tags;
	struct head head; /* in a narrow pane */
	struct scalars_layout layout;
	struct border border;
	uint32_t run, tag;   /* STORE_NONE without */
	uint32_t series;     /* STORE_NONE: that run has none of the kind by that tag */
	uint32_t unfit_tags; /* of the kind by their plugin, without a point of its shape */
	uint64_t unfit_of;   /* generation of the store */
	struct rect frame;   /* the body's; empty without */
	struct rect body;    /* for the tab to draw in */
};

/* Where the cursor is at first: on the tags; in a low pane on what the tab draws, which then has all of it. */
enum browse_focus browse_first(struct rect area);
void browse_prepare(struct browse *browse, const struct scene *scene, struct rect area, enum kind kind);
/* Lists and frame; `title` (cleaned) in the latter's edge. */
void browse_paint(const struct browse *browse, struct canvas *canvas, struct slice title);
/*
 * Movement between and in the lists, filters, what is done to runs and tags, and back. To be called with what the
 * tab has no use for; what moves in the body goes to the next tag.
 */
enum reply browse_act(struct browse *browse, const struct scene *scene, const struct input *input, struct asks *out);
/*
 * Where there is nothing to draw: why, in the words of a person; asks for a point of another shape, to say which.
 * False when there is a series.
 */
bool browse_empty(const struct browse *browse, const struct scene *scene, struct label *why, struct asks *out);
void browse_fini(struct browse *browse);

#endif
