/*
 * A layered drawing under way, shared by its parts and by nobody else:
 *   layered.c        edges turned, ranks, what passes them
 *   layered_order.c  the order in each rank, few crossings
 *   layered_place.c  columns
 *   layered_route.c  which ways lines take between ranks; rows
 *   layered_paint.c  a layered drawing on a canvas
 */
#ifndef TBTOP_CHART_LAYERING_H
#define TBTOP_CHART_LAYERING_H

#include "chart/layered.h"

#define NO_SPOT UINT32_MAX

/* What has a place in a rank: a box, or one column that a net passes in. */
struct spot {
	uint32_t box;         /* NO_SPOT: a net passes */
	uint32_t net;         /* of what passes */
	int rank, place;      /* from the left */
	int width, x;
	double want;          /* its middle, to be below or above others; before that, where others are */
	uint32_t first_down, down_count; /* in `down`: links to the next rank */
	uint32_t first_up, up_count;
};

/* From a spot to one in the next rank. */
struct link {
	uint32_t above, below, net;
	int leave, arrive;    /* columns in which it does */
	int track;            /* row between the ranks, from the first one on */
};

/* The way of an edge: `passes` spots of its net, then `last`. */
struct way {
	uint32_t top, bottom; /* boxes */
	uint32_t net;
	uint32_t last;        /* link to its bottom; NO_SPOT of an edge that is left out */
};

/* A net passes ranks in spots that follow on one another; so do their links. */
struct net {
	uint32_t spot, link;
	int first_rank, passes;
};

struct layering {
	struct layered *out;
	struct way *ways;     /* by edge */
	struct net *nets;
	uint32_t net_count;
	struct spot *spots;   /* boxes first */
	uint32_t spot_count;
	struct link *links;
	uint32_t link_count;
	uint32_t *down, *up;  /* links by their upper and their lower end */
	uint32_t **ranks;     /* spots from left to right */
	uint32_t *in_rank;    /* how many */
	int rank_count;
	int *channel;         /* rows below each rank */
};

void layering_order(struct layering *all);
void layering_place(struct layering *all);
void layering_route(struct layering *all);

/* Its middle column. */
static inline int spot_middle(const struct spot *spot)
{
	return spot->x + spot->width / 2;
}

#endif
