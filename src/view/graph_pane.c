#include "view/graph_pane.h"

#include "base/alloc.h"
#include "base/number.h"
#include "model/graph_facts.h"
#include "view/box.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_FROM = 84, BELOW_FROM = 14, SIDE_PERCENT = 45, BESIDE_A_DRAWING = 33, NAMES_A_FRAME = 20000, ATTRIBUTES_A_FRAME = 3000, UNFOLD_MOST = 20000 };

void graph_pane_fini(struct graph_pane *pane)
{
	free(pane->unfolded);
	free(pane->rows);
	free(pane->facts);
	str_fini(&pane->place);
	str_fini(&pane->search);
	pattern_fini(&pane->pattern);
	graph_picture_fini(&pane->picture);
	graph_highlight_fini(&pane->highlight);
	*pane = (struct graph_pane){0};
}

/* ---- Rows ---- */

static void add_row(struct graph_pane *pane, uint32_t item, int depth)
{
	if (pane->row_count == pane->row_capacity) {
		pane->row_capacity = pane->row_capacity ? 2 * pane->row_capacity : 256;
		pane->rows = xrealloc(pane->rows, pane->row_capacity * sizeof *pane->rows);
	}
	pane->rows[pane->row_count++] = (struct graph_row){item, depth};
}

static void list_rows(struct graph_pane *pane)
{
	const struct graph_tree *tree = &pane->drawn->tree;
	uint32_t root = pane->level, item = root;
	int depth = 0;
	pane->row_count = 0;
	pane->stale = false;
	for (;;) {
		add_row(pane, item, depth);
		if (tree->items[item].child != NODE_NONE && pane->unfolded[item]) {
			item = tree->items[item].child;
			depth++;
			continue;
		}
		while (item != root && tree->items[item].sibling == NODE_NONE) {
			item = tree->items[item].parent;
			depth--;
		}
		if (item == root)
			return;
		item = tree->items[item].sibling;
	}
}

uint32_t graph_pane_item(const struct graph_pane *pane)
{
	if (pane->drawing)
		return graph_picture_item(&pane->picture);
	return (size_t)pane->list.cursor < pane->row_count ? pane->rows[pane->list.cursor].item : NODE_NONE;
}

static void go_to_item(struct graph_pane *pane, uint32_t item)
{
	const struct graph_tree *tree = &pane->drawn->tree;
	uint32_t above = item;
	while (tree->items[above].parent != NODE_NONE) {
		above = tree->items[above].parent;
		pane->unfolded[above] = true;
	}
	pane->level = above;
	list_rows(pane);
	for (size_t i = 0; i < pane->row_count; i++)
		if (pane->rows[i].item == item)
			pane->list.cursor = (int)i;
	if (pane->drawing)
		graph_picture_show(&pane->picture, pane->drawn, item);
}

void graph_pane_draw(struct graph_pane *pane, bool drawing)
{
	uint32_t item = graph_pane_item(pane);
	if (drawing == pane->drawing)
		return;
	pane->drawing = drawing;
	pane->in_facts = false;
	go_to_item(pane, item == NODE_NONE ? pane->level : item);
}

void graph_pane_show(struct graph_pane *pane, uint32_t node)
{
	go_to_item(pane, pane->drawn->tree.of_node[node]);
}

/* ---- Opening ---- */

/* From the root on, as in the file: what is before it in the name that its part is of. */
static struct slice whole_name(const struct graph_tree *tree, uint32_t number)
{
	const struct tree_item *item = &tree->items[number];
	return slice_make(names_text(&tree->graph->texts, item->text).data, (size_t)item->begin + item->length);
}

static uint32_t item_called(const struct graph_tree *tree, struct slice name)
{
	for (uint32_t i = 0; name.length && i < tree->count; i++)
		if (tree->items[i].what != TREE_SERIES && tree->items[i].parent != NODE_NONE && slice_equal(whole_name(tree, i), name))
			return i;
	return NODE_NONE;
}

static void note_place(struct graph_pane *pane)
{
	uint32_t item = graph_pane_item(pane);
	str_clear(&pane->place);
	if (item != NODE_NONE && pane->drawn->tree.items[item].parent != NODE_NONE)
		str_append_slice(&pane->place, whole_name(&pane->drawn->tree, item));
}

