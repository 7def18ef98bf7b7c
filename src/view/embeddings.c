/*
 * Embeddings: what the projector plugin keeps beside event files, projected on
 * principal components. Lists of embeddings and of points at the left, the
 * picture, and the neighbours of the chosen point.
 */
#include "base/number.h"
#include "model/choice.h"
#include "model/neighbours.h"
#include "view/ask.h"
#include "view/border.h"
#include "view/box.h"
#include "view/embedding_list.h"
#include "view/layout.h"
#include "view/meanings.h"
#include "view/nameplates.h"
#include "view/offer.h"
#include "view/point_list.h"
#include "view/scene.h"
#include "view/solid_look.h"
#include "view/typed.h"
#include "view/views.h"

#include <stdlib.h>

enum { TOLD = 10, FACTS_FROM = 6, NAME_MOST = 40, DISTANCE_WIDTH = 9, CLASS_NAME_MOST = 16 };
_Static_assert(TOLD + 1 <= NAMEPLATES_MOST, "the chosen point has a plate, too");

enum pane { PANE_LIST, PANE_POINTS, PANE_BODY, PANE_COUNT };

struct embeddings {
	enum pane pane;
	bool single, started, cancelled, dragging;
	int drag_x, drag_y;
	struct embedding_list list;
	struct point_list points;
	const struct projection *projection; /* NULL as long as there is none */
	const struct projection *known;      /* that the lists are of */
	const struct classes *classes;       /* what the points are coloured by; NULL: by nothing, or not yet */
	size_t class_column; /* SIZE_MAX: none */
	bool chosen;         /* a point is, that at the cursor of its list */
	enum neighbour_metric metric;
	const struct neighbours *neighbours; /* of the chosen point; NULL as long as there are none */
	struct solid_look look;
	struct solid_answer picture;         /* what there is to be seen */
	struct nameplates plates;
	struct scalars_layout layout;
	struct border border;
	struct rect body, picture_area, facts_row, more_row;
	struct label title, facts, more, note;
};

static const char *const axis_counts[] = {"3 axes", "2 axes"};
static const char *const metric_names[METRIC_COUNT] = {"cosine", "Euclid"};

/* ---- What there is ------------------------------------------------------------------------- */

static struct solid_source source_of(const struct embeddings *tab)
{
	const struct projection *projection = tab->projection;
	return (struct solid_source){
		.points = projection->components.places, .vertex_count = projection->vectors.rows,
		.classes = tab->classes ? tab->classes->of : NULL};
}

static const struct labels *labels_of(const struct embeddings *tab)
{
	return tab->projection && tab->projection->labels.count ? &tab->projection->labels : NULL;
}

/* Another embedding is there. */
static void meet(struct embeddings *tab)
{
	tab->known = tab->projection;
	tab->chosen = false;
	const struct labels *labels = labels_of(tab);
	point_list_set(&tab->points, labels, tab->projection ? tab->projection->vectors.rows : 0);
	tab->class_column = labels && labels->columns > 1 ? 1 : 0;
}

static void say_state(struct embeddings *tab, const struct projection_answer *answer)
{
	static const char *const stages[] = {"reading", "principal components"};
	if (tab->cancelled)
		label_format(&tab->note, "cancelled: Enter begins anew");
	else if (answer->state == PROJECTION_FAILED)
		label_format(&tab->note, "%s", answer->what[0] ? answer->what : status_text(answer->why));
	else if (answer->state == PROJECTION_BUSY)
		label_format(&tab->note, "%s %d %%   Esc cancels", stages[answer->stage != 0], answer->percent);
	else if (answer->state != PROJECTION_READY)
		label_format(&tab->note, "waiting …");
}

