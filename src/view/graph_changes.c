#include "view/graph_changes.h"

#include "base/alloc.h"
#include "base/number.h"
#include "view/box.h"

#include <stdlib.h>
#include <string.h>

enum { NODES_A_FRAME = 3000, FOOT_FROM = 12, FOOT_HEIGHT = 5, MARK_WIDTH = 2, WHEEL_ROWS = 3 };

static void forget_diff(struct graph_changes *changes)
{
	graph_diff_fini(&changes->diff);
	free(changes->in_items);
	changes->in_items = NULL;
	changes->drawn = NULL;
}

static void forget_base(struct graph_changes *changes)
{
	forget_diff(changes);
	if (changes->base.length)
		graph_looks_fini(&changes->looks);
	changes->base = (struct label){0};
	changes->read = false;
}

void graph_changes_fini(struct graph_changes *changes)
{
	forget_base(changes);
}

/* ---- Reading and comparing ---- */

static bool is_base(const struct graph_changes *changes, const struct label *name)
{
	return slice_equal(label_slice(&changes->base), label_slice(name));
}

void graph_changes_base(struct graph_changes *changes, const struct label *name, struct asks *out)
{
	bool off = is_base(changes, name);
	struct str text = {0};
	forget_base(changes);
	if (off) {
		ask(out, ASK_NOTICE, "graphs are not compared any more");
		return;
	}
	changes->base = *name;
	graph_looks_init(&changes->looks);
	str_printf(&text, "other graphs are compared with %.100s", name->text);
	ask(out, ASK_NOTICE, str_text(&text));
	str_fini(&text);
}

static void give_up(struct graph_changes *changes, struct asks *out, const char *why)
{
	forget_base(changes);
	ask(out, ASK_NOTICE, why);
}

static void read_base(struct graph_changes *changes, const struct drawn_graph *drawn, struct asks *out)
{
	if (!graph_looks_on(&changes->looks, &drawn->graph, NODES_A_FRAME)) {
		give_up(changes, out, "no memory to compare with it");
		return;
	}
	changes->read = changes->looks.next == drawn->graph.node_count;
	if (!changes->read)
		ask(out, ASK_MORE, NULL);
}

/* In each scope what changed in it. */
static void count_in_items(struct graph_changes *changes)
{
	const struct graph_tree *tree = &changes->drawn->tree;
	changes->in_items = data_alloc(tree->count, sizeof *changes->in_items);
	if (!changes->in_items)
		return;
	memset(changes->in_items, 0, tree->count * sizeof *changes->in_items);
	for (size_t i = 0; i < changes->diff.count; i++) {
		uint32_t node = changes->diff.items[i].node;
		for (uint32_t item = node == NODE_NONE ? NODE_NONE : tree->of_node[node]; item != NODE_NONE; item = tree->items[item].parent)
			changes->in_items[item]++;
	}
}

static void compare(struct graph_changes *changes, const struct drawn_graph *drawn, struct asks *out)
{
	if (!changes->drawn) {
		changes->list = (struct list){0};
		if (!graph_diff_open(&changes->diff, &changes->looks, &drawn->graph)) {
			give_up(changes, out, "no memory to compare it");
			return;
		}
		changes->drawn = drawn;
	}
	if (changes->diff.done)
		return;
	if (!graph_diff_on(&changes->diff, NODES_A_FRAME))
		give_up(changes, out, "no memory to compare it");
	else if (changes->diff.done)
		count_in_items(changes);
	else
		ask(out, ASK_MORE, NULL);
}

void graph_changes_look(struct graph_changes *changes, const struct label *name, const struct drawn_graph *drawn, bool anew, struct asks *out)
{
	if (anew || drawn != changes->drawn || is_base(changes, name))
		forget_diff(changes);
	if (!changes->base.length || !drawn)
		return;
	if (anew && !changes->read) { /* what was read of it is another one's */
		graph_looks_fini(&changes->looks);
		graph_looks_init(&changes->looks);
	}
	if (!changes->read && is_base(changes, name))
		read_base(changes, drawn, out);
	else if (!changes->read)
		give_up(changes, out, "it was not read whole yet: press b again there");
	else if (!is_base(changes, name))
		compare(changes, drawn, out);
}

bool graph_changes_any(const struct graph_changes *changes)
{
	return changes->drawn != NULL;
}

struct graph_marks graph_changes_marks(const struct graph_changes *changes)
{
	bool there = changes->drawn && changes->diff.done && changes->in_items;
	return there ? (struct graph_marks){changes->diff.of_node, changes->in_items} : (struct graph_marks){0};
}

char graph_marks_of(const struct graph_marks *marks, const struct graph_tree *tree, uint32_t number)
{
	const struct tree_item *item = &tree->items[number];
	if (!marks->items || !marks->items[number])
		return 0;
	return item->what == TREE_NODE && marks->nodes[item->node] == GRAPH_ADDED ? '+' : '~';
}

/* ---- The list ---- */

void graph_changes_prepare(struct graph_changes *changes, struct rect area)
{
	changes->head = rect_take_top(&area, area.height > 2 ? 2 : 0);
	changes->foot = rect_take_bottom(&area, area.height >= FOOT_FROM ? FOOT_HEIGHT : 0);
	changes->body = area;
	list_fit(&changes->list, changes->diff.done ? (int)changes->diff.count : 0, area.height > 0 ? area.height : 1);
}

