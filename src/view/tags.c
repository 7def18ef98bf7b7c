#include "view/tags.h"

#include "base/alloc.h"
#include "base/number.h"
#include "chart/plot.h"
#include "model/query.h"
#include "view/about.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WHEEL_ROWS 3
#define SPARK_MIN 3 /* cells; a shorter one says nothing */
#define SPARK_MAX 10
#define SPARK_COST 2
#define LABEL_SHARE 0.75
#define NARROW 28 /* columns: fewer digits */
#define ROOMY 34  /* trends, too */
#define NEWS_SECONDS 300.0 /* a best value is news for so long */
#define TREND_SHARE 0.01   /* of all it spans: less is no way up or down */

static int at_least(int a, int b)
{
	return a > b ? a : b;
}

/* ---- Which rows there are ---------------------------------------------------- */

static const struct tag_node *node_at(const struct tags_pane *pane, int row)
{
	return row >= 0 && (size_t)row < pane->count ? &pane->tree.nodes[pane->visible[row]] : NULL;
}

static void list_visible(struct tags_pane *pane, const struct store *store)
{
	if (pane->tree.count > pane->capacity) {
		pane->capacity = pane->tree.count;
		pane->visible = xrealloc(pane->visible, pane->capacity * sizeof *pane->visible);
	}
	pane->count = 0;
	for (size_t i = 0; i < pane->tree.count;) {
		const struct tag_node *node = &pane->tree.nodes[i];
		pane->visible[pane->count++] = (uint32_t)i;
		i = node->leaves && !tag_tree_open(&pane->tree, store, node) ? node->next : i + 1;
	}
}

static bool subtree_has(const struct tags_pane *pane, uint32_t index, uint32_t tag)
{
	for (uint32_t i = index; i < pane->tree.nodes[index].next; i++)
		if (!pane->tree.nodes[i].leaves && pane->tree.nodes[i].tag == tag)
			return true;
	return false;
}

/* The row of a node, else the innermost row that holds the tag; -1 without. */
static int find_row(const struct tags_pane *pane, uint32_t tag, bool group)
{
	int found = -1;
	for (size_t i = 0; i < pane->count; i++) {
		const struct tag_node *node = &pane->tree.nodes[pane->visible[i]];
		if (node->tag == tag && (node->leaves > 0) == group)
			return (int)i;
		if (subtree_has(pane, pane->visible[i], tag))
			found = (int)i;
	}
	return found;
}

static void note_focus(struct tags_pane *pane)
{
	const struct tag_node *node = node_at(pane, pane->list.cursor);
	pane->focus_tag = node ? node->tag : STORE_NONE;
	pane->focus_group = node && node->leaves > 0;
}

/* Before anybody moved, the cursor is on the first leaf that there is something of: its chart is what is wanted. */
static int first_leaf(const struct tags_pane *pane)
{
	int unfit = -1;
	for (size_t i = 0; i < pane->count; i++) {
		const struct tag_node *node = &pane->tree.nodes[pane->visible[i]];
		if (!node->leaves && !node->unfit)
			return (int)i;
		if (!node->leaves && unfit < 0)
			unfit = (int)i;
	}
	return at_least(unfit, 0);
}

/* ---- What they say ------------------------------------------------------------- */

/* The whole of the series in a few columns: its last value in each. `before`: what the row said; its spark may do. */
static void make_spark(struct tag_row *row, const struct scene *scene, uint32_t series, const struct tag_row *before)
{
	struct column columns[SPARK_VALUES];
	row->series = series;
	row->generation = store_series_head(scene->store, series).generation;
	if (before->series == series && before->generation == row->generation) {
		memcpy(row->spark, before->spark, sizeof row->spark);
		row->spark_count = before->spark_count;
		row->bad = before->bad;
		return;
	}
	struct chunk_summary whole = query_whole(scene->store, series);
	struct window window = {(double)whole.min_step, (double)whole.max_step};
	row->bad = whole.nan + whole.infinite > 0;
	if (!(window.from < window.to) ||
	    !query_columns(scene->store, series, AXIS_STEP, window, columns, SPARK_VALUES))
		return;
	for (size_t i = 0; i < SPARK_VALUES; i++)
		if (columns[i].count) /* few points leave columns empty: the others stand side by side */
			row->spark[row->spark_count++] = columns[i].last;
}

