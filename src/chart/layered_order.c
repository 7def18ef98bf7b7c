#include "chart/layering.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { SWEEPS = 24, SWEEPS_IN_VAIN = 6 };

/* ---- The first order: as one walks down ---- */

static void put(struct layering *all, uint32_t spot)
{
	struct spot *it = &all->spots[spot];
	it->place = (int)all->in_rank[it->rank];
	all->ranks[it->rank][all->in_rank[it->rank]++] = spot;
}

static void put_below(struct layering *all, uint32_t top, uint32_t *stack, bool *there)
{
	size_t depth = 0;
	stack[depth++] = top;
	there[top] = true;
	while (depth) {
		uint32_t spot = stack[--depth];
		put(all, spot);
		for (uint32_t i = all->spots[spot].down_count; i-- > 0;) {
			uint32_t below = all->links[all->down[all->spots[spot].first_down + i]].below;
			if (there[below])
				continue;
			there[below] = true;
			stack[depth++] = below;
		}
	}
}

static void put_all(struct layering *all)
{
	uint32_t *stack = xcalloc((size_t)all->spot_count + 1, sizeof *stack);
	bool *there = xcalloc((size_t)all->spot_count + 1, sizeof *there);
	for (uint32_t i = 0; i < all->spot_count; i++)
		if (!all->spots[i].up_count && all->spots[i].down_count)
			put_below(all, i, stack, there);
	free(stack);
	free(there);
}

static void make_ranks(struct layering *all)
{
	for (uint32_t i = 0; i < all->spot_count; i++)
		if (all->spots[i].rank >= all->rank_count)
			all->rank_count = all->spots[i].rank + 1;
	size_t count = (size_t)all->rank_count;
	all->ranks = xcalloc(count + 1, sizeof *all->ranks);
	all->in_rank = xcalloc(count + 1, sizeof *all->in_rank);
	for (uint32_t i = 0; i < all->spot_count; i++)
		all->in_rank[all->spots[i].rank]++;
	for (size_t i = 0; i < count; i++) {
		all->ranks[i] = xcalloc((size_t)all->in_rank[i] + 1, sizeof **all->ranks);
		all->in_rank[i] = 0;
	}
}

/* ---- Crossings ---- */

static int by_number(const void *left, const void *right)
{
	int a = *(const int *)left, b = *(const int *)right;
	return (a > b) - (a < b);
}

/* How many of `places` are followed by smaller ones: sums over a tree of counts (Fenwick). */
static uint64_t count_inversions(const int *places, size_t count, uint32_t *tree, size_t width)
{
	uint64_t crossings = 0;
	memset(tree, 0, (width + 1) * sizeof *tree);
	for (size_t i = 0; i < count; i++) {
		uint32_t before = 0;
		for (size_t at = (size_t)places[i] + 1; at; at -= at & -at)
			before += tree[at];
		crossings += i - before;
		for (size_t at = (size_t)places[i] + 1; at <= width; at += at & -at)
			tree[at]++;
	}
	return crossings;
}

struct room {
	int *places;
	uint32_t *tree;
	uint32_t *best; /* the order of all ranks, one behind the other */
};

static uint64_t count_crossings(const struct layering *all, struct room *room)
{
	uint64_t crossings = 0;
	for (int rank = 0; rank + 1 < all->rank_count; rank++) {
		size_t count = 0;
		for (uint32_t i = 0; i < all->in_rank[rank]; i++) {
			const struct spot *spot = &all->spots[all->ranks[rank][i]];
			for (uint32_t k = 0; k < spot->down_count; k++)
				room->places[count + k] = all->spots[all->links[all->down[spot->first_down + k]].below].place;
			if (spot->down_count)
				qsort(room->places + count, spot->down_count, sizeof *room->places, by_number);
			count += spot->down_count;
		}
		crossings += count_inversions(room->places, count, room->tree, all->in_rank[rank + 1]);
	}
	return crossings;
}

/* ---- Sweeps ---- */

struct wish {
	double want;
	uint32_t spot;
	int place;
};

static int by_wish(const void *left, const void *right)
{
	const struct wish *a = left, *b = right;
	if (a->want != b->want)
		return a->want < b->want ? -1 : 1;
	return a->place - b->place;
}

/* The mean of where its neighbours are; what has none stays. */
static double barycentre(const struct layering *all, const struct spot *spot, bool above)
{
	uint32_t count = above ? spot->up_count : spot->down_count;
	double sum = 0;
	for (uint32_t i = 0; i < count; i++) {
		const struct link *link = &all->links[above ? all->up[spot->first_up + i] : all->down[spot->first_down + i]];
		sum += all->spots[above ? link->above : link->below].place;
	}
	return count ? sum / count : spot->place;
}

static void order_rank(struct layering *all, int rank, bool above, struct wish *wishes)
{
	uint32_t count = all->in_rank[rank];
	for (uint32_t i = 0; i < count; i++) {
		uint32_t spot = all->ranks[rank][i];
		wishes[i] = (struct wish){barycentre(all, &all->spots[spot], above), spot, (int)i};
	}
	if (count)
		qsort(wishes, count, sizeof *wishes, by_wish);
	for (uint32_t i = 0; i < count; i++) {
		all->ranks[rank][i] = wishes[i].spot;
		all->spots[wishes[i].spot].place = (int)i;
	}
}

static void sweep(struct layering *all, bool down, struct wish *wishes)
{
	for (int i = 1; i < all->rank_count; i++)
		order_rank(all, down ? i : all->rank_count - 1 - i, down, wishes);
}

static void keep(const struct layering *all, struct room *room)
{
	size_t at = 0;
	for (int rank = 0; rank < all->rank_count; rank++)
		for (uint32_t i = 0; i < all->in_rank[rank]; i++)
			room->best[at++] = all->ranks[rank][i];
}

static void take_kept(struct layering *all, const struct room *room)
{
	size_t at = 0;
	for (int rank = 0; rank < all->rank_count; rank++)
		for (uint32_t i = 0; i < all->in_rank[rank]; i++) {
			all->ranks[rank][i] = room->best[at++];
			all->spots[all->ranks[rank][i]].place = (int)i;
		}
}

/* Down and up by turns, until some in a row made it no better. */
static void sweep_all(struct layering *all, struct room *room, struct wish *wishes)
{
	uint64_t best = count_crossings(all, room);
	int in_vain = 0;
	keep(all, room);
	for (int i = 0; best && i < SWEEPS && in_vain < SWEEPS_IN_VAIN; i++) {
		sweep(all, !(i & 1), wishes);
		uint64_t crossings = count_crossings(all, room);
		in_vain = crossings < best ? 0 : in_vain + 1;
		if (crossings < best) {
			best = crossings;
			keep(all, room);
		}
	}
	take_kept(all, room);
}

void layering_order(struct layering *all)
{
	struct room room = {
		.places = xcalloc((size_t)all->link_count + 1, sizeof *room.places),
		.tree = xcalloc((size_t)all->spot_count + 2, sizeof *room.tree),
		.best = xcalloc((size_t)all->spot_count + 1, sizeof *room.best),
	};
	struct wish *wishes = xcalloc((size_t)all->spot_count + 1, sizeof *wishes);
	make_ranks(all);
	put_all(all);
	sweep_all(all, &room, wishes);
	free(room.places);
	free(room.tree);
	free(room.best);
	free(wishes);
}
