#include "model/graph_boxes.h"

#include "base/alloc.h"
#include "model/graph_facts.h"

#include <stdlib.h>
#include <string.h>

#define FLOW_SLOTS 16384 /* a power of two, more than four times GRAPH_FLOWS */
#define BOXES_MOST (GRAPH_BOXES_INSIDE + 2 * GRAPH_BOXES_OUTSIDE)

struct boxing {
	const struct graph_tree *tree;
	struct graph_boxes *out;
	uint32_t *inside, *feeds, *takes; /* by item: its box + 1 */
	bool *above;                      /* by item: the root, or what it lies in */
	uint32_t slots[FLOW_SLOTS];       /* flows + 1 */
	uint32_t outside[3];              /* boxes, by where */
	uint32_t box;                     /* whose nodes are walked over */
};

/* ---- Which boxes there are ---- */

static bool is_constant(const struct graph_tree *tree, const struct tree_item *item)
{
	const struct graph *graph = tree->graph;
	if (item->what != TREE_NODE)
		return false;
	const struct graph_node *node = &graph->nodes[item->node];
	struct slice op = names_text(&graph->texts, node->op);
	if (!slice_equal(op, slice_of("Const")) && !slice_equal(op, slice_of("prim::Constant")))
		return false;
	for (uint32_t i = 0; i < node->input_count; i++)
		if (!graph->inputs[node->first_input + i].control)
			return false;
	return node->user_count > 0;
}

/* What lies directly in the root, or in a part of the graph that the root is not in, and holds the item. */
static uint32_t holder_of(const struct boxing *self, uint32_t item)
{
	const struct tree_item *items = self->tree->items;
	while (items[item].parent != NODE_NONE && !self->above[items[item].parent])
		item = items[item].parent;
	return item;
}

static bool is_inside(const struct boxing *self, uint32_t holder)
{
	return self->tree->items[holder].parent == self->out->root;
}

/* Whether all that take it are in the root, too. */
static bool is_taken_inside(const struct boxing *self, const struct tree_item *item)
{
	const struct graph *graph = self->tree->graph;
	const struct graph_node *node = &graph->nodes[item->node];
	for (uint32_t i = 0; i < node->user_count; i++)
		if (!is_inside(self, holder_of(self, self->tree->of_node[graph->users[node->first_user + i]])))
			return false;
	return true;
}

static uint32_t add_box(struct boxing *self, uint32_t item, enum graph_box_where where)
{
	uint32_t *of = where == BOX_INSIDE ? self->inside : where == BOX_FEEDS ? self->feeds : self->takes;
	self->out->items[self->out->count] = (struct graph_box){.item = item, .where = where};
	of[item] = ++self->out->count;
	return self->out->count - 1;
}

enum { CONSTANT, LEAF, SCOPE, RATES };

static int rate(const struct boxing *self, uint32_t child, bool constants)
{
	const struct tree_item *item = &self->tree->items[child];
	if (item->what != TREE_NODE)
		return SCOPE;
	return !constants && is_constant(self->tree, item) && is_taken_inside(self, item) ? CONSTANT : LEAF;
}

/* In the order of the tree; where not all have room, what holds others before what is a node. */
static void add_inside(struct boxing *self, bool constants)
{
	const struct tree_item *items = self->tree->items;
	uint32_t counts[RATES] = {0}, first = items[self->out->root].child;
	for (uint32_t child = first; child != NODE_NONE; child = items[child].sibling)
		counts[rate(self, child, constants)]++;
	uint32_t scopes = counts[SCOPE] < GRAPH_BOXES_INSIDE ? counts[SCOPE] : GRAPH_BOXES_INSIDE;
	uint32_t left[RATES] = {0, GRAPH_BOXES_INSIDE - scopes, scopes};
	for (uint32_t child = first; child != NODE_NONE; child = items[child].sibling) {
		int what = rate(self, child, constants);
		if (!left[what])
			continue;
		left[what]--;
		add_box(self, child, BOX_INSIDE);
	}
	self->out->constants = counts[CONSTANT];
	self->out->left_out = counts[LEAF] + counts[SCOPE] - self->out->count;
}

/* ---- What flows between them ---- */

static uint32_t outside_box(struct boxing *self, uint32_t holder, enum graph_box_where where)
{
	uint32_t known = (where == BOX_FEEDS ? self->feeds : self->takes)[holder];
	if (known)
		return known - 1;
	if (self->outside[where] == GRAPH_BOXES_OUTSIDE) {
		self->out->outside_left_out++;
		return NODE_NONE;
	}
	self->outside[where]++;
	return add_box(self, holder, where);
}

static void add_flow(struct boxing *self, uint32_t from, uint32_t to, bool control)
{
	struct graph_boxes *out = self->out;
	if (from == to)
		return;
	size_t at = ((size_t)from * 31 + (size_t)to * 1031) & (FLOW_SLOTS - 1);
	while (self->slots[at] && (out->flows[self->slots[at] - 1].from != from || out->flows[self->slots[at] - 1].to != to))
		at = (at + 1) & (FLOW_SLOTS - 1);
	if (!self->slots[at]) {
		if (out->flow_count == GRAPH_FLOWS) {
			out->flows_left_out++;
			return;
		}
		out->flows[out->flow_count] = (struct graph_flow){from, to, 0, 0};
		self->slots[at] = ++out->flow_count;
	}
	struct graph_flow *flow = &out->flows[self->slots[at] - 1];
	flow->data += !control;
	flow->control += control;
}

