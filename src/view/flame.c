#include "view/flame.h"

#include "base/number.h"
#include "view/box.h"
#include "view/timeline.h"

enum { FOOT_ROWS = 2, FOOT_FROM = 7 };

#define AT_ONCE 200000 /* spans of a stretch that are added up for a frame */

/* NULL while a stretch is added up. */
static const struct trace_flame *shown(const struct flame *flame)
{
	if (!flame->ranged)
		return &flame->profile->flame;
	return flame->range ? flame_range_done(flame->range) : NULL;
}

static const struct flame_node *node_at(const struct flame *flame, uint32_t node)
{
	return &shown(flame)->nodes[node];
}

static uint32_t line_of(const struct flame *flame)
{
	return flame->profile->line_order[flame->place];
}

static uint32_t root_of(const struct flame *flame)
{
	return flame->ranged ? 0 : flame->profile->flame.roots[line_of(flame)];
}

static void go_to_root(struct flame *flame)
{
	flame_range_free(flame->range);
	flame->range = NULL;
	if (flame->ranged) {
		uint32_t first = trace_tracks_first(&flame->profile->tracks, line_of(flame), flame->from);
		flame->range = flame_range_start(&flame->profile->trace, line_of(flame), first, flame->from, flame->to);
	}
	flame->top = flame->node = root_of(flame);
	flame->skipped = 0;
}

void flame_show_range(struct flame *flame, picoseconds from, picoseconds to)
{
	flame->ranged = to > from;
	flame->from = from;
	flame->to = to;
	if (flame->profile->trace.line_count)
		go_to_root(flame);
}

void flame_fini(struct flame *flame)
{
	flame_range_free(flame->range);
	*flame = (struct flame){0};
}

void flame_open(struct flame *flame, const struct profile *profile)
{
	flame_fini(flame);
	flame->profile = profile;
	if (profile->trace.line_count)
		go_to_root(flame);
}

void flame_show(struct flame *flame, uint32_t line)
{
	for (size_t i = 0; i < flame->profile->trace.line_count; i++)
		if (flame->profile->line_order[i] == line && flame->place != i) {
			flame->place = i;
			go_to_root(flame);
		}
}

/* ---- Words ---- */

static double part(picoseconds of, picoseconds all)
{
	return all > 0 ? 100.0 * (double)of / (double)all : 0;
}

static void say_facts(struct flame *flame)
{
	const struct flame_node *node = node_at(flame, flame->node);
	const struct flame_node *root = node_at(flame, root_of(flame));
	struct label time;
	char count[NUMBER_SIZE];
	flame->facts[1] = (struct label){0};
	if (node->name == NAMES_NONE) {
		label_format(&flame->facts[0], flame->ranged ? "all of the stretch" : "all of the line");
	} else {
		label_name(&flame->facts[0], flame_name(names_text(&flame->profile->trace.names, node->name)), flame->foot.width);
	}
	label_time(&time, node->total);
	line_add(&flame->facts[1], flame->foot.width, "total %s (%.1f %% of the %s)", time.text, part(node->total, root->total),
	         flame->ranged ? "stretch" : "line");
	if (node->name != NAMES_NONE) {
		label_time(&time, node->self);
		line_add(&flame->facts[1], flame->foot.width, "self %s (%.1f %%)", time.text, part(node->self, node->total));
		number_grouped(count, (int64_t)node->count);
		line_add(&flame->facts[1], flame->foot.width, "%s call%s", count, node->count == 1 ? "" : "s");
	}
	if (shown(flame)->cut)
		line_add(&flame->facts[1], flame->foot.width, "more paths than are kept: the rest is their parents' self");
}

