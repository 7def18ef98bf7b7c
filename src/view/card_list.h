/*
 * The cards of the page Time Series: a tag of a kind each (scalars, histograms,
 * images), in groups by what stands before the first `/` of a tag, pinned ones in
 * a group of their own before all. Made anew only when tags, filter or pins change.
 */
#ifndef TBTOP_VIEW_CARD_LIST_H
#define TBTOP_VIEW_CARD_LIST_H

#include "ui/list.h"
#include "ui/view.h"
#include "view/ask.h"
#include "view/label.h"
#include "view/tag_tree.h"

#define CARD_KINDS (KIND_BIT(KIND_SCALAR) | KIND_BIT(KIND_HISTOGRAM) | KIND_BIT(KIND_IMAGE))

struct card_key {
	uint32_t tag;
	enum kind kind;
};

struct card_group {
	struct slice name; /* borrowed from the store; empty: pinned ones, or tags without a group */
	bool pinned;
	size_t from, count;
};

struct card_list {
	struct tag_tree kinds;   /* what kinds tags have */
	struct card_key *cards;  /* group by group */
	size_t count, capacity;
	struct card_group *groups;
	size_t group_count, group_capacity;
	uint64_t choice_generation;
	bool made;
	struct list list;        /* of groups; the first row is all of them */
	struct rect area;
	struct label title;
};

/* Which there are; the rows of the list are one more than groups. */
void card_list_make(struct card_list *list, const struct scene *scene);
void card_list_fit(struct card_list *list, struct rect area);
void card_list_paint(const struct card_list *list, struct canvas *canvas, bool focused);
/* False: not its action. */
bool card_list_act(struct card_list *list, const struct input *input);
/* The cards of the row at the cursor. */
const struct card_key *card_list_chosen(const struct card_list *list, size_t *count);
void card_list_fini(struct card_list *list);

#endif