static void find_projection(struct embeddings *tab, const struct scene *scene, struct asks *out)
{
	struct projection_answer answer = {0};
	const struct embedding_row *row = embedding_list_cursor(&tab->list);
	tab->projection = NULL;
	tab->note = (struct label){0};
	if (!tab->list.count) {
		label_format(&tab->note, "no projector_config.pbtxt in any run");
	} else if (row->index == PROJECTION_CONFIG) {
		label_format(&tab->note, "%s", row->wrong.length ? row->wrong.text : "reading …");
	} else {
		ask_project(out, tab->cancelled ? NULL : row->path, row->index, row->stamp);
		if (!tab->cancelled && scene->projections)
			answer = projections_look(scene->projections, row->path, row->index, row->stamp);
		tab->projection = answer.projection;
		say_state(tab, &answer);
	}
	if (tab->projection != tab->known)
		meet(tab);
}

/* ---- The chosen point ------------------------------------------------------------------------ */

static size_t chosen_row(const struct embeddings *tab)
{
	return tab->chosen && tab->projection ? point_list_cursor(&tab->points) : SIZE_MAX;
}

static void find_neighbours(struct embeddings *tab, const struct scene *scene, struct asks *out)
{
	size_t row = chosen_row(tab);
	const struct projection *of = row == SIZE_MAX ? NULL : tab->projection;
	tab->neighbours = NULL;
	ask_nearest(out, of, row, tab->metric);
	if (of && scene->vicinity)
		tab->neighbours = vicinity_look(scene->vicinity, of, row, tab->metric);
}

/* The chosen one last: it is painted over the others. */
static void find_plates(struct embeddings *tab, const struct solid_source *source)
{
	size_t row = chosen_row(tab), count = tab->neighbours ? tab->neighbours->count : 0;
	nameplates_clear(&tab->plates);
	if (row == SIZE_MAX || !tab->picture.same)
		return;
	for (size_t i = count < TOLD ? count : TOLD; i-- > 0;)
		nameplates_add(&tab->plates, tab->picture.solid, source, labels_of(tab), tab->neighbours->items[i].row, false);
	nameplates_add(&tab->plates, tab->picture.solid, source, labels_of(tab), row, true);
}

/* ---- Preparing --------------------------------------------------------------------------------- */

static void draw(struct embeddings *tab, const struct scene *scene, struct asks *out)
{
	static const enum plot_marker markers[MARKER_COUNT] = {PLOT_BRAILLE, PLOT_QUADRANT, PLOT_HALF, PLOT_ASCII};
	struct solid_wish wish = {
		.projection = tab->projection, .source = source_of(tab), .look = tab->look,
		.classes = tab->classes,
		.marker = scene->ascii ? PLOT_ASCII : markers[choice_marker(scene->choice)],
		.columns = tab->picture_area.width, .rows = tab->picture_area.height,
	};
	ask_solid(out, &wish);
	if (scene->solids)
		tab->picture = solids_look(scene->solids, &wish);
	find_plates(tab, &wish.source);
}

static void say_classes(struct embeddings *tab, int columns)
{
	struct label name;
	label_set(&name, labels_name(&tab->projection->labels, tab->class_column), LABEL_SIZE / 4, TEXT_CUT_END);
	if (name.length)
		line_add(&tab->facts, columns, "coloured by %s", name.text);
	else
		line_add(&tab->facts, columns, "coloured by column %zu", tab->class_column + 1);
}

/* How much of what there is the axes show, or why they show nothing. */
static void say_variance(struct embeddings *tab, int columns)
{
	const double *shares = tab->projection->components.shares;
	size_t finite = tab->projection->vectors.rows - tab->projection->components.not_finite, before = tab->facts.length;
	static const char *const ends[] = {" of the variance", ""};
	if (finite < 2)
		line_add(&tab->facts, columns, finite ? "one vector: no variance" : "no vector is finite");
	else if (!(shares[0] > 0))
		line_add(&tab->facts, columns, "all vectors are equal");
	else if (tab->look.flat)
		for (int i = 0; i < 2 && tab->facts.length == before; i++)
			line_add(&tab->facts, columns, "PCA 2-D %.1f + %.1f %%%s", 100 * shares[0], 100 * shares[1], ends[i]);
	else
		for (int i = 0; i < 2 && tab->facts.length == before; i++)
			line_add(&tab->facts, columns, "PCA 3-D %.1f + %.1f + %.1f %%%s", 100 * shares[0], 100 * shares[1],
			         100 * shares[2], ends[i]);
}