/* Whether its best value came within the last minutes. */
static bool is_best_new(const struct scene *scene, uint32_t series, const struct chunk_summary *whole)
{
	enum better better = choice_better(scene->choice, store_tag_name(scene->store, store_series(scene->store, series).tag));
	struct window lately = {scene->now - NEWS_SECONDS, scene->now};
	if (better == BETTER_UNKNOWN || whole->count < 2 || !(whole->max_wall >= lately.from))
		return false;
	struct column column = query_range(scene->store, series, AXIS_WALL, lately);
	return better == BETTER_LOW ? column.min <= whole->min : column.max >= whole->max;
}

/* Where the newest part of it went, against the part before. */
static uint32_t trend(const struct tag_row *row, const struct chunk_summary *whole)
{
	if (row->spark_count < 2)
		return ' ';
	double by = row->spark[row->spark_count - 1] - row->spark[row->spark_count - 2];
	if (!(fabs(by) > TREND_SHARE * (whole->max - whole->min)))
		return ' ';
	return by > 0 ? 0x25B2 : 0x25BC;
}

static void say_value(struct tag_row *row, const struct scene *scene, uint32_t series, int digits,
                      const struct tag_row *before)
{
	struct row last;
	enum number_type type;
	char text[NUMBER_SIZE];
	if (!store_last_row(scene->store, series, &last, &type)) {
		row->dim = true;
		return;
	}
	number_short(text, number_value(type, last.bits), digits);
	label_format(&row->right, "%s", text);
	make_spark(row, scene, series, before);
	struct chunk_summary whole = query_whole(scene->store, series);
	row->best_new = is_best_new(scene, series, &whole);
	row->trend = trend(row, &whole);
}

/* What is no number has no newest value: how many points there are. */
static void say_points(struct tag_row *row, const struct scene *scene, uint32_t series)
{
	char text[NUMBER_SIZE];
	number_count(text, (int64_t)store_series_head(scene->store, series).points);
	label_format(&row->right, "%s", text);
}

static char sign_of(const struct choice *choice, struct slice name)
{
	return tag_list_has(choice_marked(choice), name) ? '+' : choice_merged(choice, name) ? '&' : ' ';
}

static void make_row(struct tag_row *row, const struct tags_pane *pane, const struct scene *scene,
                     const struct tag_node *node, uint32_t run)
{
	struct slice name = store_tag_name(scene->store, node->tag);
	struct tag_row before = *row;
	*row = (struct tag_row){.group = node->leaves > 0, .indent = node->depth, .trend = ' ', .series = STORE_NONE};
	struct slice part = {name.data + node->from, node->to - node->from};
	if (row->group && !node->pins && part.length > 1)
		part.length--; /* the `/` */
	label_name(&row->label, node->pins ? slice_of("pinned") : part, LABEL_SIZE / 2);
	if (row->group) {
		row->open = tag_tree_open(&pane->tree, scene->store, node);
		label_format(&row->right, "%u", node->leaves);
		return;
	}
	row->sign = sign_of(scene->choice, name);
	uint32_t series = run == STORE_NONE ? STORE_NONE : store_series_find(scene->store, run, node->tag);
	if (series == STORE_NONE || store_series_head(scene->store, series).kind != pane->tree.kind)
		row->dim = true;
	else if (pane->tree.kind != KIND_SCALAR)
		say_points(row, scene, series);
	else
		say_value(row, scene, series, pane->area.width < NARROW ? 3 : 4, &before);
}

