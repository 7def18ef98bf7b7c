#include "chart/layering.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { APART = 2, MOST_BESIDE = 30 };

/* Edges by the box at their upper end: edges[first[box]] to edges[first[box + 1] - 1]. */
struct leading {
	uint32_t *first, *edges;
};

static struct leading list_leading(const struct layering *all)
{
	const struct layered *out = all->out;
	struct leading list = {xcalloc((size_t)out->box_count + 2, sizeof *list.first), xcalloc((size_t)out->edge_count + 1, sizeof *list.edges)};
	for (uint32_t i = 0; i < out->edge_count; i++)
		list.first[all->ways[i].top + 2]++;
	for (uint32_t i = 0; i < out->box_count; i++)
		list.first[i + 2] += list.first[i + 1];
	for (uint32_t i = 0; i < out->edge_count; i++)
		list.edges[list.first[all->ways[i].top + 1]++] = i;
	return list;
}

static void leading_fini(struct leading *list)
{
	free(list->first);
	free(list->edges);
}

/* ---- Circles ---- */

enum visit { NEW, OPEN, DONE };

struct walk {
	struct layering *all;
	struct leading leading;
	enum visit *visits;
	uint32_t *stack, *next, *order;
	uint32_t left;
	size_t depth;
};

static void visit(struct walk *walk, uint32_t box)
{
	walk->visits[box] = OPEN;
	walk->stack[walk->depth++] = box;
}

/* An edge to a box that is being looked at leads back. */
static void walk_on(struct walk *walk)
{
	uint32_t box = walk->stack[walk->depth - 1];
	if (walk->leading.first[box] + walk->next[box] == walk->leading.first[box + 1]) {
		walk->visits[box] = DONE;
		walk->order[--walk->left] = box;
		walk->depth--;
		return;
	}
	struct layered_edge *edge = &walk->all->out->edges[walk->leading.edges[walk->leading.first[box] + walk->next[box]++]];
	edge->left_out = edge->to == box;
	edge->back = !edge->left_out && walk->visits[edge->to] == OPEN;
	if (walk->visits[edge->to] == NEW)
		visit(walk, edge->to);
}

/* Turns what leads back; `order` has each box behind all that leads to it then. */
static void turn_back(struct layering *all, uint32_t *order)
{
	struct layered *out = all->out;
	size_t room = (size_t)out->box_count + 1;
	struct walk walk = {
		.all = all, .leading = list_leading(all), .visits = xcalloc(room, sizeof *walk.visits),
		.stack = xcalloc(room, sizeof *walk.stack), .next = xcalloc(room, sizeof *walk.next), .order = order, .left = out->box_count,
	};
	bool *led_to = xcalloc(room, sizeof *led_to);
	for (uint32_t i = 0; i < out->edge_count; i++)
		led_to[out->edges[i].to] = true;
	for (int round = 0; round < 2; round++) /* a circle is entered where an edge leads into it */
		for (uint32_t root = 0; root < out->box_count; root++) {
			if (walk.visits[root] == NEW && (round || !led_to[root]))
				visit(&walk, root);
			while (walk.depth)
				walk_on(&walk);
		}
	free(led_to);
	for (uint32_t i = 0; i < out->edge_count; i++)
		if (out->edges[i].back) {
			all->ways[i].top = out->edges[i].to;
			all->ways[i].bottom = out->edges[i].from;
		}
	leading_fini(&walk.leading);
	free(walk.visits);
	free(walk.stack);
	free(walk.next);
}

/* ---- Ranks ---- */

struct around {
	uint32_t above, below; /* edges */
};

static void count_around(const struct layering *all, struct around *around)
{
	const struct layered *out = all->out;
	for (uint32_t i = 0; i < out->edge_count; i++) {
		if (out->edges[i].left_out)
			continue;
		around[all->ways[i].top].below++;
		around[all->ways[i].bottom].above++;
	}
}

/* As low as what it leads to allows, where no more edges grow by that than shrink: next to what it feeds. */
static void sink(const struct layering *all, const struct leading *leading, const struct around *around, uint32_t box)
{
	struct layered *out = all->out;
	int lowest = INT32_MAX;
	if (!around[box].below || around[box].above > around[box].below)
		return;
	for (uint32_t i = leading->first[box]; i < leading->first[box + 1]; i++) {
		uint32_t edge = leading->edges[i];
		int below = out->boxes[all->ways[edge].bottom].rank - 1;
		if (!out->edges[edge].left_out && below < lowest)
			lowest = below;
	}
	if (lowest != INT32_MAX && lowest > out->boxes[box].rank)
		out->boxes[box].rank = lowest;
}