void graph_pane_open(struct graph_pane *pane, const struct drawn_graph *drawn, bool again)
{
	struct str place = pane->place;
	enum highlight_by by = pane->highlight.by;
	pane->place = (struct str){0};
	graph_pane_fini(pane);
	*pane = (struct graph_pane){.drawn = drawn, .stale = true, .facts_of = NODE_NONE, .highlight.by = by};
	graph_highlight_open(&pane->highlight, drawn);
	for (int i = 0; i < GRAPH_MARKS; i++)
		pane->letters[i] = NODE_NONE;
	pane->unfolded = xcalloc((size_t)drawn->tree.count + 1, sizeof *pane->unfolded);
	pane->unfolded[0] = true;
	/* A graph that is all in one scope: that one, too. */
	uint32_t only = drawn->tree.items[0].child;
	while (only != NODE_NONE && drawn->tree.items[only].sibling == NODE_NONE && drawn->tree.items[only].what == TREE_SCOPE) {
		pane->unfolded[only] = true;
		only = drawn->tree.items[only].child;
	}
	uint32_t item = again ? item_called(&drawn->tree, str_slice(&place)) : NODE_NONE;
	if (item != NODE_NONE)
		go_to_item(pane, item);
	str_fini(&place);
}

/* ---- Finding ---- */

static void start_search(struct graph_pane *pane, bool back)
{
	const struct graph_tree *tree = &pane->drawn->tree;
	uint32_t item = graph_pane_item(pane), count = pane->drawn->graph.node_count;
	if (!pane->search.length || !count)
		return;
	bool on_node = item != NODE_NONE && tree->items[item].what == TREE_NODE;
	uint32_t from = on_node ? tree->items[item].node : back ? 0 : count - 1;
	pane->back = back;
	pane->searching = true;
	pane->search_at = (from + (back ? count - 1 : 1)) % count;
	pane->search_left = count;
}

/* So much of it as a frame has time for. */
static void search_on(struct graph_pane *pane, struct asks *out)
{
	uint32_t count = pane->drawn->graph.node_count;
	bool attributes = strchr(str_text(&pane->search), '=') != NULL;
	int left = attributes ? ATTRIBUTES_A_FRAME : NAMES_A_FRAME;
	while (pane->searching && pane->search_left && left--) {
		if (graph_node_matches(&pane->drawn->graph, pane->search_at, &pane->pattern, attributes)) {
			pane->searching = false;
			graph_pane_show(pane, pane->search_at);
			return;
		}
		pane->search_at = (pane->search_at + (pane->back ? count - 1 : 1)) % count;
		pane->search_left--;
	}
	if (pane->searching && !pane->search_left) {
		pane->searching = false;
		ask(out, ASK_NOTICE, "no node has that in its name, type or device (attributes: key=value)");
	}
	if (pane->searching)
		ask(out, ASK_MORE, NULL);
}

static void find(struct graph_pane *pane, const struct input *input, struct asks *out)
{
	if (!input->text && input->phase == INPUT_WHOLE) {
		ask_prompt(out, ACTION_FILTER, "find /", str_text(&pane->search));
		return;
	}
	if (input->phase != INPUT_WHOLE)
		return;
	str_clear(&pane->search);
	str_append_text(&pane->search, input->text);
	pattern_set(&pane->pattern, input->text);
	start_search(pane, false);
}

/* ---- Preparing ---- */

static void lay_out(struct graph_pane *pane, struct rect area)
{
	int percent = pane->drawing ? BESIDE_A_DRAWING : SIDE_PERCENT;
	pane->area = area;
	pane->foot = rect_take_bottom(&area, area.height >= BELOW_FROM ? 1 : 0);
	if (area.width >= SIDE_FROM) {
		pane->side = rect_take_right(&area, area.width * percent / 100);
		rect_take_right(&area, 2);
	} else if (area.height >= BELOW_FROM) {
		pane->side = rect_take_bottom(&area, area.height * percent / 100);
		rect_take_top(&pane->side, 1);
	} else {
		pane->side = pane->in_facts ? area : (struct rect){0};
		area = pane->in_facts ? (struct rect){0} : area;
	}
	pane->tree = area;
}

