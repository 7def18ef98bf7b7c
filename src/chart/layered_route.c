#include "chart/layering.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* What leaves a spot for the next rank in one net: down to its track, along it, down from it at each link. */
struct wire {
	uint32_t above, net;
	uint32_t first, count; /* of `links` of the channel */
	int leave;             /* column */
	int from, to;          /* columns between which it goes along its track */
	int track;             /* -1: not yet; it goes straight down without one */
	int least;             /* the first one that those leave which have to turn off above it and have theirs */
	uint32_t waits;        /* how many of those have none yet */
	bool straight;
};

/* What lies between a rank and the next one. */
struct channel {
	struct layering *all;
	int rank;
	uint32_t *links;      /* those of a wire follow on one another */
	struct wire *wires;
	size_t wire_count;
	uint32_t *arriving;   /* room for the links that arrive at one box */
	bool *taken;          /* room for tracks */
};

/* ---- Wires ---- */

static void add_wires(struct channel *channel, uint32_t number, uint32_t *link_count)
{
	const struct layering *all = channel->all;
	const struct spot *spot = &all->spots[number];
	size_t first = channel->wire_count;
	for (uint32_t i = 0; i < spot->down_count; i++) {
		uint32_t net = all->links[all->down[spot->first_down + i]].net;
		bool known = false;
		for (size_t k = first; k < channel->wire_count; k++)
			known |= channel->wires[k].net == net;
		if (known)
			continue;
		struct wire *wire = &channel->wires[channel->wire_count++];
		*wire = (struct wire){.above = number, .net = net, .first = *link_count, .track = -1};
		for (uint32_t k = i; k < spot->down_count; k++)
			if (all->links[all->down[spot->first_down + k]].net == net)
				channel->links[(*link_count)++] = all->down[spot->first_down + k];
		wire->count = *link_count - wire->first;
	}
}

static void list_wires(struct channel *channel)
{
	const struct layering *all = channel->all;
	uint32_t link_count = 0;
	channel->wire_count = 0;
	for (uint32_t i = 0; i < all->in_rank[channel->rank]; i++)
		add_wires(channel, all->ranks[channel->rank][i], &link_count);
}

/* Side by side at the lower edge of their box, about its middle. */
static void leave(struct channel *channel)
{
	for (size_t i = 0; i < channel->wire_count;) {
		const struct spot *spot = &channel->all->spots[channel->wires[i].above];
		size_t end = i;
		while (end < channel->wire_count && channel->wires[end].above == channel->wires[i].above)
			end++;
		int count = (int)(end - i), least = spot->x + (spot->width > 2), most = spot->x + spot->width - 1 - (spot->width > 2);
		for (int k = 0; k < count; k++) {
			int x = spot_middle(spot) - (count - 1) + 2 * k;
			channel->wires[i + (size_t)k].leave = x < least ? least : x > most ? most : x;
		}
		i = end;
	}
}

static const struct wire *wire_of(const struct channel *channel, uint32_t link)
{
	for (size_t i = 0; i < channel->wire_count; i++)
		if (channel->wires[i].above == channel->all->links[link].above && channel->wires[i].net == channel->all->links[link].net)
			return &channel->wires[i];
	return NULL;
}

/* Another wire leaves in that column, so that one that arrives in it could not be told from it. */
static bool is_taken(const struct channel *channel, int x, uint32_t net)
{
	for (size_t i = 0; i < channel->wire_count; i++)
		if (channel->wires[i].leave == x && channel->wires[i].net != net)
			return true;
	return false;
}

/* ---- Arriving ---- */

/* Straight from above where that is within the box, else spread over its upper edge, in the order in which they come. */
static void arrive_at_box(struct channel *channel, const struct spot *box)
{
	struct layering *all = channel->all;
	int count = (int)box->up_count, least = box->x + 1, most = box->x + box->width - 2, last = least - 1;
	for (int i = 0; i < count; i++) {
		uint32_t link = all->up[box->first_up + (uint32_t)i];
		all->links[link].leave = wire_of(channel, link)->leave;
		int at = i;
		while (at && all->links[channel->arriving[at - 1]].leave > all->links[link].leave) {
			channel->arriving[at] = channel->arriving[at - 1];
			at--;
		}
		channel->arriving[at] = link;
	}
	for (int i = 0; i < count; i++) {
		struct link *link = &all->links[channel->arriving[i]];
		int spread = box->x + (i + 1) * box->width / (count + 1), room = most - (count - 1 - i);
		bool inside = link->leave >= least && link->leave <= most;
		int x = inside ? link->leave : spread;
		x = x <= last ? last + 1 : x;
		while (x < room && is_taken(channel, x, link->net))
			x++;
		x = x > room ? room : x;
		link->arrive = x < least ? least : x;
		last = link->arrive;
	}
}