static void rank_boxes(struct layering *all, const uint32_t *order)
{
	struct layered *out = all->out;
	struct leading leading = list_leading(all);
	struct around *around = xcalloc((size_t)out->box_count + 1, sizeof *around);
	count_around(all, around);
	for (uint32_t i = 0; i < out->box_count; i++)
		for (uint32_t k = leading.first[order[i]]; k < leading.first[order[i] + 1]; k++) {
			uint32_t edge = leading.edges[k];
			struct layered_box *below = &out->boxes[all->ways[edge].bottom];
			int rank = out->boxes[order[i]].rank + 1;
			if (!out->edges[edge].left_out && below->rank < rank)
				below->rank = rank;
		}
	for (uint32_t i = out->box_count; i-- > 0;)
		sink(all, &leading, around, order[i]);
	leading_fini(&leading);
	free(around);
}

/* ---- What passes ranks ---- */

static int span_of(const struct layering *all, uint32_t edge)
{
	const struct way *way = &all->ways[edge];
	return all->out->edges[edge].left_out ? 0 : all->out->boxes[way->bottom].rank - all->out->boxes[way->top].rank;
}

/* Nets of a box: what is drawn through, what is dotted; each edge that was turned is one of its own. */
static void name_nets(struct layering *all)
{
	struct layered *out = all->out;
	all->net_count = 2 * out->box_count + out->edge_count;
	all->nets = xcalloc((size_t)all->net_count + 1, sizeof *all->nets);
	for (uint32_t i = 0; i < out->edge_count; i++) {
		all->ways[i].net = out->edges[i].back ? 2 * out->box_count + i : 2 * all->ways[i].top + out->edges[i].dotted;
		all->nets[all->ways[i].net].first_rank = out->boxes[all->ways[i].top].rank + 1;
	}
}

/* How many ranks all nets pass when edges no longer than `most` are drawn. */
static size_t count_passes(struct layering *all, int most)
{
	size_t total = 0;
	for (uint32_t i = 0; i < all->net_count; i++)
		all->nets[i].passes = 0;
	for (uint32_t i = 0; i < all->out->edge_count; i++) {
		struct net *net = &all->nets[all->ways[i].net];
		int span = span_of(all, i);
		if (span > most || span - 1 <= net->passes)
			continue;
		total += (size_t)(span - 1 - net->passes);
		net->passes = span - 1;
	}
	return total;
}

static size_t leave_out_longest(struct layering *all)
{
	int most = (int)all->out->box_count;
	size_t passes = count_passes(all, most);
	for (; passes > LAYERED_PASSES; passes = count_passes(all, most))
		most = most * 3 / 4;
	for (uint32_t i = 0; i < all->out->edge_count; i++)
		all->out->edges[i].left_out |= span_of(all, i) > most;
	return passes;
}

static uint32_t add_link(struct layering *all, uint32_t above, uint32_t below, uint32_t net)
{
	all->links[all->link_count] = (struct link){.above = above, .below = below, .net = net};
	return all->link_count++;
}

/* From the box that a net comes from through all ranks that it passes. */
static void add_passing(struct layering *all, uint32_t number, uint32_t top)
{
	struct net *net = &all->nets[number];
	net->spot = all->spot_count;
	net->link = all->link_count;
	for (int i = 0; i < net->passes; i++) {
		all->spots[all->spot_count] = (struct spot){.box = NO_SPOT, .net = number, .rank = net->first_rank + i, .width = 1};
		add_link(all, i ? all->spot_count - 1 : top, all->spot_count, number);
		all->spot_count++;
	}
}

static void make_spots(struct layering *all)
{
	struct layered *out = all->out;
	size_t passes = leave_out_longest(all);
	all->spots = xcalloc(out->box_count + passes + 1, sizeof *all->spots);
	all->links = xcalloc(out->edge_count + passes + 1, sizeof *all->links);
	for (uint32_t i = 0; i < out->box_count; i++)
		all->spots[i] = (struct spot){.box = i, .rank = out->boxes[i].rank, .width = out->boxes[i].width};
	all->spot_count = out->box_count;
	for (uint32_t i = 0; i < out->edge_count; i++) {
		struct way *way = &all->ways[i];
		struct net *net = &all->nets[way->net];
		way->last = NO_SPOT;
		if (out->edges[i].left_out)
			continue;
		if (net->passes && !net->spot)
			add_passing(all, way->net, way->top);
		int passed = span_of(all, i) - 1;
		way->last = add_link(all, passed ? net->spot + (uint32_t)passed - 1 : way->top, way->bottom, way->net);
	}
}