static void say_foot(struct graph_pane *pane)
{
	const struct graph *graph = &pane->drawn->graph;
	char number[NUMBER_SIZE];
	struct label search, name;
	pane->note = (struct label){0};
	number_grouped(number, graph->levels[0].count);
	line_add(&pane->note, pane->foot.width, "%s node%s", number, graph->levels[0].count == 1 ? "" : "s");
	bool more = graph->level_count > 1 && graph->levels[1].first < graph->node_count;
	number_grouped(number, more ? graph->nodes[graph->levels[1].first].first_input : (int64_t)graph->input_count);
	line_add(&pane->note, pane->foot.width, "%s edge%s", number, strcmp(number, "1") ? "s" : "");
	number_grouped(number, graph->level_count - 1);
	if (graph->level_count > 1)
		line_add(&pane->note, pane->foot.width, "%s function%s", number, graph->level_count == 2 ? "" : "s");
	number_grouped(number, (int64_t)graph->lost);
	if (graph->lost)
		line_add(&pane->note, pane->foot.width, "%s input%s nowhere", number, graph->lost == 1 ? " leads" : "s lead");
	if (pane->search.length) {
		label_set(&search, str_slice(&pane->search), 30, TEXT_CUT_END);
		line_add(&pane->note, pane->foot.width, pane->searching ? "/%s/ …" : "/%s/ n N", search.text);
	}
	size_t before = pane->note.length;
	for (int brief = 0; brief < 2 && pane->note.length == before; brief++) {
		graph_highlight_name(&pane->highlight, brief, &name);
		if (name.length)
			line_add(&pane->note, pane->foot.width, "%s", name.text);
	}
	if (pane->drawing)
		graph_picture_say(&pane->picture, &pane->note, pane->foot.width);
	if (pane->way_count)
		line_add(&pane->note, pane->foot.width, "Esc goes back (%d)", pane->way_count);
}

static void prepare_picture(struct graph_pane *pane)
{
	pane->picture.marks = pane->marks;
	pane->picture.highlight = &pane->highlight;
	graph_picture_prepare(&pane->picture, pane->tree);
}

void graph_pane_prepare(struct graph_pane *pane, struct rect area, struct asks *out)
{
	lay_out(pane, area);
	if (pane->stale)
		list_rows(pane);
	search_on(pane, out);
	if (graph_highlight_go_on(&pane->highlight, out))
		pane->facts_of = NODE_NONE; /* there is more to say */
	list_fit(&pane->list, (int)pane->row_count, pane->tree.height > 0 ? pane->tree.height : 1);
	if (pane->drawing)
		prepare_picture(pane);
	if (!rect_empty(pane->side))
		graph_pane_say(pane);
	list_fit(&pane->edges, (int)pane->fact_count, pane->side.height > 0 ? pane->side.height : 1);
	note_place(pane);
	say_foot(pane);
}

/* ---- Painting ---- */

static void say_right(const struct graph_pane *pane, uint32_t number, int columns, struct label *out)
{
	const struct tree_item *item = &pane->drawn->tree.items[number];
	char nodes[NUMBER_SIZE], parameters[NUMBER_SIZE];
	if (graph_highlight_say(&pane->highlight, number, columns, out))
		return;
	if (item->what == TREE_NODE) {
		label_set(out, names_text(&pane->drawn->graph.texts, pane->drawn->graph.nodes[item->node].op), columns, TEXT_CUT_END);
		return;
	}
	number_count(nodes, item->nodes);
	number_count(parameters, (int64_t)item->parameters);
	if (item->parameters)
		label_format(out, "%s params  %s node%s", parameters, nodes, item->nodes == 1 ? "" : "s");
	else
		label_format(out, "%s node%s", nodes, item->nodes == 1 ? "" : "s");
	if (pane->marks.items && pane->marks.items[number]) {
		number_count(nodes, pane->marks.items[number]);
		line_add(out, columns, "~%s", nodes);
	}
}

