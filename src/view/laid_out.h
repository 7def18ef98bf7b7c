/*
 * The charts that custom-scalars layouts ask for: those of the configuration,
 * then those that writers left in their runs, merged as TensorBoard does it
 * (data/layout.h); and the tags in each, found by its regular expressions.
 */
#ifndef TBTOP_VIEW_LAID_OUT_H
#define TBTOP_VIEW_LAID_OUT_H

#include "base/regexp.h"
#include "data/layout.h"
#include "view/ask.h"
#include "view/charts.h"
#include "view/tag_tree.h"

#define LAID_OUT_RUNS 64    /* layouts of so many runs are looked at */
#define LAID_OUT_CHARTS 512
#define LAID_OUT_REGEXES 2048

/* One of the expressions of a chart, and what it matched among the tags looked at so far. */
struct laid_regex {
	struct regexp *regex;
	size_t chart;
};

struct laid_chart {
	size_t category;
	const struct layout_chart *source; /* of `layout` */
	size_t bad;                        /* expressions that are none */
	uint32_t *tags;                    /* that match, by number */
	size_t tag_count, tag_capacity;
	struct chart_given given;
};

struct laid_out {
	struct custom_layout layout;
	struct laid_chart *charts; /* category by category */
	size_t count, capacity;
	struct laid_regex *regexes;
	size_t regex_count, regex_capacity;
	uint32_t looked_at;        /* tags that all expressions saw */
	uint64_t made;             /* counts up when charts or their tags change */
	/* As of the last prepare: */
	uint64_t sources, kinds_seen; /* what it was made from */
	size_t runs, loading, failed, left_out; /* runs with a layout: all; not yet there; unreadable; beyond the limit */
	enum status why;           /* of a failed one */
	bool begun;
};

/* `kinds`: those that tags have in any run (tag_tree.h). False: not all tags were looked at; another frame is due. */
bool laid_out_prepare(struct laid_out *laid, const struct scene *scene, const struct tag_tree *kinds, struct asks *out);
void laid_out_fini(struct laid_out *laid);
/* Whether there is any layout, and scalars for it. */
bool laid_out_available(const struct scene *scene);

#endif
