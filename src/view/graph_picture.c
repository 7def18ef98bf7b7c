#include "view/graph_picture.h"

#include "base/alloc.h"
#include "base/number.h"
#include "view/box.h"

#include <inttypes.h>
#include <stdlib.h>

enum { NAME_WIDTH = 30, OP_WIDTH = 20, FRAME = 4, BESIDE = 2, WHEEL_ROWS = 3, WINDOW_PART = 2, WIDTH_BEFORE = 80 };

static void forget(struct graph_picture *picture)
{
	graph_boxes_fini(&picture->boxes);
	layered_fini(&picture->layered);
	free(picture->edges);
	free(picture->frames);
	picture->edges = picture->frames = NULL;
	picture->drawn = NULL;
}

void graph_picture_fini(struct graph_picture *picture)
{
	forget(picture);
	*picture = (struct graph_picture){0};
}

/* ---- What stands in a box ---- */

static struct slice text_of(const struct graph_picture *picture, uint32_t text)
{
	return names_text(&picture->drawn->graph.texts, text);
}

/* Those outside as from here: above. */
static void name_box(const struct graph_picture *picture, const struct graph_box *box, struct label *out)
{
	const struct graph_tree *tree = &picture->drawn->tree;
	const struct tree_item *item = &tree->items[box->item];
	struct str name = {0};
	if (box->where != BOX_INSIDE)
		str_append_text(&name, "../");
	graph_tree_name(tree, box->item, &name);
	if (item->what == TREE_SERIES)
		str_printf(&name, " ×%" PRIu64, item->end - item->first + 1);
	else if (item->child != NODE_NONE)
		str_append_char(&name, '/');
	label_name(out, str_slice(&name), NAME_WIDTH);
	str_fini(&name);
}

/* The type of a node, unless its name says so, and how many constants it takes. */
static void describe_box(const struct graph_picture *picture, const struct graph_box *box, struct label *out)
{
	const struct tree_item *item = &picture->drawn->tree.items[box->item];
	*out = (struct label){0};
	bool said = picture->highlight && graph_highlight_say(picture->highlight, box->item, OP_WIDTH, out);
	if (item->what == TREE_NODE && !said) {
		const struct graph_node *node = &picture->drawn->graph.nodes[item->node];
		struct slice op = text_of(picture, node->op), part = text_of(picture, item->text);
		part = slice_make(part.data + item->begin, item->length);
		if (part.length < op.length || !slice_equal(slice_make(part.data, op.length), op))
			label_set(out, op, OP_WIDTH, TEXT_CUT_END);
	}
	if (box->constants)
		line_add(out, OP_WIDTH + NUMBER_SIZE, "+%" PRIu32, box->constants);
}

static int width_of(const struct graph_picture *picture, const struct graph_box *box)
{
	struct label name, what;
	name_box(picture, box, &name);
	describe_box(picture, box, &what);
	int width = FRAME + name.width + (what.width ? BESIDE + what.width : 0);
	return width < FRAME + 1 ? FRAME + 1 : width;
}

/* ---- Laying out ---- */

static void lay_out(struct graph_picture *picture)
{
	const struct graph_boxes *from = &picture->boxes;
	struct layered_box *boxes = xcalloc((size_t)from->count + 1, sizeof *boxes);
	struct layered_edge *edges = xcalloc((size_t)from->flow_count + 1, sizeof *edges);
	for (uint32_t i = 0; i < from->count; i++)
		boxes[i].width = width_of(picture, &from->items[i]);
	for (uint32_t i = 0; i < from->flow_count; i++)
		edges[i] = (struct layered_edge){.from = from->flows[i].from, .to = from->flows[i].to, .dotted = !from->flows[i].data};
	layered_make(&picture->layered, boxes, from->count, edges, from->flow_count,
	             picture->area.width ? picture->area.width : WIDTH_BEFORE);
	picture->edges = xcalloc((size_t)from->flow_count + 1, sizeof *picture->edges);
	picture->frames = xcalloc((size_t)from->count + 1, sizeof *picture->frames);
	free(boxes);
	free(edges);
}