static int at_most(int a, int b)
{
	return a < b ? a : b;
}

/* The columns in which this share of the labels fits. */
static int label_columns(const struct tags_pane *pane, double share)
{
	int widths[LABEL_SIZE] = {0}, leaves = 0, fitting = 0;
	for (int i = 0; i < pane->row_count; i++) {
		const struct tag_row *row = &pane->rows[i];
		if (row->group)
			continue;
		widths[at_most(row->indent + 2 + row->label.width, LABEL_SIZE - 1)]++;
		leaves++;
	}
	for (int width = 0; width < LABEL_SIZE; width++) {
		fitting += widths[width];
		if (fitting >= share * leaves)
			return width;
	}
	return LABEL_SIZE;
}

/*
 * One column each for labels, sparks and values, so that they line up in all
 * rows. A spark is worth two columns of a label, no more.
 */
static void make_columns(struct tags_pane *pane)
{
	pane->has_trends = false;
	for (int i = 0; i < pane->row_count && pane->area.width >= ROOMY; i++)
		pane->has_trends |= pane->rows[i].spark_count > 1;
	int right = 0, width = pane->area.width - 2 * pane->has_trends;
	for (int i = 0; i < pane->row_count; i++)
		if (!pane->rows[i].group)
			right = at_least(right, pane->rows[i].right.width + 1 + 2 * pane->rows[i].bad);
	int spark = width - right - 1 - label_columns(pane, 1.0);
	if (spark < SPARK_MIN && spark >= SPARK_MIN - SPARK_COST)
		spark = SPARK_MIN;
	if (spark < SPARK_MIN) /* a few long names are cut, so that all the others keep their sparks */
		spark = width - right - 1 - label_columns(pane, LABEL_SHARE);
	int missing = label_columns(pane, 1.0) - (width - right - 1 - spark);
	if (spark > SPARK_MIN && missing > 0) /* names that are cut get more of it, as far as it stays one */
		spark = at_least(spark - at_most(missing, SPARK_COST), SPARK_MIN);
	pane->spark_width = spark < SPARK_MIN ? 0 : at_most(spark, SPARK_MAX);
	pane->label_width = at_least(width - right - (pane->spark_width ? pane->spark_width + 1 : 0), 0);
}

static int label_room(const struct tags_pane *pane, const struct tag_row *row)
{
	bool alone = !row->group && !row->right.width && !row->spark_count; /* nothing to its right */
	int end = row->group ? pane->area.width - row->right.width - 1 : alone ? pane->area.width : pane->label_width;
	return at_least(end - row->indent - 2, 0);
}

/* Rows that stand below each other and are alike: all that are cut are cut alike, so that they differ where they can. */
static void fit_siblings(const struct tags_pane *pane, int from, int count)
{
	struct slice *names = xcalloc((size_t)count + 1, sizeof *names);
	int least = label_room(pane, &pane->rows[from]);
	for (int i = 0; i < count; i++) {
		names[i] = label_slice(&pane->rows[from + i].label);
		least = at_most(least, label_room(pane, &pane->rows[from + i]));
	}
	struct label_cut cut = label_cut_apart(names, (size_t)count, least);
	for (int i = 0; i < count; i++) {
		struct tag_row *row = &pane->rows[from + i];
		struct label whole = row->label;
		label_name_cut(&row->label, label_slice(&whole), label_room(pane, row), &cut);
	}
	free(names);
}

static void fit_labels(struct tags_pane *pane)
{
	for (int i = 0, count; i < pane->row_count; i += count) {
		const struct tag_row *first = &pane->rows[i];
		count = 1;
		while (i + count < pane->row_count && first[count].group == first->group &&
		       first[count].indent == first->indent)
			count++;
		fit_siblings(pane, i, count);
	}
}