static void say_facts(struct embeddings *tab)
{
	const struct projection *projection = tab->projection;
	char rows[NUMBER_SIZE];
	int columns = tab->facts_row.width;
	tab->facts = tab->more = (struct label){0};
	number_grouped(rows, (int64_t)projection->vectors.rows);
	line_add(&tab->facts, columns, "%s × %zu", rows, projection->vectors.columns);
	if (projection->components.not_finite)
		line_add(&tab->facts, columns, "%zu not finite", projection->components.not_finite);
	say_variance(tab, columns);
	if (tab->classes)
		say_classes(tab, columns);
	if (!tab->picture.solid || !tab->picture.solid->done)
		line_add(&tab->facts, columns, "drawing …");
	if (projection->labels_status)
		line_add(&tab->more, columns, "no labels: %s", status_text(projection->labels_status));
	else if (projection->labels.count && projection->labels.count != projection->vectors.rows)
		line_add(&tab->more, columns, "%zu labels for %zu vectors", projection->labels.count, projection->vectors.rows);
	line_add(&tab->more, columns, "t-SNE, UMAP: not here yet");
}

static void lay_out(struct embeddings *tab, struct rect area, int side)
{
	tab->layout = scalars_layout(area, (int)tab->list.count, (int)point_list_count(&tab->points), tab->chosen ? TOLD : 0,
	                             side);
	bool wide = tab->layout.shape == SCALARS_WIDE, alone = tab->single || tab->layout.shape == SCALARS_TINY;
	tab->body = alone ? area : tab->layout.charts;
	struct rect inside = alone || wide ? framed_inside(tab->body) : tab->body;
	if (tab->layout.shape == SCALARS_TINY)
		inside = tab->body;
	tab->facts_row = tab->more_row = (struct rect){0};
	if (inside.height >= FACTS_FROM)
		tab->more_row = rect_take_bottom(&inside, 1);
	if (inside.height >= FACTS_FROM)
		tab->facts_row = rect_take_bottom(&inside, 1);
	tab->picture_area = inside;
}

static struct rect pane_area(const struct embeddings *tab, struct rect area)
{
	return tab->layout.shape == SCALARS_WIDE ? framed_inside(area) : area;
}

/* What is known of all labels by now. */
static void read_labels(struct embeddings *tab, const struct scene *scene, struct asks *out)
{
	const char *needle = str_text(&tab->points.needle);
	struct label_matches matches = {0};
	tab->classes = NULL;
	ask_labels(out, tab->projection, tab->class_column, needle);
	if (scene->labels && tab->projection) {
		matches = label_scan_matches(scene->labels, tab->projection, needle);
		tab->classes = label_scan_classes(scene->labels, tab->projection, tab->class_column);
	}
	point_list_prepare(&tab->points, pane_area(tab, tab->layout.tags), matches);
}

/* Where there is no room below the picture: behind the title. */
static void find_room(struct embeddings *tab)
{
	int indent = text_width(label_slice(&tab->title)) + 2;
	if (tab->single || !rect_empty(tab->facts_row) || indent >= tab->layout.head.width)
		return;
	tab->facts_row = tab->layout.head;
	tab->facts_row.x += indent;
	tab->facts_row.width -= indent;
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	struct embeddings *tab = state;
	if (!tab->started)
		solid_look_reset(&tab->look);
	tab->look.form = SOLID_POINTS;
	tab->started = true;
	embedding_list_prepare(&tab->list, scene, out);
	find_projection(tab, scene, out);
	lay_out(tab, area, choice_side(scene->choice));
	embedding_list_fit(&tab->list, pane_area(tab, tab->layout.runs));
	tab->picture = (struct solid_answer){0};
	read_labels(tab, scene, out);
	label_format(&tab->title, "%s", embedding_list_title(&tab->list));
	solid_look_say(&tab->look, tab->body.width, &tab->title);
	if (tab->projection) {
		find_neighbours(tab, scene, out);
		draw(tab, scene, out);
		find_room(tab);
		say_facts(tab);
	}
}

