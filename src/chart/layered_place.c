#include "chart/layering.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

enum { SWEEPS = 12, PASSING_WEIGHT = 8, BETWEEN_BOXES = 2, BESIDE_A_LINE = 1 };

/* Columns between the left ends of two spots that are next to each other. */
static int step_of(const struct spot *left, const struct spot *right)
{
	bool boxes = left->box != NO_SPOT && right->box != NO_SPOT;
	return left->width + (boxes ? BETWEEN_BOXES : BESIDE_A_LINE);
}

static void pack(struct layering *all, int rank)
{
	int x = 0;
	for (uint32_t i = 0; i < all->in_rank[rank]; i++) {
		struct spot *spot = &all->spots[all->ranks[rank][i]];
		spot->x = x;
		if (i + 1 < all->in_rank[rank])
			x += step_of(spot, &all->spots[all->ranks[rank][i + 1]]);
	}
}

/* ---- Where a spot would like to be ---- */

static int by_number(const void *left, const void *right)
{
	int a = *(const int *)left, b = *(const int *)right;
	return (a > b) - (a < b);
}

/* The median of its neighbours' middles, the mean of the two at it; its own without any. */
static double wish_of(const struct layering *all, const struct spot *spot, bool above, int *middles)
{
	uint32_t count = above ? spot->up_count : spot->down_count;
	for (uint32_t i = 0; i < count; i++) {
		const struct link *link = &all->links[above ? all->up[spot->first_up + i] : all->down[spot->first_down + i]];
		middles[i] = spot_middle(&all->spots[above ? link->above : link->below]);
	}
	if (!count)
		return spot_middle(spot);
	qsort(middles, count, sizeof *middles, by_number);
	return (middles[(count - 1) / 2] + middles[count / 2]) / 2.0;
}

/* A line that passes ranks is to be straight before all else. */
static double weight_of(const struct spot *spot, bool above)
{
	uint32_t count = above ? spot->up_count : spot->down_count;
	if (spot->box == NO_SPOT)
		return PASSING_WEIGHT;
	return count ? count : 0.25;
}

/* ---- The nearest that all of a rank can come to it ---- */

/* Spots that stand as close as they may: where the first one is, of so many. */
struct block {
	double sum, weight;
	uint32_t first;
};

static double block_at(const struct block *block)
{
	return block->sum / block->weight;
}

/* Least squares with an order to be kept: neighbours that would overlap become one block (pool adjacent violators). */
static void settle(struct layering *all, int rank, bool above, struct block *blocks, int *middles)
{
	uint32_t count = all->in_rank[rank];
	size_t block_count = 0;
	int offset = 0;
	for (uint32_t i = 0; i < count; i++) {
		struct spot *spot = &all->spots[all->ranks[rank][i]];
		double weight = weight_of(spot, above);
		if (i)
			offset += step_of(&all->spots[all->ranks[rank][i - 1]], spot);
		spot->want = wish_of(all, spot, above, middles) - spot->width / 2 - offset;
		blocks[block_count++] = (struct block){weight * spot->want, weight, i};
		while (block_count > 1 && block_at(&blocks[block_count - 2]) > block_at(&blocks[block_count - 1])) {
			blocks[block_count - 2].sum += blocks[block_count - 1].sum;
			blocks[block_count - 2].weight += blocks[block_count - 1].weight;
			block_count--;
		}
	}
	offset = 0;
	for (size_t b = 0; b < block_count; b++) {
		uint32_t end = b + 1 < block_count ? blocks[b + 1].first : count;
		int at = (int)lround(block_at(&blocks[b]));
		for (uint32_t i = blocks[b].first; i < end; i++) {
			struct spot *spot = &all->spots[all->ranks[rank][i]];
			if (i)
				offset += step_of(&all->spots[all->ranks[rank][i - 1]], spot);
			spot->x = at + offset;
		}
	}
}

/* All of it begins in the first column. */
static void shift(struct layering *all)
{
	struct layered *out = all->out;
	int least = INT32_MAX;
	for (int rank = 0; rank < all->rank_count; rank++)
		if (all->in_rank[rank] && all->spots[all->ranks[rank][0]].x < least)
			least = all->spots[all->ranks[rank][0]].x;
	for (uint32_t i = 0; i < all->spot_count; i++) {
		struct spot *spot = &all->spots[i];
		spot->x -= least;
		if (spot->box == NO_SPOT || out->boxes[spot->box].alone)
			continue;
		out->boxes[spot->box].x = spot->x;
		if (spot->x + spot->width > out->columns)
			out->columns = spot->x + spot->width;
	}
}

void layering_place(struct layering *all)
{
	struct block *blocks = xcalloc((size_t)all->spot_count + 1, sizeof *blocks);
	int *middles = xcalloc((size_t)all->link_count + 1, sizeof *middles);
	for (int rank = 0; rank < all->rank_count; rank++)
		pack(all, rank);
	for (int i = 0; i < SWEEPS; i++) /* the last one is upwards: boxes stand over what they lead to */
		for (int k = 1; k < all->rank_count; k++)
			settle(all, i & 1 ? all->rank_count - 1 - k : k, !(i & 1), blocks, middles);
	shift(all);
	free(blocks);
	free(middles);
}