static void make_rows(struct tags_pane *pane, const struct scene *scene, uint32_t run)
{
	pane->row_count = at_least(at_most((int)pane->count - pane->list.top, pane->area.height), 0);
	if (pane->row_count > pane->row_capacity) {
		pane->rows = xrealloc(pane->rows, (size_t)pane->row_count * sizeof *pane->rows);
		while (pane->row_capacity < pane->row_count)
			pane->rows[pane->row_capacity++] = (struct tag_row){.series = STORE_NONE};
	}
	for (int i = 0; i < pane->row_count; i++)
		make_row(&pane->rows[i], pane, scene, node_at(pane, pane->list.top + i), run);
	make_columns(pane);
	fit_labels(pane);
}

static void say_title(struct tags_pane *pane, const struct choice *choice)
{
	const char *filter = choice_tag_filter(choice);
	char found[NUMBER_SIZE], total[NUMBER_SIZE], all[NUMBER_SIZE];
	uint32_t others = 0;
	for (int kind = 0; kind < KIND_COUNT; kind++)
		others += pane->tree.others[kind];
	number_grouped(found, (int64_t)pane->tree.chart_count);
	number_grouped(total, pane->tree.total);
	number_grouped(all, (int64_t)pane->tree.total + others);
	if (filter[0] && choice_tag_filter_works(choice)) {
		struct label shown;
		label_set(&shown, slice_of(filter), 12, TEXT_CUT_END);
		label_format(&pane->title, "Tags %s/%s /%s/", found, total, shown.text);
	} else if (others && pane->tree.kind != KIND_SCALAR) {
		label_format(&pane->title, "Tags %s of %s", total, all);
	} else if (others) {
		label_format(&pane->title, "Tags %s scalar of %s", total, all);
	} else {
		label_format(&pane->title, "Tags %s", total);
	}
}

void tags_list(struct tags_pane *pane, const struct scene *scene)
{
	bool anew = tag_tree_prepare(&pane->tree, scene->store, scene->choice);
	list_visible(pane, scene->store);
	if (!anew)
		return;
	int row = pane->moved ? find_row(pane, pane->focus_tag, pane->focus_group) : first_leaf(pane);
	pane->list.cursor = at_least(row, 0);
}

void tags_prepare(struct tags_pane *pane, const struct scene *scene, struct rect area, uint32_t run)
{
	pane->area = area;
	list_fit(&pane->list, (int)pane->count, area.height);
	note_focus(pane);
	make_rows(pane, scene, run);
	say_title(pane, scene->choice);
}

/* ---- Painting -------------------------------------------------------------------- */

static void paint_row(const struct tags_pane *pane, const struct tag_row *row, struct canvas *canvas,
                      struct rect line, enum role spark_role)
{
	enum role role = row->dim ? ROLE_DIM : row->group ? ROLE_STRONG : ROLE_TEXT;
	int x = line.x + row->indent, end = line.x + line.width - (row->group ? 0 : 2 * pane->has_trends);
	if (row->group)
		canvas_put(canvas, x, line.y, row->open ? 0x25BE : 0x25B8, ROLE_DIM, 0);
	else if (row->sign != ' ')
		canvas_put(canvas, x, line.y, (uint32_t)row->sign, row->sign == '+' ? ROLE_MATCH : ROLE_DIM, 0);
	else if (row->best_new)
		canvas_put(canvas, x, line.y, 0x2605, ROLE_GOOD, 0);
	canvas_text(canvas, x + 2, line.y, end - x - 2, label_slice(&row->label), role, 0);
	if (row->right.width < line.width)
		canvas_text_right(canvas, end - row->right.width, line.y, row->right.width, label_slice(&row->right),
		                  row->group || row->dim ? ROLE_DIM : ROLE_TEXT, 0);
	if (pane->has_trends && row->trend != ' ')
		canvas_put(canvas, end + 1, line.y, row->trend, ROLE_DIM, 0);
	if (row->bad)
		canvas_put(canvas, end - row->right.width - 2, line.y, '!', ROLE_WARN, 0);
	if (row->spark_count && pane->spark_width)
		spark_paint(canvas, line.x + pane->label_width + 1, line.y, pane->spark_width, row->spark, row->spark_count,
		            spark_role);
}

