/*
 * A custom-scalars layout: categories of charts, each of which shows the tags
 * that its regular expressions match, or margins around values (event-format
 * 7.16; TB: custom_scalar/layout.proto). Owns all it holds.
 */
#ifndef TBTOP_DATA_LAYOUT_H
#define TBTOP_DATA_LAYOUT_H

#include "base/str.h"

#include <stdint.h>

enum chart_content { CHART_EMPTY, CHART_MULTILINE, CHART_MARGIN };

struct margin {
	struct str value, lower, upper; /* tags, exact */
};

struct layout_chart {
	struct str title;
	enum chart_content content;
	struct str *tags; /* MULTILINE: regular expressions, anchored at the start */
	size_t tag_count, tag_capacity;
	struct margin *margins; /* MARGIN */
	size_t margin_count, margin_capacity;
};

struct layout_category {
	struct str title;
	bool closed;
	struct layout_chart *charts;
	size_t chart_count, chart_capacity;
};

struct custom_layout {
	int32_t version;
	struct layout_category *categories;
	size_t count, capacity;
};

void custom_layout_fini(struct custom_layout *layout);
/* The pieces, each a new one at the end of its owner, empty; NULL when out of memory. */
struct layout_category *layout_add_category(struct custom_layout *layout);
struct layout_chart *layout_add_chart(struct layout_category *category);
struct str *layout_add_tag(struct layout_chart *chart);
struct margin *layout_add_margin(struct layout_chart *chart);

/* Into an empty one. False when out of memory: what is there by then is to be freed. */
bool custom_layout_copy(struct custom_layout *out, const struct custom_layout *from);

/*
 * Takes the layout of a further run in, as TensorBoard does for runs in order of
 * their names (custom_scalars_plugin.py, layout_impl): charts of a category
 * with a known title are added unless an equal one is there. `from` is empty
 * afterwards. (What TensorBoard loses of the third run's charts stays.)
 */
void custom_layout_merge(struct custom_layout *layout, struct custom_layout *from);

#endif