/* ---- Painting ------------------------------------------------------------------------------------ */

static enum role frame_role(const struct embeddings *tab, enum pane pane)
{
	return tab->pane == pane || (tab->single && pane == PANE_BODY) ? ROLE_BORDER_FOCUS : ROLE_BORDER;
}

/* How far it is, as long as not all are compared. */
static void say_compared(const struct embeddings *tab, struct label *title)
{
	const struct neighbours *near = tab->neighbours;
	struct label said = *title;
	if (!near)
		label_format(title, "%s …", said.text);
	else if (!near->done)
		label_format(title, "%s %d %%", said.text, (int)(100 * near->next / tab->projection->vectors.rows));
}

static void paint_neighbours(const struct embeddings *tab, struct canvas *canvas)
{
	struct rect frame = tab->layout.values, inside = framed_inside(frame);
	struct label title, name;
	size_t row = chosen_row(tab);
	if (rect_empty(frame) || row == SIZE_MAX)
		return;
	point_name(labels_of(tab), row, &name, NAME_MOST);
	label_format(&title, "nearest to %s by %s", name.text, metric_names[tab->metric]);
	say_compared(tab, &title);
	canvas_box(canvas, frame, label_slice(&title), ROLE_BORDER);
	for (int i = 0; tab->neighbours && i < inside.height && (size_t)i < tab->neighbours->count; i++) {
		const struct neighbour *one = &tab->neighbours->items[i];
		canvas_printf(canvas, inside.x, inside.y + i, DISTANCE_WIDTH, ROLE_DIM, 0, "%9.4f", one->distance);
		point_name(labels_of(tab), one->row, &name, inside.width - DISTANCE_WIDTH - 1);
		canvas_text(canvas, inside.x + DISTANCE_WIDTH + 1, inside.y + i, inside.width - DISTANCE_WIDTH - 1,
		            label_slice(&name), ROLE_TEXT, 0);
	}
}

static void paint_lists(const struct embeddings *tab, struct canvas *canvas)
{
	const struct scalars_layout *layout = &tab->layout;
	if (layout->shape == SCALARS_WIDE) {
		canvas_box(canvas, layout->runs, slice_of("Embeddings"), frame_role(tab, PANE_LIST));
		canvas_box(canvas, layout->tags, label_slice(&tab->points.title), frame_role(tab, PANE_POINTS));
	} else {
		canvas_text(canvas, layout->head.x, layout->head.y, layout->head.width, label_slice(&tab->title), ROLE_TITLE, 0);
	}
	canvas_fill(canvas, layout->rule, 0x2500, ROLE_BORDER, 0);
	embedding_list_paint(&tab->list, canvas, tab->pane == PANE_LIST);
	point_list_paint(&tab->points, canvas, tab->pane == PANE_POINTS, tab->chosen);
}

/* Which colour is which class: as many as there is room for, whole. */
static void paint_classes(const struct embeddings *tab, struct canvas *canvas)
{
	int x = tab->more_row.x + tab->more.width + 2, end = tab->more_row.x + tab->more_row.width;
	for (size_t i = 0; tab->classes && i < tab->classes->count; i++) {
		struct label name;
		label_set(&name, tab->classes->names[i], CLASS_NAME_MOST, TEXT_CUT_END);
		bool last = i + 1 == tab->classes->count, fits = x + 2 + name.width + (last ? 0 : 3) <= end;
		if (!fits) {
			canvas_text(canvas, x, tab->more_row.y, end - x, slice_of("…"), ROLE_DIM, 0);
			break;
		}
		canvas_put(canvas, x, tab->more_row.y, 0x25CF, ROLE_SERIES_0 + (int)i % CHOICE_HUES, 0);
		x += 2 + canvas_text(canvas, x + 2, tab->more_row.y, name.width, label_slice(&name), ROLE_TEXT, 0) + 2;
	}
}