void tags_paint(const struct tags_pane *pane, struct canvas *canvas, bool focused, enum role spark_role)
{
	struct rect old = canvas_clip(canvas, pane->area);
	for (int i = 0; i < pane->row_count; i++) {
		struct rect line = {pane->area.x, pane->area.y + i, pane->area.width, 1};
		paint_row(pane, &pane->rows[i], canvas, line, spark_role);
		if (pane->list.top + i == pane->list.cursor)
			canvas_paint(canvas, line, focused ? ROLE_SELECTED : ROLE_SELECTED_DIM, 0);
	}
	canvas_unclip(canvas, old);
}

/* ---- Acting ------------------------------------------------------------------------ */

static int parent_row(const struct tags_pane *pane, int row)
{
	int depth = node_at(pane, row)->depth;
	while (row > 0 && node_at(pane, row)->depth >= depth)
		row--;
	return row;
}

static void turn(struct tags_pane *pane, const struct scene *scene)
{
	tag_tree_turn(&pane->tree, scene->store, node_at(pane, pane->list.cursor));
	list_visible(pane, scene->store);
}

static void left(struct tags_pane *pane, const struct scene *scene)
{
	const struct tag_node *node = node_at(pane, pane->list.cursor);
	if (node->leaves && tag_tree_open(&pane->tree, scene->store, node))
		turn(pane, scene);
	else if (node->depth > 0)
		pane->list.cursor = parent_row(pane, pane->list.cursor);
}

static void right(struct tags_pane *pane, const struct scene *scene)
{
	const struct tag_node *node = node_at(pane, pane->list.cursor);
	if (!node->leaves)
		return;
	if (tag_tree_open(&pane->tree, scene->store, node))
		pane->list.cursor++;
	else
		turn(pane, scene);
}

static enum reply enter(struct tags_pane *pane, const struct scene *scene)
{
	if (!node_at(pane, pane->list.cursor)->leaves)
		return REPLY_PASS;
	turn(pane, scene);
	return REPLY_DONE;
}

static void edit_tag(const struct scene *scene, enum edit_what what, uint32_t tag, struct asks *out)
{
	struct slice name = store_tag_name(scene->store, tag);
	char *text = xmemdup0(name.data, name.length);
	ask_edit(out, (struct edit){.what = what, .text = text});
	free(text);
}

/* A tag; of a group all of its tags, or, when they all are, none. */
static void mark(const struct tags_pane *pane, const struct scene *scene, struct asks *out)
{
	const struct tag_list *marked = choice_marked(scene->choice);
	uint32_t at = pane->visible[pane->list.cursor], leaves = 0, count = 0;
	for (uint32_t i = at; i < pane->tree.nodes[at].next; i++) {
		leaves += !pane->tree.nodes[i].leaves;
		count += !pane->tree.nodes[i].leaves && tag_list_has(marked, store_tag_name(scene->store, pane->tree.nodes[i].tag));
	}
	for (uint32_t i = at; i < pane->tree.nodes[at].next; i++) {
		const struct tag_node *node = &pane->tree.nodes[i];
		if (!node->leaves && tag_list_has(marked, store_tag_name(scene->store, node->tag)) == (count == leaves))
			edit_tag(scene, EDIT_TAG_MARK, node->tag, out);
	}
}

static void pin(const struct tags_pane *pane, const struct scene *scene, struct asks *out)
{
	const struct tag_node *node = node_at(pane, pane->list.cursor);
	if (node->leaves)
		return;
	edit_tag(scene, EDIT_TAG_PIN, node->tag, out);
}