static void say_head(const struct graph_changes *changes, struct label *line)
{
	char added[NUMBER_SIZE], removed[NUMBER_SIZE], changed[NUMBER_SIZE];
	int columns = changes->head.width;
	number_grouped(added, changes->diff.added);
	number_grouped(removed, changes->diff.removed);
	number_grouped(changed, changes->diff.changed);
	*line = (struct label){0};
	if (!changes->diff.done) {
		line_add(line, columns, "comparing …");
	} else if (!changes->diff.count) {
		line_add(line, columns, "no node differs");
		line_add(line, columns, "from %s", changes->base.text);
	} else {
		line_add(line, columns, "%s added  %s removed  %s changed", added, removed, changed);
		line_add(line, columns, "since %s", changes->base.text);
	}
}

static void paint_head(const struct graph_changes *changes, struct canvas *canvas)
{
	struct label line;
	say_head(changes, &line);
	canvas_text(canvas, changes->head.x, changes->head.y, changes->head.width, label_slice(&line),
	            changes->diff.count ? ROLE_STRONG : ROLE_DIM, 0);
}

static void paint_change(const struct graph_changes *changes, struct canvas *canvas, size_t number, int y)
{
	static const char *const marks[] = {[GRAPH_ADDED] = "+", [GRAPH_CHANGED] = "~", [GRAPH_REMOVED] = "-"};
	static const enum role roles[] = {[GRAPH_ADDED] = ROLE_GOOD, [GRAPH_CHANGED] = ROLE_WARN, [GRAPH_REMOVED] = ROLE_BAD};
	const struct graph_change *change = &changes->diff.items[number];
	struct rect body = changes->body;
	struct str text = {0};
	struct label label;
	int half = (body.width - MARK_WIDTH) / 2, x = body.x + MARK_WIDTH;
	canvas_text(canvas, body.x, y, 1, slice_of(marks[change->what]), roles[change->what], 0);
	graph_diff_name(&changes->diff, change, &text);
	label_name(&label, str_slice(&text), half - 2);
	canvas_text(canvas, x, y, half - 2, label_slice(&label), roles[change->what], 0);
	str_clear(&text);
	graph_diff_say(&changes->diff, change, &text);
	label_set(&label, str_slice(&text), body.width - MARK_WIDTH - half, TEXT_CUT_END);
	canvas_text(canvas, x + half, y, label.width, label_slice(&label), ROLE_TEXT, 0);
	if ((int)number == changes->list.cursor)
		canvas_paint(canvas, (struct rect){body.x, y, body.width, 1}, ROLE_SELECTED, 0);
	str_fini(&text);
}

/* Goes on in the next line; from what fits in no more it is cut. */
static int paint_wrapped(struct canvas *canvas, struct rect area, int y, struct slice clean, enum role role)
{
	while (clean.length && y < area.y + area.height) {
		struct str line = {0};
		size_t taken = 0;
		for (int width = 0; taken < clean.length;) {
			uint32_t code;
			size_t n = text_decode(slice_make(clean.data + taken, clean.length - taken), &code);
			width += text_code_width(code);
			if (width > area.width)
				break;
			taken += n;
		}
		taken = taken ? taken : clean.length;
		str_append(&line, clean.data, taken);
		canvas_text(canvas, area.x, y++, area.width, str_slice(&line), role, 0);
		str_fini(&line);
		clean = slice_make(clean.data + taken, clean.length - taken);
	}
	return y;
}

static void paint_foot(const struct graph_changes *changes, struct canvas *canvas)
{
	struct rect foot = changes->foot;
	const struct graph_change *change = &changes->diff.items[changes->list.cursor];
	struct str text = {0}, clean = {0};
	canvas_fill(canvas, rect_take_top(&foot, 1), 0x2500, ROLE_BORDER, 0);
	graph_diff_name(&changes->diff, change, &text);
	text_clean(&clean, str_slice(&text));
	int y = paint_wrapped(canvas, foot, foot.y, str_slice(&clean), ROLE_STRONG);
	str_clear(&text);
	str_clear(&clean);
	graph_diff_say(&changes->diff, change, &text);
	text_clean(&clean, str_slice(&text));
	paint_wrapped(canvas, foot, y, str_slice(&clean), ROLE_TEXT);
	str_fini(&text);
	str_fini(&clean);
}

void graph_changes_paint(const struct graph_changes *changes, struct canvas *canvas)
{
	paint_head(changes, canvas);
	if (!changes->diff.done)
		return;
	for (int y = 0; y < changes->body.height && (size_t)(changes->list.top + y) < changes->diff.count; y++)
		paint_change(changes, canvas, (size_t)(changes->list.top + y), changes->body.y + y);
	if (changes->foot.height && changes->diff.count)
		paint_foot(changes, canvas);
}

/* ---- Acting ---- */

static void enter(const struct graph_changes *changes, uint32_t *node, struct asks *out)
{
	*node = changes->diff.items[changes->list.cursor].node;
	if (*node == NODE_NONE)
		ask(out, ASK_NOTICE, "it is in the other graph alone");
}

bool graph_changes_act(struct graph_changes *changes, const struct input *input, uint32_t *node, struct asks *out)
{
	int count = changes->diff.done ? (int)changes->diff.count : 0;
	*node = NODE_NONE;
	if (input->action == ACTION_ENTER && changes->list.cursor < count) {
		enter(changes, node, out);
		return true;
	}
	if (input->action == ACTION_MOUSE) {
		const struct event *event = &input->event;
		changes->list.cursor += event->mouse == MOUSE_WHEEL_UP ? -WHEEL_ROWS : event->mouse == MOUSE_WHEEL_DOWN ? WHEEL_ROWS : 0;
		if (event->mouse == MOUSE_PRESS && rect_contains(changes->body, event->x, event->y))
			changes->list.cursor = changes->list.top + event->y - changes->body.y;
		return true;
	}
	return list_act(&changes->list, input->action, count, changes->body.height);
}