static void say_title(struct flame *flame)
{
	const struct trace *trace = &flame->profile->trace;
	const struct trace_line *line = &trace->lines[line_of(flame)];
	struct label process, name;
	label_name(&name, names_text(&trace->names, line->line), flame->head.width / 2);
	label_name(&process, names_text(&trace->names, line->process), flame->head.width / 3);
	label_format(&flame->title, "%s  %s  (%zu of %zu: < >)", name.text, process.text, flame->place + 1, trace->line_count);
	if (!flame->ranged)
		return;
	struct label from, to;
	label_time(&from, flame->from);
	label_time(&to, flame->to);
	line_add(&flame->title, flame->head.width, "from %s to %s: Esc for all", from.text, to.text);
}

/* ---- Preparing ---- */

static int depth_of(const struct flame *flame, uint32_t node)
{
	int depth = 0;
	for (; node != flame->top && node != FLAME_NONE; node = node_at(flame, node)->parent)
		depth++;
	return depth;
}

void flame_prepare(struct flame *flame, struct rect area, struct asks *out)
{
	flame->foot = rect_take_bottom(&area, area.height >= FOOT_FROM ? FOOT_ROWS : 0);
	flame->head = rect_take_top(&area, area.height > 2);
	flame->body = area;
	if (!flame->profile->trace.line_count)
		return;
	say_title(flame);
	flame->adding = flame->range && !flame_range_go_on(flame->range, AT_ONCE);
	if (flame->adding)
		ask(out, ASK_MORE, NULL);
	if (!shown(flame))
		return;
	int depth = depth_of(flame, flame->node);
	if (depth < flame->skipped)
		flame->skipped = depth;
	if (area.height > 0 && depth >= flame->skipped + area.height)
		flame->skipped = depth - area.height + 1;
	say_facts(flame);
}

/* ---- Painting ---- */

struct painting {
	const struct flame *flame;
	struct canvas *canvas;
	double scale; /* columns a picosecond */
};

static void paint_node(const struct painting *painting, uint32_t number, int y, int from, int to, bool divided)
{
	const struct flame *flame = painting->flame;
	const struct flame_node *node = node_at(flame, number);
	bool selected = number == flame->node;
	enum role role = selected ? ROLE_SELECTED : node->name == NAMES_NONE ? ROLE_BORDER : timeline_role(flame->profile, node->name);
	uint8_t attributes = selected ? CELL_BOLD : CELL_REVERSE;
	struct rect bar = {flame->body.x + from, flame->body.y + y, to - from, 1};
	struct label name;
	canvas_fill(painting->canvas, bar, ' ', role, attributes);
	if (divided)
		canvas_put(painting->canvas, bar.x, bar.y, 0x258F, role, attributes);
	if (node->name == NAMES_NONE)
		label_format(&name, "all");
	else
		label_set(&name, flame_name(names_text(&flame->profile->trace.names, node->name)), bar.width - divided, TEXT_CUT_END);
	if (bar.width - divided >= 3)
		canvas_text(painting->canvas, bar.x + divided, bar.y, bar.width - divided, label_slice(&name), role, attributes);
}

/* The node and what is below it, as far as it is as wide as a column: so at most `columns` in a row. */
static void paint_below(const struct painting *painting, uint32_t number, int depth, double left, bool divided)
{
	const struct flame *flame = painting->flame;
	const struct flame_node *node = node_at(flame, number);
	double right = left + (double)node->total * painting->scale;
	int from = (int)(left + 0.5), to = (int)(right + 0.5);
	if (to <= from || depth - flame->skipped >= flame->body.height)
		return;
	if (depth >= flame->skipped)
		paint_node(painting, number, depth - flame->skipped, from, to, divided);
	bool next = false;
	for (uint32_t child = node->child; child != FLAME_NONE; child = node_at(flame, child)->sibling) {
		double width = (double)node_at(flame, child)->total * painting->scale;
		if (width < 0.5) { /* so are all that follow: a shade for them */
			if (right - left > 0.5 && depth + 1 >= flame->skipped && depth + 1 - flame->skipped < flame->body.height)
				canvas_put(painting->canvas, flame->body.x + (int)(left + 0.5), flame->body.y + depth + 1 - flame->skipped, 0x2591,
				           ROLE_BORDER, 0);
			break;
		}
		paint_below(painting, child, depth + 1, left, next);
		left += width;
		next = true;
	}
}