/* Below the next rank's lines of other nets it moves aside, as far as there is a column. */
static void arrive_passing(struct channel *channel, struct spot *spot, int least, int most)
{
	struct layering *all = channel->all;
	struct link *link = &all->links[all->up[spot->first_up]];
	static const int aside[] = {0, 1, -1, 2, -2};
	link->leave = wire_of(channel, all->up[spot->first_up])->leave;
	for (size_t i = 0; i < sizeof aside / sizeof *aside; i++) {
		int x = spot->x + aside[i];
		if (x < least || x > most || is_taken(channel, x, spot->net))
			continue;
		spot->x = x;
		break;
	}
	link->arrive = spot->x;
	all->out->columns = spot->x >= all->out->columns ? spot->x + 1 : all->out->columns;
}

static void arrive(struct channel *channel)
{
	struct layering *all = channel->all;
	int rank = channel->rank + 1, least = 0;
	for (uint32_t i = 0; i < all->in_rank[rank]; i++) {
		struct spot *spot = &all->spots[all->ranks[rank][i]];
		int most = i + 1 < all->in_rank[rank] ? all->spots[all->ranks[rank][i + 1]].x - 1 : spot->x + 2;
		if (spot->box == NO_SPOT)
			arrive_passing(channel, spot, least, most);
		else if (spot->up_count)
			arrive_at_box(channel, spot);
		least = spot->x + spot->width;
	}
}

/* ---- Tracks ---- */

/* Where a wire goes along; to the right those furthest to the right come first, as they then cross nothing. */
static int by_turn(const void *left, const void *right)
{
	const struct wire *a = left, *b = right;
	int side = (a->to > a->leave) - (b->to > b->leave);
	if (side)
		return side;
	return a->to > a->leave ? b->leave - a->leave : a->leave - b->leave;
}

static void find_reach(struct channel *channel)
{
	for (size_t i = 0; i < channel->wire_count; i++) {
		struct wire *wire = &channel->wires[i];
		wire->from = wire->to = wire->leave;
		for (uint32_t k = wire->first; k < wire->first + wire->count; k++) {
			int x = channel->all->links[channel->links[k]].arrive;
			wire->from = x < wire->from ? x : wire->from;
			wire->to = x > wire->to ? x : wire->to;
		}
		wire->straight = wire->from == wire->to;
	}
}

static bool arrives_in(const struct channel *channel, const struct wire *wire, int x)
{
	for (uint32_t k = wire->first; k < wire->first + wire->count; k++)
		if (channel->all->links[channel->links[k]].arrive == x)
			return true;
	return false;
}

/* Has to turn off above `wire`, as it leaves in a column in which that arrives. */
static bool is_above(const struct channel *channel, const struct wire *other, const struct wire *wire)
{
	return other != wire && !other->straight && !wire->straight && arrives_in(channel, wire, other->leave);
}

static void count_waits(struct channel *channel)
{
	for (size_t i = 0; i < channel->wire_count; i++)
		for (size_t k = 0; k < channel->wire_count; k++)
			channel->wires[i].waits += is_above(channel, &channel->wires[k], &channel->wires[i]);
}

/* The first row that is free for it below those that have to turn off above it. */
static int track_for(const struct channel *channel, const struct wire *wire)
{
	int track = wire->least;
	memset(channel->taken, 0, (channel->wire_count + 1) * sizeof *channel->taken);
	for (size_t i = 0; i < channel->wire_count; i++) {
		const struct wire *other = &channel->wires[i];
		if (other->track >= 0 && other->from <= wire->to + 1 && other->to + 1 >= wire->from)
			channel->taken[other->track] = true;
	}
	while (channel->taken[track])
		track++;
	return track;
}

/* The first wire that waits for no other gets its track, or the first of all: they may wait in a circle. */
static bool give_track(struct channel *channel)
{
	struct wire *next = NULL;
	for (size_t i = 0; i < channel->wire_count && (!next || next->waits); i++) {
		struct wire *wire = &channel->wires[i];
		if (!wire->straight && wire->track < 0 && (!next || !wire->waits))
			next = wire;
	}
	if (!next)
		return false;
	next->track = track_for(channel, next);
	for (size_t i = 0; i < channel->wire_count; i++) {
		struct wire *wire = &channel->wires[i];
		if (!is_above(channel, next, wire))
			continue;
		wire->waits--;
		wire->least = next->track >= wire->least ? next->track + 1 : wire->least;
	}
	return true;
}