/* What became of a node since the graph that it is compared with. */
static void paint_change(const struct graph_pane *pane, struct canvas *canvas, uint32_t item, int x, int y)
{
	char mark = graph_marks_of(&pane->marks, &pane->drawn->tree, item);
	if (mark)
		canvas_put(canvas, x, y, (uint32_t)mark, mark == '+' ? ROLE_GOOD : ROLE_WARN, 0);
}

static void paint_row(const struct graph_pane *pane, struct canvas *canvas, size_t number, int y)
{
	const struct graph_tree *tree = &pane->drawn->tree;
	const struct graph_row *row = &pane->rows[number];
	const struct tree_item *item = &tree->items[row->item];
	struct str text = {0};
	struct label right, name;
	int indent = row->depth * 2, most = pane->tree.width / 2;
	int x = pane->tree.x + (indent < most ? indent : most), end = pane->tree.x + pane->tree.width;
	say_right(pane, row->item, pane->tree.width / 2, &right);
	graph_tree_name(tree, row->item, &text);
	if (!row->depth && !text.length)
		str_append_text(&text, "graph");
	if (item->what == TREE_SERIES)
		str_printf(&text, " ×%" PRIu64, item->end - item->first + 1);
	int room = end - x - 3 - right.width;
	label_set(&name, slice_make(NULL, 0), 0, TEXT_CUT_END);
	if (room > 0)
		label_name(&name, str_slice(&text), room);
	if (item->child != NODE_NONE)
		canvas_put(canvas, x, y, pane->unfolded[row->item] ? 0x25BE : 0x25B8, ROLE_DIM, 0);
	else
		paint_change(pane, canvas, row->item, x, y);
	bool calls = item->what == TREE_NODE && pane->drawn->graph.nodes[item->node].calls;
	canvas_text(canvas, x + 2, y, room, label_slice(&name), item->what == TREE_NODE ? ROLE_TEXT : ROLE_STRONG, 0);
	canvas_text(canvas, end - right.width, y, right.width, label_slice(&right),
	            graph_highlight_role(&pane->highlight, row->item, calls ? ROLE_GOOD : ROLE_DIM), 0);
	if ((int)number == pane->list.cursor)
		canvas_paint(canvas, (struct rect){pane->tree.x, y, pane->tree.width, 1},
		             pane->in_facts ? ROLE_SELECTED_DIM : ROLE_SELECTED, 0);
	str_fini(&text);
}

static void paint_side(const struct graph_pane *pane, struct canvas *canvas)
{
	struct rect side = pane->side;
	if (pane->area.width >= SIDE_FROM)
		canvas_fill(canvas, (struct rect){side.x - 1, side.y, 1, side.height}, 0x2502, ROLE_BORDER, 0);
	else if (side.y > pane->area.y)
		canvas_fill(canvas, (struct rect){side.x, side.y - 1, side.width, 1}, 0x2500, ROLE_BORDER, 0);
	struct rect old = canvas_clip(canvas, side);
	for (int y = 0; y < side.height && (size_t)(pane->edges.top + y) < pane->fact_count; y++) {
		const struct graph_fact *fact = &pane->facts[pane->edges.top + y];
		canvas_text(canvas, side.x + 1, side.y + y, side.width - 1, label_slice(&fact->text), fact->role, 0);
		if (pane->in_facts && pane->edges.top + y == pane->edges.cursor)
			canvas_paint(canvas, (struct rect){side.x, side.y + y, side.width, 1},
			             fact->node == NODE_NONE ? ROLE_SELECTED_DIM : ROLE_SELECTED, 0);
	}
	canvas_unclip(canvas, old);
}

void graph_pane_paint(const struct graph_pane *pane, struct canvas *canvas)
{
	if (pane->drawing)
		graph_picture_paint(&pane->picture, canvas);
	for (int y = 0; !pane->drawing && y < pane->tree.height && (size_t)(pane->list.top + y) < pane->row_count; y++)
		paint_row(pane, canvas, (size_t)(pane->list.top + y), pane->tree.y + y);
	if (!rect_empty(pane->side))
		paint_side(pane, canvas);
	canvas_text(canvas, pane->foot.x, pane->foot.y, pane->foot.width, label_slice(&pane->note), ROLE_DIM, 0);
}