static void make(struct graph_picture *picture, const struct drawn_graph *drawn, uint32_t root, bool constants)
{
	forget(picture);
	picture->root = root;
	picture->constants = constants;
	picture->cursor = 0;
	picture->left = picture->top = 0;
	if (!graph_boxes_make(&drawn->tree, root, constants, &picture->boxes))
		return;
	picture->drawn = drawn;
	lay_out(picture);
}

static uint64_t round_of(const struct graph_highlight *highlight)
{
	return 2 * highlight->round + highlight->costs.done;
}

static bool says_else(const struct graph_picture *picture)
{
	const struct graph_highlight *now = picture->highlight;
	return now && (now->by != picture->said || round_of(now) != picture->said_round);
}

/* What stands in the boxes is of another width. */
static void lay_out_anew(struct graph_picture *picture)
{
	picture->said = picture->highlight->by;
	picture->said_round = round_of(picture->highlight);
	layered_fini(&picture->layered);
	free(picture->edges);
	free(picture->frames);
	lay_out(picture);
	picture->follow = true;
}

/* Of those inside the one that is furthest up, or furthest down; in a row the leftmost, or the rightmost. */
static uint32_t end_box(const struct graph_picture *picture, int down)
{
	uint32_t end = 0;
	for (uint32_t i = 1; i < picture->boxes.count && picture->boxes.items[i].where == BOX_INSIDE; i++) {
		const struct layered_box *box = &picture->layered.boxes[i], *old = &picture->layered.boxes[end];
		if ((box->y - old->y) * down > 0 || (box->y == old->y && (box->x - old->x) * down > 0))
			end = i;
	}
	return end;
}

void graph_picture_show(struct graph_picture *picture, const struct drawn_graph *drawn, uint32_t item)
{
	uint32_t above = drawn->tree.items[item].parent, root = above == NODE_NONE ? item : above;
	if (picture->drawn != drawn || picture->root != root) {
		make(picture, drawn, root, false);
		picture->cursor = end_box(picture, -1);
	}
	uint32_t box = graph_boxes_of(&picture->boxes, item);
	if (box == NODE_NONE && root != item && !picture->constants) { /* a constant, it may be */
		make(picture, drawn, root, true);
		box = graph_boxes_of(&picture->boxes, item);
	}
	if (box != NODE_NONE)
		picture->cursor = box;
	picture->follow = true;
}

void graph_picture_enter(struct graph_picture *picture, uint32_t item)
{
	make(picture, picture->drawn, item, false);
	picture->cursor = end_box(picture, -1);
	picture->follow = true;
}

uint32_t graph_picture_item(const struct graph_picture *picture)
{
	return picture->cursor < picture->boxes.count ? picture->boxes.items[picture->cursor].item : NODE_NONE;
}

bool graph_picture_is_outside(const struct graph_picture *picture)
{
	return picture->cursor < picture->boxes.count && picture->boxes.items[picture->cursor].where != BOX_INSIDE;
}

/* ---- Preparing ---- */

/* As little as makes [from, to) seen; what is smaller than the window stands in its middle. */
static int scroll(int at, int from, int to, int all, int window)
{
	if (all <= window)
		return -(window - all) / 2;
	at = to > at + window ? to - window : at;
	at = from < at ? from : at;
	return at > all - window ? all - window : at < 0 ? 0 : at;
}

static void fit(struct graph_picture *picture)
{
	const struct layered *layered = &picture->layered;
	int left = picture->left, top = picture->top, right = left, bottom = top;
	if (picture->follow && picture->cursor < layered->box_count) {
		const struct layered_box *box = &layered->boxes[picture->cursor];
		left = box->x - BESIDE;
		right = box->x + box->width + BESIDE;
		top = box->y - 1;
		bottom = box->y + LAYERED_HEIGHT + 1;
	}
	picture->left = scroll(picture->left, left, right, layered->columns, picture->area.width);
	picture->top = scroll(picture->top, top, bottom, layered->rows, picture->area.height);
	picture->top = layered->rows <= picture->area.height ? 0 : picture->top;
	picture->follow = false;
}