/* Links of each spot by their upper and their lower end. */
static void list_links(struct layering *all)
{
	all->down = xcalloc((size_t)all->link_count + 1, sizeof *all->down);
	all->up = xcalloc((size_t)all->link_count + 1, sizeof *all->up);
	for (uint32_t i = 0; i < all->link_count; i++) {
		all->spots[all->links[i].above].down_count++;
		all->spots[all->links[i].below].up_count++;
	}
	uint32_t down = 0, up = 0;
	for (uint32_t i = 0; i < all->spot_count; i++) {
		struct spot *spot = &all->spots[i];
		spot->first_down = down;
		spot->first_up = up;
		down += spot->down_count;
		up += spot->up_count;
		spot->down_count = spot->up_count = 0;
	}
	for (uint32_t i = 0; i < all->link_count; i++) {
		struct spot *above = &all->spots[all->links[i].above], *below = &all->spots[all->links[i].below];
		all->down[above->first_down + above->down_count++] = i;
		all->up[below->first_up + below->up_count++] = i;
	}
}

/* Wide enough for all lines that arrive to do so in columns of their own. */
static void widen_boxes(struct layering *all)
{
	for (uint32_t i = 0; i < all->out->box_count; i++) {
		struct layered_box *box = &all->out->boxes[i];
		struct spot *spot = &all->spots[i];
		int lines = spot->up_count < MOST_BESIDE ? (int)spot->up_count : MOST_BESIDE;
		box->alone = !spot->down_count && !spot->up_count;
		if (box->width < 2 * lines + 1)
			box->width = spot->width = 2 * lines + 1;
	}
}

/* ---- Those that no edge is at ---- */

static void place_alone(struct layered *out, int columns)
{
	int x = 0, y = out->rows ? out->rows + 1 : 0;
	bool any = false;
	columns = columns > out->columns ? columns : out->columns;
	for (uint32_t i = 0; i < out->box_count; i++) {
		struct layered_box *box = &out->boxes[i];
		if (!box->alone)
			continue;
		if (x && x + box->width > columns) {
			x = 0;
			y += LAYERED_HEIGHT;
		}
		box->x = x;
		box->y = y;
		x += box->width + APART;
		out->columns = box->x + box->width > out->columns ? box->x + box->width : out->columns;
		any = true;
	}
	out->rows = any ? y + LAYERED_HEIGHT : out->rows;
}

/* ---- All ---- */

static void layering_fini(struct layering *all)
{
	for (int i = 0; i < all->rank_count; i++)
		free(all->ranks[i]);
	free(all->ways);
	free(all->nets);
	free(all->spots);
	free(all->links);
	free(all->down);
	free(all->up);
	free(all->ranks);
	free(all->in_rank);
	free(all->channel);
}

static void make(struct layering *all)
{
	struct layered *out = all->out;
	uint32_t *order = xcalloc((size_t)out->box_count + 1, sizeof *order);
	all->ways = xcalloc((size_t)out->edge_count + 1, sizeof *all->ways);
	for (uint32_t i = 0; i < out->edge_count; i++)
		all->ways[i] = (struct way){.top = out->edges[i].from, .bottom = out->edges[i].to};
	turn_back(all, order);
	rank_boxes(all, order);
	free(order);
	name_nets(all);
	make_spots(all);
	list_links(all);
	widen_boxes(all);
	layering_order(all);
	layering_place(all);
	layering_route(all);
}

void layered_make(struct layered *out, const struct layered_box *boxes, uint32_t box_count,
                  const struct layered_edge *edges, uint32_t edge_count, int columns)
{
	struct layering all = {.out = out};
	*out = (struct layered){.box_count = box_count, .edge_count = edge_count};
	out->boxes = xcalloc((size_t)box_count + 1, sizeof *out->boxes);
	out->edges = xcalloc((size_t)edge_count + 1, sizeof *out->edges);
	if (box_count)
		memcpy(out->boxes, boxes, box_count * sizeof *boxes);
	if (edge_count)
		memcpy(out->edges, edges, edge_count * sizeof *edges);
	make(&all);
	place_alone(out, columns);
	for (uint32_t i = 0; i < edge_count; i++)
		out->left_out += out->edges[i].left_out && out->edges[i].from != out->edges[i].to;
	layering_fini(&all);
}

void layered_fini(struct layered *layered)
{
	free(layered->boxes);
	free(layered->edges);
	free(layered->lines);
	*layered = (struct layered){0};
}
