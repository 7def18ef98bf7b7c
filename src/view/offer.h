/*
 * What a view has to give away, to a file (`e`) or the clipboard (`Y`): said by
 * the view, written down by others. Plain data; texts and rows are the offer's
 * own, what is borrowed lives until the store or the view changes.
 */
#ifndef TBTOP_VIEW_OFFER_H
#define TBTOP_VIEW_OFFER_H

#include "chart/svg.h"
#include "data/rows.h"
#include "view/scene.h"

struct offer {
	struct str name;      /* what it is about, "train/loss": names the file */
	struct rows rows;     /* what is shown, as a table; without rows there is none */
	const char *rows_are; /* "the table": static */
	size_t missing;       /* points of what is shown that are not read yet, or can't be: not in the rows */
	uint32_t tag;         /* whose points there are, in all shown runs; STORE_NONE without */
	enum kind kind;       /* of these */
	const uint32_t *all;  /* tags of all that the view has beside it, borrowed; NULL without */
	size_t all_count;
	struct slice bytes;   /* what lies in the file, borrowed; empty without */
	struct str bytes_name; /* "samples_290_0.png" */
	uint32_t run;         /* that is looked at; STORE_NONE without */
	struct str value, value_said; /* what is under the cursor, and of what that is; empty without */
	struct str text;      /* what a person reads, to be copied in the place of a table; empty without */
	/*
	 * Its own pictures of what `tags` are, charts as lines instead of cells; NULL: as it is on the screen.
	 */
	void (*svg)(const void *state, const struct scene *scene, const uint32_t *tags, size_t count,
	            const struct svg_colours *colours, struct str *out);
	void (*ansi)(const void *state, const struct scene *scene, const uint32_t *tags, size_t count, struct str *out);
	const char *first;    /* "table", "path" …: what Y takes unless it is asked for another; static, NULL: what there is */
};

void offer_init(struct offer *offer);
void offer_fini(struct offer *offer);
/* A tag's points in shown runs, and the run that is looked at. Either may be STORE_NONE. */
void offer_tag(struct offer *offer, const struct scene *scene, uint32_t tag, enum kind kind, uint32_t run);

#endif
