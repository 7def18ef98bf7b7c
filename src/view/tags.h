/* The tag tree on the screen: groups that fold, and on each leaf the focused run's newest value and a sparkline. */
#ifndef TBTOP_VIEW_TAGS_H
#define TBTOP_VIEW_TAGS_H

#include "ui/list.h"
#include "ui/view.h"
#include "view/ask.h"
#include "view/label.h"
#include "view/scene.h"
#include "view/tag_tree.h"

#define SPARK_VALUES 24

struct tag_row {
	bool group, open, dim, bad; /* dim: the run has none of it; bad: NaN or infinities seen */
	bool best_new;  /* its best value came within the last minutes */
	uint32_t trend; /* ▲ ▼ where it went of late, or blank */
	char sign;  /* + marked, & merged with others, or blank */
	int indent;
	struct label label, right;
	double spark[SPARK_VALUES];
	size_t spark_count;
	uint32_t series;     /* which the spark is of, or STORE_NONE; */
	uint64_t generation; /* as it was then */
};

struct tags_pane {
	struct tag_tree tree;
	uint32_t *visible; /* nodes that no closed group hides */
	size_t count, capacity;
	uint32_t focus_tag; /* of the node under the cursor */
	bool focus_group, moved; /* moved: the cursor was put there by a person */
	struct list list;
	struct tag_row *rows;
	int row_count, row_capacity;
	int label_width, spark_width; /* columns of all rows */
	bool has_trends; /* there is room to tell them */
	struct rect area;
	struct label title;
};

/* Which rows there are (`count`): a layout may depend on it. Before tags_prepare. */
void tags_list(struct tags_pane *pane, const struct scene *scene);
/* `run`: whose values are shown; STORE_NONE for none. */
void tags_prepare(struct tags_pane *pane, const struct scene *scene, struct rect area, uint32_t run);
void tags_paint(const struct tags_pane *pane, struct canvas *canvas, bool focused, enum role spark_role);
/* ENTER on a leaf is passed on (PASS): the charts zoom. */
enum reply tags_act(struct tags_pane *pane, const struct scene *scene, const struct input *input, struct asks *out);
void tags_fini(struct tags_pane *pane);

/* Puts the cursor on the row of a tag, or of the closed group that holds it. */
void tags_focus(struct tags_pane *pane, uint32_t tag);
/* The first tag at or below the cursor, of a group the first that there is something of; STORE_NONE when there is none. */
uint32_t tags_chart(const struct tags_pane *pane);

#endif