/* ---- Acting ---- */

static void note_way(struct graph_pane *pane)
{
	uint32_t item = graph_pane_item(pane);
	if (item == NODE_NONE)
		return;
	if (pane->drawing && graph_picture_is_outside(&pane->picture))
		item = pane->picture.boxes.items[0].item; /* the level where it is outside */
	if (pane->way_count == GRAPH_WAYS)
		memmove(pane->ways, pane->ways + 1, (size_t)--pane->way_count * sizeof *pane->ways);
	pane->ways[pane->way_count++] = item;
}

static void fold(struct graph_pane *pane, uint32_t item, bool unfold)
{
	pane->unfolded[item] = unfold;
	pane->stale = true;
}

static void left(struct graph_pane *pane)
{
	uint32_t item = graph_pane_item(pane);
	if (pane->in_facts) {
		pane->in_facts = false;
		return;
	}
	if (item == NODE_NONE)
		return;
	if (pane->drawn->tree.items[item].child != NODE_NONE && pane->unfolded[item] && item != pane->level)
		fold(pane, item, false);
	else if (pane->drawn->tree.items[item].parent != NODE_NONE)
		go_to_item(pane, pane->drawn->tree.items[item].parent);
}

/* On the first line that leads anywhere. */
static void go_to_facts(struct graph_pane *pane)
{
	pane->in_facts = true;
	pane->edges = (struct list){0};
	for (size_t i = 0; i < pane->fact_count; i++)
		if (pane->facts[i].node != NODE_NONE) {
			pane->edges.cursor = (int)i;
			return;
		}
}

static void right(struct graph_pane *pane)
{
	uint32_t item = graph_pane_item(pane);
	if (item == NODE_NONE || pane->in_facts)
		return;
	if (pane->drawn->tree.items[item].child == NODE_NONE)
		go_to_facts(pane);
	else if (!pane->unfolded[item])
		fold(pane, item, true);
	else
		pane->list.cursor++;
}

static void enter(struct graph_pane *pane)
{
	uint32_t item = graph_pane_item(pane);
	if (pane->in_facts) {
		uint32_t node = (size_t)pane->edges.cursor < pane->fact_count ? pane->facts[pane->edges.cursor].node : NODE_NONE;
		if (node == NODE_NONE)
			return;
		note_way(pane);
		pane->in_facts = false;
		graph_pane_show(pane, node);
	} else if (pane->drawing && graph_picture_is_outside(&pane->picture)) {
		note_way(pane);
		go_to_item(pane, item);
	} else if (item != NODE_NONE && pane->drawn->tree.items[item].what == TREE_NODE) {
		uint32_t level = pane->drawn->graph.nodes[pane->drawn->tree.items[item].node].calls;
		if (!level) {
			go_to_facts(pane);
			return;
		}
		note_way(pane);
		pane->level = level;
		pane->unfolded[level] = true;
		pane->stale = true;
		pane->list = (struct list){0};
		if (pane->drawing)
			graph_picture_enter(&pane->picture, level);
	} else if (item != NODE_NONE && pane->drawing) {
		graph_picture_enter(&pane->picture, item);
	} else if (item != NODE_NONE) {
		fold(pane, item, !pane->unfolded[item]);
	}
}

static bool back(struct graph_pane *pane)
{
	if (pane->in_facts)
		pane->in_facts = false;
	else if (pane->searching)
		pane->searching = false;
	else if (pane->way_count)
		go_to_item(pane, pane->ways[--pane->way_count]);
	else if (pane->drawing && pane->drawn->tree.items[pane->picture.root].parent != NODE_NONE)
		go_to_item(pane, pane->picture.root);
	else if (pane->level)
		go_to_item(pane, 0);
	else if (pane->search.length)
		str_clear(&pane->search);
	else
		return false;
	return true;
}