static void look_at(struct graph_picture *picture)
{
	for (uint32_t i = 0; i < picture->boxes.count; i++) {
		picture->frames[i] = picture->boxes.items[i].where == BOX_INSIDE ? ROLE_AXIS : ROLE_DIM;
		if (picture->highlight)
			picture->frames[i] = graph_highlight_role(picture->highlight, picture->boxes.items[i].item, picture->frames[i]);
	}
	for (uint32_t i = 0; i < picture->boxes.flow_count; i++) {
		const struct graph_flow *flow = &picture->boxes.flows[i];
		bool at = flow->from == picture->cursor || flow->to == picture->cursor;
		picture->edges[i] = at ? ROLE_BORDER_FOCUS : ROLE_BORDER;
	}
	if (picture->cursor < picture->boxes.count)
		picture->frames[picture->cursor] = ROLE_BORDER_FOCUS;
}

enum { LEVELS_SAID = 8 };

/* "graph / model / block_[0-11]"; of a deep one its end. */
static void say_path(struct graph_picture *picture)
{
	const struct graph_tree *tree = &picture->drawn->tree;
	uint32_t path[LEVELS_SAID];
	int count = 0;
	struct str text = {0};
	for (uint32_t item = picture->root; item != NODE_NONE && count < LEVELS_SAID; item = tree->items[item].parent)
		path[count++] = item;
	if (tree->items[path[count - 1]].parent != NODE_NONE)
		str_append_text(&text, "… / ");
	for (int i = count; i-- > 0;) {
		size_t before = text.length;
		graph_tree_name(tree, path[i], &text);
		str_append_text(&text, text.length == before ? "graph" : "");
		str_append_text(&text, i ? " / " : "");
	}
	label_set(&picture->path, str_slice(&text), picture->head.width, TEXT_CUT_START);
	str_fini(&text);
}

void graph_picture_prepare(struct graph_picture *picture, struct rect area)
{
	picture->head = (struct rect){0};
	if (picture->drawn && picture->drawn->tree.items[picture->root].parent != NODE_NONE)
		picture->head = rect_take_top(&area, area.height > 2 * LAYERED_HEIGHT ? 1 : 0);
	picture->follow |= !rect_equal(picture->area, area);
	picture->area = area;
	if (!picture->drawn)
		return;
	if (says_else(picture))
		lay_out_anew(picture);
	fit(picture);
	look_at(picture);
	say_path(picture);
}

void graph_picture_say(const struct graph_picture *picture, struct label *line, int columns)
{
	const struct graph_boxes *boxes = &picture->boxes;
	char number[NUMBER_SIZE];
	uint32_t edges = boxes->flows_left_out + boxes->outside_left_out + boxes->control_left_out + picture->layered.left_out;
	if (!picture->drawn) {
		line_add(line, columns, "no memory to draw it");
		return;
	}
	number_grouped(number, boxes->left_out);
	if (boxes->left_out)
		line_add(line, columns, "%s more ha%s no box: see Tree", number, boxes->left_out == 1 ? "s" : "ve");
	number_grouped(number, edges);
	if (edges)
		line_add(line, columns, "%s edge%s not drawn", number, edges == 1 ? "" : "s");
	if (boxes->constants)
		line_add(line, columns, "+n: constants that it takes");
	if (picture->layered.columns > picture->area.width || picture->layered.rows > picture->area.height)
		line_add(line, columns, "< > { } scroll");
}

/* ---- Painting ---- */

static void paint_text(const struct graph_picture *picture, struct canvas *canvas, uint32_t number)
{
	const struct graph_box *box = &picture->boxes.items[number];
	const struct layered_box *at = &picture->layered.boxes[number];
	const struct tree_item *item = &picture->drawn->tree.items[box->item];
	int x = picture->area.x + at->x - picture->left + FRAME / 2, y = picture->area.y + at->y - picture->top + 1;
	struct rect inside = {x - 1, y, at->width - 2, 1};
	struct label name, what;
	if (!rect_overlap(inside, picture->area))
		return;
	name_box(picture, box, &name);
	describe_box(picture, box, &what);
	bool calls = item->what == TREE_NODE && picture->drawn->graph.nodes[item->node].calls;
	enum role role = box->where != BOX_INSIDE ? ROLE_DIM : item->what == TREE_NODE ? ROLE_TEXT : ROLE_STRONG;
	char mark = graph_marks_of(&picture->marks, &picture->drawn->tree, box->item);
	if (mark)
		canvas_put(canvas, x - 1, y, (uint32_t)mark, mark == '+' ? ROLE_GOOD : ROLE_WARN, 0);
	canvas_text(canvas, x, y, name.width, label_slice(&name), role, 0);
	canvas_text_right(canvas, x, y, at->width - FRAME, label_slice(&what), calls && box->where == BOX_INSIDE ? ROLE_GOOD : ROLE_DIM, 0);
	if (number == picture->cursor)
		canvas_paint(canvas, inside, ROLE_SELECTED, 0);
}