void flame_paint(const struct flame *flame, struct canvas *canvas)
{
	struct painting painting = {flame, canvas, 0};
	if (!flame->profile->trace.line_count)
		return;
	canvas_text(canvas, flame->head.x, flame->head.y, flame->head.width, label_slice(&flame->title), ROLE_TITLE, 0);
	if (!shown(flame)) {
		box_paint(canvas, flame->body, "flame", flame->adding ? "adding up …" : "out of memory", ROLE_DIM);
		return;
	}
	picoseconds total = node_at(flame, flame->top)->total;
	struct rect old = canvas_clip(canvas, flame->body);
	painting.scale = (double)flame->body.width / (total > 0 ? (double)total : 1);
	if (total > 0)
		paint_below(&painting, flame->top, 0, 0, false);
	else
		box_paint(canvas, flame->body, "flame", flame->ranged ? "nothing runs here in that stretch" : "instants alone: they take no time", ROLE_DIM);
	canvas_unclip(canvas, old);
	for (int i = 0; i < FOOT_ROWS && i < flame->foot.height; i++)
		canvas_text(canvas, flame->foot.x, flame->foot.y + i, flame->foot.width, label_slice(&flame->facts[i]),
		            i ? ROLE_TEXT : ROLE_STRONG, 0);
}

/* ---- Acting ---- */

static uint32_t sibling_before(const struct flame *flame, uint32_t node)
{
	uint32_t parent = node_at(flame, node)->parent;
	uint32_t at = parent == FLAME_NONE ? node : node_at(flame, parent)->child;
	if (at == node)
		return node;
	while (node_at(flame, at)->sibling != node)
		at = node_at(flame, at)->sibling;
	return at;
}

static void next_line(struct flame *flame, int by)
{
	size_t count = flame->profile->trace.line_count;
	flame->place = (flame->place + count + (size_t)by) % count;
	go_to_root(flame);
}

static bool leave_range(struct flame *flame)
{
	bool ranged = flame->ranged;
	if (ranged)
		flame_show_range(flame, 0, 0);
	return ranged;
}

/* While it is added up. */
static bool act_on_nothing(struct flame *flame, const struct input *input)
{
	switch (input->action) {
	case ACTION_BACK: return leave_range(flame);
	case ACTION_PAN_LEFT: next_line(flame, -1); return true;
	case ACTION_PAN_RIGHT: next_line(flame, 1); return true;
	default: return false;
	}
}

bool flame_act(struct flame *flame, const struct input *input, struct asks *out)
{
	if (!flame->profile->trace.line_count)
		return false;
	if (!shown(flame))
		return act_on_nothing(flame, input);
	const struct flame_node *node = node_at(flame, flame->node);
	switch (input->action) {
	case ACTION_UP: flame->node = flame->node == flame->top ? flame->node : node->parent; break;
	case ACTION_DOWN: flame->node = node->child == FLAME_NONE ? flame->node : node->child; break;
	case ACTION_LEFT: flame->node = flame->node == flame->top ? flame->node : sibling_before(flame, flame->node); break;
	case ACTION_RIGHT:
		flame->node = node->sibling == FLAME_NONE || flame->node == flame->top ? flame->node : node->sibling;
		break;
	case ACTION_FIRST: flame->node = flame->top; break;
	case ACTION_ENTER:
		flame->top = flame->node;
		flame->skipped = 0;
		break;
	case ACTION_BACK:
		if (flame->top == root_of(flame))
			return leave_range(flame);
		flame->top = node_at(flame, flame->top)->parent;
		flame->skipped = 0;
		break;
	case ACTION_FIT:
		if (!leave_range(flame))
			go_to_root(flame);
		break;
	case ACTION_PAN_LEFT: next_line(flame, -1); break;
	case ACTION_PAN_RIGHT: next_line(flame, 1); break;
	default: return false;
	}
	return true;
}