static void paint_picture(const struct embeddings *tab, struct canvas *canvas)
{
	struct rect old = canvas_clip(canvas, tab->picture_area);
	if (tab->projection) {
		if (tab->picture.solid)
			solid_paint(tab->picture.solid, canvas, tab->picture_area.x, tab->picture_area.y, ROLE_SERIES_0);
		nameplates_paint(&tab->plates, tab->picture_area, canvas);
	} else {
		box_paint(canvas, tab->picture_area, "Embedding", tab->note.text, ROLE_DIM);
	}
	canvas_unclip(canvas, old);
	if (!tab->projection)
		return;
	canvas_text(canvas, tab->facts_row.x, tab->facts_row.y, tab->facts_row.width, label_slice(&tab->facts), ROLE_TEXT, 0);
	canvas_text(canvas, tab->more_row.x, tab->more_row.y, tab->more_row.width, label_slice(&tab->more), ROLE_DIM, 0);
	if (!rect_empty(tab->more_row))
		paint_classes(tab, canvas);
}

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct embeddings *tab = state;
	struct rect old = canvas_clip(canvas, area);
	bool tiny = tab->layout.shape == SCALARS_TINY;
	if (!tab->single && !tiny)
		paint_lists(tab, canvas);
	if (!tiny && (tab->single || tab->layout.shape == SCALARS_WIDE))
		canvas_box(canvas, tab->body, label_slice(&tab->title), frame_role(tab, PANE_BODY));
	paint_picture(tab, canvas);
	if (!tab->single)
		paint_neighbours(tab, canvas);
	canvas_unclip(canvas, old);
}

/* ---- Acting ---------------------------------------------------------------------------------------- */

static void next_class(struct embeddings *tab)
{
	const struct labels *labels = labels_of(tab);
	size_t columns = labels ? labels->columns : 0;
	tab->class_column = tab->class_column == SIZE_MAX ? 0 : tab->class_column + 1 >= columns ? SIZE_MAX : tab->class_column + 1;
}

static void search(struct embeddings *tab, const struct input *input, struct asks *out)
{
	if (!input->text && input->phase == INPUT_WHOLE)
		ask_prompt(out, ACTION_FILTER, "label: ", str_text(&tab->points.needle));
	else
		point_list_search(&tab->points, input->phase == INPUT_CANCEL || !input->text ? "" : input->text);
	tab->chosen |= input->text && *input->text;
}

/* All columns of the chosen point. */
static void tell(const struct embeddings *tab, struct asks *out)
{
	struct str text = {0};
	size_t row = point_list_cursor(&tab->points);
	const struct labels *labels = labels_of(tab);
	if (!tab->projection || row == SIZE_MAX)
		return;
	str_printf(&text, "point     %zu\nlength    %.6g\n", row, (double)tab->projection->components.lengths[row]);
	for (size_t i = 0; labels && i < labels->columns; i++) {
		struct label name, value;
		label_set(&name, labels_name(labels, i), 20, TEXT_CUT_END);
		label_set(&value, labels_at(labels, row, i), LABEL_SIZE / 2, TEXT_CUT_END);
		str_printf(&text, "%-9s %s\n", name.length ? name.text : "label", value.text);
	}
	ask(out, ASK_INFO, str_text(&text));
	str_fini(&text);
}

static void next_pane(struct embeddings *tab, int by)
{
	tab->pane = (enum pane)((tab->pane + PANE_COUNT + by) % PANE_COUNT);
}

static bool is_busy(const struct embeddings *tab)
{
	return !tab->projection && !tab->cancelled && tab->list.count;
}

static enum reply back(struct embeddings *tab)
{
	if (tab->single)
		tab->single = false;
	else if (is_busy(tab))
		tab->cancelled = true;
	else if (tab->points.needle.length)
		point_list_search(&tab->points, "");
	else if (tab->chosen)
		tab->chosen = false;
	else
		return REPLY_PASS;
	return REPLY_DONE;
}

