/*
 * Tags of a kind, grouped by `/`: "train/loss" is loss in train. Chains of groups with one
 * member are one row ("a/b/c"). The parts of a mesh are one leaf, its vertices'. Pinned tags come first, in a group of their
 * own; they can be the only ones. Made anew only when tags, series, filter or pins
 * change.
 */
#ifndef TBTOP_VIEW_TAG_TREE_H
#define TBTOP_VIEW_TAG_TREE_H

#include "model/choice.h"
#include "view/folds.h"

struct tag_node {
	uint32_t tag;      /* of a leaf; of a group: its first leaf's */
	uint32_t leaves;   /* 0: it is a leaf */
	uint32_t next;     /* index behind its subtree */
	uint16_t depth;
	bool pins;         /* the group of pinned tags */
	bool unfit;        /* a leaf: in no run has a point of it the shape of the kind */
	size_t from, to;   /* its label within the tag's name */
};

struct tag_tree {
	enum kind kind;    /* set before it is first made; scalars when it is not */
	struct tag_node *nodes; /* in order of display */
	size_t count, capacity;
	uint32_t *charts;  /* the tags of all leaves in that order, folded or not; of those merged in one the first */
	size_t chart_count, chart_capacity;
	struct merged_tag {
		uint32_t tag, chart; /* the latter's is the former's, too */
	} *merged;
	size_t merged_count, merged_capacity;
	uint32_t total;    /* tags of the kind, whatever the filter */
	uint32_t others[KIND_COUNT]; /* tags of each other kind: they are not in the tree */
	struct folds folds;
	bool made;
	bool filtered;     /* what is left of a group was looked for */
	uint64_t choice_generation;
	uint32_t tag_count, series_count, run_count; /* of the store, when the tree was made */
	kind_set *kinds;     /* that a tag has in any run; by tag number */
	size_t kind_capacity;
	uint32_t *run_series; /* how many series of each run were looked at for `kinds`; by run number */
	size_t run_capacity;
};

/* True when the tree was made anew. */
bool tag_tree_prepare(struct tag_tree *tree, const struct store *store, const struct choice *choice);
void tag_tree_fini(struct tag_tree *tree);

/* The tag of the chart that shows a tag: its own, or the first of those merged with it. */
uint32_t tag_tree_chart(const struct tag_tree *tree, uint32_t tag);
/* At first few tags are, but not those of a machine: they tell less of the training, and have rows of their own (hardware.h). */
bool tag_tree_open(const struct tag_tree *tree, const struct store *store, const struct tag_node *group);
void tag_tree_turn(struct tag_tree *tree, const struct store *store, const struct tag_node *group);

#endif