/* All that is below the item, as far as it is not too much to be read. */
static void unfold_all(struct graph_pane *pane, bool unfold, struct asks *out)
{
	const struct graph_tree *tree = &pane->drawn->tree;
	uint32_t top = graph_pane_item(pane), at = top;
	if (top == NODE_NONE || pane->drawing)
		return;
	if (unfold && tree->items[top].nodes > UNFOLD_MOST) {
		ask(out, ASK_NOTICE, "too much to unfold at once: go into a scope first");
		return;
	}
	for (;;) {
		pane->unfolded[at] = unfold || at == pane->level;
		if (tree->items[at].child != NODE_NONE) {
			at = tree->items[at].child;
			continue;
		}
		while (at != top && tree->items[at].sibling == NODE_NONE)
			at = tree->items[at].parent;
		if (at == top)
			break;
		at = tree->items[at].sibling;
	}
	pane->stale = true;
}

static void mark(struct graph_pane *pane, const struct input *input, struct asks *out)
{
	uint32_t item = graph_pane_item(pane), node = item == NODE_NONE ? NODE_NONE : pane->drawn->tree.items[item].node;
	bool set = input->action == ACTION_MARK;
	int letter = input->text ? input->text[0] - 'a' : -1;
	if (!input->text) {
		ask_letter(out, input->action, set ? "mark: a letter; a shows the way from there" : "to mark: a letter");
	} else if (letter >= 0 && letter < GRAPH_MARKS && set) {
		pane->letters[letter] = node;
		pane->facts_of = NODE_NONE;
		if (node == NODE_NONE)
			ask(out, ASK_NOTICE, "a scope is no node: the mark is gone");
	} else if (letter >= 0 && letter < GRAPH_MARKS && pane->letters[letter] != NODE_NONE) {
		note_way(pane);
		pane->in_facts = false;
		graph_pane_show(pane, pane->letters[letter]);
	}
}

#define WHEEL_ROWS 3
static void mouse(struct graph_pane *pane, const struct event *event)
{
	int by = event->mouse == MOUSE_WHEEL_UP ? -WHEEL_ROWS : event->mouse == MOUSE_WHEEL_DOWN ? WHEEL_ROWS : 0;
	bool side = rect_contains(pane->side, event->x, event->y);
	struct list *list = side ? &pane->edges : &pane->list;
	if (pane->drawing && !side) {
		uint32_t before = pane->picture.cursor;
		bool again = !pane->in_facts && graph_picture_press(&pane->picture, event) && before == pane->picture.cursor;
		pane->in_facts = false;
		if (again)
			enter(pane);
		return;
	}
	list->cursor += by;
	if (event->mouse != MOUSE_PRESS || event->button || (!side && !rect_contains(pane->tree, event->x, event->y)))
		return;
	int row = list->top + event->y - (side ? pane->side.y : pane->tree.y);
	bool again = row == list->cursor && side == pane->in_facts;
	pane->in_facts = side;
	list->cursor = row;
	list_fit(list, (int)(side ? pane->fact_count : pane->row_count), side ? pane->side.height : pane->tree.height);
	if (again)
		enter(pane);
}

bool graph_pane_act(struct graph_pane *pane, const struct input *input, struct asks *out)
{
	if (pane->drawing && !pane->in_facts && input->action != ACTION_MOUSE && graph_picture_act(&pane->picture, input))
		return true;
	switch (input->action) {
	case ACTION_LEFT: left(pane); return true;
	case ACTION_RIGHT: right(pane); return true;
	case ACTION_ENTER: enter(pane); return true;
	case ACTION_BACK: return back(pane);
	case ACTION_ZOOM_IN: unfold_all(pane, true, out); return true;
	case ACTION_ZOOM_OUT: unfold_all(pane, false, out); return true;
	case ACTION_COLOUR: graph_highlight_next(&pane->highlight, out); return true;
	case ACTION_FILTER: find(pane, input, out); return true;
	case ACTION_NEXT_MATCH: start_search(pane, false); return true;
	case ACTION_PREVIOUS_MATCH: start_search(pane, true); return true;
	case ACTION_MARK:
	case ACTION_TO_MARK: mark(pane, input, out); return true;
	case ACTION_MOUSE: mouse(pane, &input->event); return true;
	default: break;
	}
	if (pane->in_facts)
		return list_act(&pane->edges, input->action, (int)pane->fact_count, pane->side.height);
	return list_act(&pane->list, input->action, (int)pane->row_count, pane->tree.height);
}