static void enter(struct embeddings *tab)
{
	if (tab->cancelled)
		tab->cancelled = false;
	else
		tab->single = !tab->single && tab->projection;
}

static enum reply press(struct embeddings *tab, const struct event *event)
{
	size_t row;
	int x = event->x - tab->picture_area.x, y = event->y - tab->picture_area.y;
	if (event->mouse != MOUSE_PRESS || !tab->projection)
		return REPLY_DONE;
	tab->pane = PANE_BODY;
	if (tab->picture.same && solid_point_at(tab->picture.solid, x, y, &row)) {
		point_list_focus(&tab->points, row);
		tab->chosen = true;
	}
	return REPLY_DONE;
}

static enum reply mouse(struct embeddings *tab, const struct input *input, struct asks *out)
{
	const struct event *event = &input->event;
	bool inside = rect_contains(tab->picture_area, event->x, event->y), pressed = event->mouse == MOUSE_PRESS;
	int across = event->x - tab->drag_x, down = event->y - tab->drag_y;
	tab->drag_x = event->x;
	tab->drag_y = event->y;
	if (!tab->single && border_act(&tab->border, &tab->layout, event, out))
		return REPLY_DONE;
	if (event->mouse == MOUSE_DRAG && tab->dragging)
		solid_look_drag(&tab->look, across, down);
	else if (inside && solid_look_wheel(&tab->look, event->mouse))
		return REPLY_DONE;
	else if (!tab->single && point_list_act(&tab->points, input)) {
		tab->pane = pressed ? PANE_POINTS : tab->pane;
		tab->chosen |= pressed;
	} else if (!tab->single && embedding_list_act(&tab->list, input))
		tab->pane = pressed ? PANE_LIST : tab->pane;
	else if (inside)
		press(tab, event);
	tab->dragging = pressed ? inside : tab->dragging && event->mouse == MOUSE_DRAG;
	return REPLY_DONE;
}

static bool act_in_pane(struct embeddings *tab, const struct input *input)
{
	enum action action = input->action;
	bool body = tab->single || tab->pane == PANE_BODY, match = action == ACTION_NEXT_MATCH || action == ACTION_PREVIOUS_MATCH;
	if (!body && !match && tab->pane == PANE_LIST) {
		bool done = embedding_list_act(&tab->list, input);
		tab->cancelled &= !done;
		return done;
	}
	if (body && (action == ACTION_UP || action == ACTION_DOWN)) {
		solid_look_tilt(&tab->look, action == ACTION_UP ? 1 : -1);
		return true;
	}
	struct input move = *input;
	if (body && (action == ACTION_LEFT || action == ACTION_RIGHT))
		move.action = action == ACTION_LEFT ? ACTION_UP : ACTION_DOWN;
	bool done = tab->projection && point_list_act(&tab->points, &move);
	tab->chosen |= done;
	return done;
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct embeddings *tab = state;
	if (input->action == ACTION_MOUSE)
		return mouse(tab, input, out);
	if (act_in_pane(tab, input))
		return REPLY_DONE;
	switch (input->action) {
	case ACTION_DRAWING:
		tab->look.flat = typed_next(input, axis_counts, 2, tab->look.flat, out);
		solid_look_reset(&tab->look);
		break;
	case ACTION_SORT:
		tab->metric = (enum neighbour_metric)typed_next(input, metric_names, METRIC_COUNT, (int)tab->metric, out);
		break;
	case ACTION_COLOUR: next_class(tab); break;
	case ACTION_MARKER: ask_edit(out, (struct edit){.what = EDIT_MARKER, .number = -1}); break;
	case ACTION_FILTER: search(tab, input, out); break;
	case ACTION_INFO: tell(tab, out); break;
	case ACTION_NEXT_PANE: next_pane(tab, 1); break;
	case ACTION_PREVIOUS_PANE: next_pane(tab, -1); break;
	case ACTION_ENTER: enter(tab); break;
	case ACTION_BACK: return back(tab);
	default: return solid_look_act(&tab->look, input->action) ? REPLY_DONE : REPLY_PASS;
	}
	return REPLY_DONE;
}