static void give_tracks(struct channel *channel)
{
	int *height = &channel->all->channel[channel->rank];
	if (channel->wire_count)
		qsort(channel->wires, channel->wire_count, sizeof *channel->wires, by_turn);
	count_waits(channel);
	while (give_track(channel))
		continue;
	*height = 1;
	for (size_t i = 0; i < channel->wire_count; i++) {
		const struct wire *wire = &channel->wires[i];
		*height = wire->track >= *height ? wire->track + 1 : *height;
		for (uint32_t k = wire->first; k < wire->first + wire->count; k++) {
			channel->all->links[channel->links[k]].track = wire->straight ? 0 : wire->track;
			channel->all->links[channel->links[k]].leave = wire->leave;
		}
	}
}

/* ---- Lines ---- */

static void add_line(struct layering *all, int x0, int y0, int x1, int y1, uint32_t edge)
{
	struct layered *out = all->out;
	if (out->line_count == out->line_capacity) {
		out->line_capacity = out->line_capacity ? 2 * out->line_capacity : 256;
		out->lines = xrealloc(out->lines, out->line_capacity * sizeof *out->lines);
	}
	out->lines[out->line_count++] = (struct layered_line){
		x0 < x1 ? x0 : x1, y0, x0 < x1 ? x1 : x0, y1, edge, all->ways[edge].net};
}

/* From the frame above to that below, or to where a line passes on. */
static void draw_link(struct layering *all, const struct link *link, uint32_t edge, const int *tops)
{
	const struct spot *above = &all->spots[link->above], *below = &all->spots[link->below];
	int upper = tops[above->rank] + LAYERED_HEIGHT - 1, turn = upper + 1 + link->track;
	int lower = tops[below->rank] + (below->box == NO_SPOT ? LAYERED_HEIGHT - 1 : 0);
	add_line(all, link->leave, upper, link->leave, turn, edge);
	if (link->leave != link->arrive)
		add_line(all, link->leave, turn, link->arrive, turn, edge);
	add_line(all, link->arrive, turn, link->arrive, lower, edge);
}

static void draw_lines(struct layering *all)
{
	struct layered *out = all->out;
	int *tops = xcalloc((size_t)all->rank_count + 1, sizeof *tops);
	for (int rank = 0; rank + 1 < all->rank_count; rank++)
		tops[rank + 1] = tops[rank] + LAYERED_HEIGHT + all->channel[rank];
	for (uint32_t i = 0; i < out->box_count; i++) {
		struct layered_box *box = &out->boxes[i];
		if (box->alone)
			continue;
		box->y = tops[box->rank];
		out->rows = box->y + LAYERED_HEIGHT > out->rows ? box->y + LAYERED_HEIGHT : out->rows;
	}
	for (uint32_t i = 0; i < out->edge_count; i++) {
		const struct way *way = &all->ways[i];
		if (way->last == NO_SPOT)
			continue;
		int passed = out->boxes[way->bottom].rank - out->boxes[way->top].rank - 1;
		for (int k = 0; k < passed; k++)
			draw_link(all, &all->links[all->nets[way->net].link + (uint32_t)k], i, tops);
		draw_link(all, &all->links[way->last], i, tops);
	}
	free(tops);
}

void layering_route(struct layering *all)
{
	struct channel channel = {
		.all = all,
		.links = xcalloc((size_t)all->link_count + 1, sizeof *channel.links),
		.wires = xcalloc((size_t)all->link_count + 1, sizeof *channel.wires),
		.arriving = xcalloc((size_t)all->link_count + 1, sizeof *channel.arriving),
		.taken = xcalloc((size_t)all->link_count + 2, sizeof *channel.taken),
	};
	all->channel = xcalloc((size_t)all->rank_count + 1, sizeof *all->channel);
	for (channel.rank = 0; channel.rank + 1 < all->rank_count; channel.rank++) {
		list_wires(&channel);
		leave(&channel);
		arrive(&channel);
		find_reach(&channel);
		give_tracks(&channel);
	}
	draw_lines(all);
	free(channel.links);
	free(channel.wires);
	free(channel.arriving);
	free(channel.taken);
}