void graph_picture_paint(const struct graph_picture *picture, struct canvas *canvas)
{
	if (!picture->drawn)
		return;
	canvas_text(canvas, picture->head.x, picture->head.y, picture->head.width, label_slice(&picture->path), ROLE_DIM, 0);
	struct rect old = canvas_clip(canvas, picture->area);
	layered_paint(&picture->layered, canvas, picture->area, picture->left, picture->top,
	              &(struct layered_looks){picture->edges, picture->frames});
	for (uint32_t i = 0; i < picture->boxes.count; i++)
		paint_text(picture, canvas, i);
	canvas_unclip(canvas, old);
}

/* ---- Acting ---- */

static void go(struct graph_picture *picture, uint32_t box)
{
	picture->cursor = box;
	picture->follow = true;
}

/* Box by box, until it is so many cells away. */
static void go_far(struct graph_picture *picture, int dx, int dy, int cells)
{
	const struct layered_box *from = &picture->layered.boxes[picture->cursor], *now = from;
	for (;;) {
		uint32_t next = layered_next(&picture->layered, picture->cursor, dx, dy);
		now = &picture->layered.boxes[next];
		if (next == picture->cursor || abs(now->x - from->x) * abs(dx) + abs(now->y - from->y) * abs(dy) > cells)
			return;
		go(picture, next);
	}
}

static void move_window(struct graph_picture *picture, int dx, int dy)
{
	picture->left += dx;
	picture->top += dy;
}

bool graph_picture_press(struct graph_picture *picture, const struct event *event)
{
	int by = event->mouse == MOUSE_WHEEL_UP ? -WHEEL_ROWS : event->mouse == MOUSE_WHEEL_DOWN ? WHEEL_ROWS : 0;
	move_window(picture, 0, by);
	if (event->mouse != MOUSE_PRESS || event->button || !rect_contains(picture->area, event->x, event->y))
		return false;
	uint32_t box = layered_at(&picture->layered, event->x - picture->area.x + picture->left, event->y - picture->area.y + picture->top);
	if (box != UINT32_MAX)
		picture->cursor = box;
	return box != UINT32_MAX;
}

bool graph_picture_act(struct graph_picture *picture, const struct input *input)
{
	const struct layered *layered = &picture->layered;
	int width = picture->area.width / WINDOW_PART, height = picture->area.height;
	if (!picture->drawn || !picture->boxes.count)
		return false;
	switch (input->action) {
	case ACTION_UP: go(picture, layered_next(layered, picture->cursor, 0, -1)); return true;
	case ACTION_DOWN: go(picture, layered_next(layered, picture->cursor, 0, 1)); return true;
	case ACTION_LEFT: go(picture, layered_next(layered, picture->cursor, -1, 0)); return true;
	case ACTION_RIGHT: go(picture, layered_next(layered, picture->cursor, 1, 0)); return true;
	case ACTION_PAGE_UP: go_far(picture, 0, -1, height); return true;
	case ACTION_PAGE_DOWN: go_far(picture, 0, 1, height); return true;
	case ACTION_LEFT_10: go_far(picture, -1, 0, picture->area.width); return true;
	case ACTION_RIGHT_10: go_far(picture, 1, 0, picture->area.width); return true;
	case ACTION_FIRST: go(picture, end_box(picture, -1)); return true;
	case ACTION_LAST: go(picture, end_box(picture, 1)); return true;
	case ACTION_PAN_LEFT: move_window(picture, -width, 0); return true;
	case ACTION_PAN_RIGHT: move_window(picture, width, 0); return true;
	default: return false;
	}
}