static void take_input(struct boxing *self, const struct graph_input *input)
{
	if (input->node == NODE_NONE)
		return;
	uint32_t holder = holder_of(self, self->tree->of_node[input->node]), from = self->inside[holder];
	if (from)
		add_flow(self, from - 1, self->box, input->control);
	else if (is_inside(self, holder))
		self->out->items[self->box].constants += is_constant(self->tree, &self->tree->items[holder]);
	else if ((from = outside_box(self, holder, BOX_FEEDS)) != NODE_NONE)
		add_flow(self, from, self->box, input->control);
}

#define LOOKED_AT 64

/* Whether a user only waits for the node; what has very many inputs is told by its last one. */
static bool waits_only(const struct graph *graph, uint32_t user, uint32_t number)
{
	const struct graph_node *node = &graph->nodes[user];
	const struct graph_input *inputs = graph->inputs + node->first_input;
	for (uint32_t i = 0; i < node->input_count && i < LOOKED_AT; i++)
		if (inputs[i].node == number)
			return inputs[i].control;
	return node->input_count && inputs[node->input_count - 1].control;
}

static bool take_node(void *context, uint32_t number)
{
	struct boxing *self = context;
	const struct graph *graph = self->tree->graph;
	const struct graph_node *node = &graph->nodes[number];
	for (uint32_t i = 0; i < node->input_count; i++)
		take_input(self, &graph->inputs[node->first_input + i]);
	for (uint32_t i = 0; i < node->user_count; i++) {
		uint32_t user = graph->users[node->first_user + i];
		uint32_t holder = holder_of(self, self->tree->of_node[user]);
		if (is_inside(self, holder))
			continue;
		uint32_t to = outside_box(self, holder, BOX_TAKES);
		if (to != NODE_NONE)
			add_flow(self, self->box, to, waits_only(graph, user, number));
	}
	return true;
}

static void take_flows(struct boxing *self)
{
	uint32_t inside = self->out->count;
	for (self->box = 0; self->box < inside; self->box++)
		graph_walk(self->tree, self->out->items[self->box].item, take_node, self);
}

/* What alone waits for another is left out where much does. */
static void thin_control(struct graph_boxes *out)
{
	uint32_t *busy = xcalloc((size_t)out->count + 1, sizeof *busy), kept = 0;
	for (uint32_t i = 0; i < out->flow_count; i++)
		if (!out->flows[i].data) {
			busy[out->flows[i].from]++;
			busy[out->flows[i].to]++;
		}
	for (uint32_t i = 0; i < out->flow_count; i++) {
		const struct graph_flow *flow = &out->flows[i];
		if (!flow->data && (busy[flow->from] > GRAPH_CONTROL_MOST || busy[flow->to] > GRAPH_CONTROL_MOST))
			out->control_left_out++;
		else
			out->flows[kept++] = *flow;
	}
	out->flow_count = kept;
	free(busy);
}

/* ---- All ---- */

static void boxing_free(struct boxing *self)
{
	free(self->inside);
	free(self->feeds);
	free(self->takes);
	free(self->above);
	free(self);
}

static void *zeroed(size_t count, size_t size)
{
	void *bytes = data_alloc(count, size);
	if (bytes)
		memset(bytes, 0, count * size);
	return bytes;
}

static struct boxing *boxing_new(const struct graph_tree *tree, struct graph_boxes *out)
{
	struct boxing *self = xcalloc(1, sizeof *self);
	self->tree = tree;
	self->out = out;
	self->inside = zeroed(tree->count, sizeof *self->inside);
	self->feeds = zeroed(tree->count, sizeof *self->feeds);
	self->takes = zeroed(tree->count, sizeof *self->takes);
	self->above = zeroed(tree->count, sizeof *self->above);
	if (self->inside && self->feeds && self->takes && self->above)
		return self;
	boxing_free(self);
	return NULL;
}

bool graph_boxes_make(const struct graph_tree *tree, uint32_t root, bool constants, struct graph_boxes *out)
{
	*out = (struct graph_boxes){.root = root};
	struct boxing *self = boxing_new(tree, out);
	if (!self)
		return false;
	out->items = xcalloc(BOXES_MOST, sizeof *out->items);
	out->flows = xcalloc(GRAPH_FLOWS, sizeof *out->flows);
	for (uint32_t item = root; item != NODE_NONE; item = tree->items[item].parent)
		self->above[item] = true;
	add_inside(self, constants);
	take_flows(self);
	thin_control(out);
	boxing_free(self);
	return true;
}

void graph_boxes_fini(struct graph_boxes *boxes)
{
	free(boxes->items);
	free(boxes->flows);
	*boxes = (struct graph_boxes){0};
}

uint32_t graph_boxes_of(const struct graph_boxes *boxes, uint32_t item)
{
	for (uint32_t i = 0; i < boxes->count; i++)
		if (boxes->items[i].item == item && boxes->items[i].where == BOX_INSIDE)
			return i;
	return NODE_NONE;
}