/* The neighbours of the chosen point; without one nothing. */
static void offer(const void *state, const struct scene *scene, struct offer *out)
{
	static const char *const names[] = {"row", "label", "distance"};
	const struct embeddings *tab = state;
	struct label name;
	if (chosen_row(tab) == SIZE_MAX)
		return;
	point_name(labels_of(tab), chosen_row(tab), &name, NAME_MOST);
	str_append_text(&out->name, name.text);
	out->rows_are = "the nearest points";
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		rows_column(&out->rows, slice_of(names[i]));
	for (size_t i = 0; tab->neighbours && i < tab->neighbours->count; i++) {
		const struct neighbour *one = &tab->neighbours->items[i];
		point_name(labels_of(tab), one->row, &name, LABEL_SIZE);
		rows_integer(&out->rows, (int64_t)one->row);
		rows_text(&out->rows, label_slice(&name));
		rows_number(&out->rows, one->distance);
	}
}

/* ---- The rest ---------------------------------------------------------------------------------------- */

static const struct binding bindings[] = {
	{"/", ACTION_FILTER, NULL, "find"},
	{",", ACTION_SORT, NULL, "metric"},
	{"T", ACTION_DRAWING, NULL, "2-D, 3-D"},
	{"<", ACTION_PAN_LEFT, NULL, "turn"},
	{">", ACTION_PAN_RIGHT, NULL, "turn"},
	{"+", ACTION_ZOOM_IN, NULL, "zoom"},
	{"-", ACTION_ZOOM_OUT, NULL, "zoom"},
	{"c", ACTION_COLOUR, NULL, "colour"},
	{"=", ACTION_FIT, NULL, "reset"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{"<Enter>", ACTION_ENTER, NULL, "alone"},
	{NULL},
};
static const struct binding body_bindings[] = {
	{"j", ACTION_DOWN, NULL, "tilt"},
	{"k", ACTION_UP, NULL, "tilt"},
	{"h", ACTION_LEFT, NULL, "point"},
	{"l", ACTION_RIGHT, NULL, "point"},
	{NULL},
};
static const struct binding list_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{NULL},
};

static const struct binding *pane_bindings(const void *state)
{
	const struct embeddings *tab = state;
	return tab->single || tab->pane == PANE_BODY ? body_bindings : list_bindings;
}

static void fini(void *state)
{
	struct embeddings *tab = state;
	embedding_list_fini(&tab->list);
	point_list_fini(&tab->points);
}

static const struct meaning own_meanings[] = {
	{ACTION_UP, "tilt back; in a list up"}, {ACTION_DOWN, "tilt forth; in a list down"},
	{ACTION_LEFT, "the point before"}, {ACTION_RIGHT, "the next point"},
	{ACTION_NEXT_MATCH, "the next point of the search"}, {ACTION_PREVIOUS_MATCH, "the point before"},
	{ACTION_SORT, "near by cosine, or by Euclid"}, {ACTION_DRAWING, "3 axes, or 2"},
	{ACTION_COLOUR, "colours by another column of labels"}, {ACTION_FILTER, "find labels"},
	{ACTION_INFO}, {ACTION_NEXT_PANE}, {ACTION_PREVIOUS_PANE}, {ACTION_ENTER, "the picture alone; in the list: project it"},
	{ACTION_NONE},
};
static const struct meaning *const meanings[] = {own_meanings, solid_meanings, list_meanings, NULL};

const struct view_ops embeddings_view = {
	.name = "embeddings",
	.title = "Embed",
	.bindings = bindings,
	.meanings = meanings,
	.pane_bindings = pane_bindings,
	.size = sizeof(struct embeddings),
	.available = embedding_list_available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.offer = offer,
	.fini = fini,
};