/* What all runs have of a tag. */
static void say_group(const struct scene *scene, const struct tag_node *group, struct str *text)
{
	struct label line;
	label_name(&line, (struct slice){store_tag_name(scene->store, group->tag).data, group->to}, LABEL_SIZE);
	str_printf(text, "group     %s\ntags      %u\n", group->pins ? "pinned" : line.text, group->leaves);
}

static void info(const struct tags_pane *pane, const struct scene *scene, struct asks *out)
{
	const struct tag_node *node = node_at(pane, pane->list.cursor);
	struct str text = {0};
	if (node->leaves)
		say_group(scene, node, &text);
	else
		about_tag(scene, node->tag, &text);
	ask(out, ASK_INFO, str_text(&text));
	str_fini(&text);
}

static enum reply mouse(struct tags_pane *pane, const struct scene *scene, const struct event *event)
{
	if (!rect_contains(pane->area, event->x, event->y))
		return REPLY_PASS;
	int row = pane->list.top + event->y - pane->area.y;
	if (event->mouse == MOUSE_PRESS && node_at(pane, row)) {
		bool again = row == pane->list.cursor;
		pane->list.cursor = row;
		if (node_at(pane, row)->leaves && (again || event->x <= pane->area.x + node_at(pane, row)->depth))
			turn(pane, scene);
	}
	for (int i = 0; i < WHEEL_ROWS && event->mouse == MOUSE_WHEEL_UP; i++)
		list_act(&pane->list, ACTION_UP, (int)pane->count, pane->area.height);
	for (int i = 0; i < WHEEL_ROWS && event->mouse == MOUSE_WHEEL_DOWN; i++)
		list_act(&pane->list, ACTION_DOWN, (int)pane->count, pane->area.height);
	return REPLY_DONE;
}

static bool move(struct tags_pane *pane, enum action action)
{
	if (action == ACTION_NEXT_MATCH)
		action = ACTION_DOWN;
	if (action == ACTION_PREVIOUS_MATCH)
		action = ACTION_UP;
	return list_act(&pane->list, action, (int)pane->count, pane->area.height);
}

enum reply tags_act(struct tags_pane *pane, const struct scene *scene, const struct input *input, struct asks *out)
{
	enum reply reply = REPLY_DONE;
	if (!node_at(pane, pane->list.cursor))
		return REPLY_PASS;
	switch (input->action) {
	case ACTION_LEFT: left(pane, scene); break;
	case ACTION_RIGHT: right(pane, scene); break;
	case ACTION_ENTER: reply = enter(pane, scene); break;
	case ACTION_PIN: pin(pane, scene, out); break;
	case ACTION_TOGGLE: mark(pane, scene, out); break;
	case ACTION_INFO: info(pane, scene, out); break;
	case ACTION_MOUSE: reply = mouse(pane, scene, &input->event); break;
	default:
		if (!move(pane, input->action))
			return REPLY_PASS;
	}
	if (reply == REPLY_DONE)
		pane->moved = true;
	note_focus(pane);
	return reply;
}

void tags_focus(struct tags_pane *pane, uint32_t tag)
{
	int row = find_row(pane, tag, false);
	if (row < 0)
		return;
	pane->list.cursor = row;
	pane->moved = true;
	note_focus(pane);
}

uint32_t tags_chart(const struct tags_pane *pane)
{
	if (!node_at(pane, pane->list.cursor))
		return STORE_NONE;
	uint32_t index = pane->visible[pane->list.cursor], unfit = STORE_NONE;
	for (uint32_t i = index; i < pane->tree.nodes[index].next; i++) {
		const struct tag_node *node = &pane->tree.nodes[i];
		if (!node->leaves && !node->unfit)
			return node->tag;
		if (!node->leaves && unfit == STORE_NONE)
			unfit = node->tag;
	}
	return unfit;
}

void tags_fini(struct tags_pane *pane)
{
	tag_tree_fini(&pane->tree);
	free(pane->visible);
	free(pane->rows);
	*pane = (struct tags_pane){0};
}
