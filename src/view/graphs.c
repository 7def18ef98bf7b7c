#include "base/alloc.h"
#include "view/ask.h"
#include "view/box.h"
#include "view/graph_changes.h"
#include "view/graph_pane.h"
#include "view/graph_steps.h"
#include "view/layer_table.h"
#include "view/meanings.h"
#include "view/scene.h"
#include "view/strip.h"
#include "view/views.h"

#include <stdlib.h>

enum graphs_form { FORM_LIST, FORM_TREE, FORM_PICTURE, FORM_LAYERS, FORM_CHANGES, FORMS };

static const char *const form_names[FORMS] = {"Graphs", "Tree", "Drawing", "Layers", "Changes"};

#define SOURCES_MOST 1000
#define RUN_GRAPH_TAG "__run_graph__"

/* Where a graph is: a point of a run, or a meta graph of a SavedModel. */
struct source {
	uint32_t run, tag;       /* of a run; tag STORE_NONE: that in a meta graph */
	struct asset_place place;
	const struct find *find; /* of a SavedModel; else NULL */
	struct label name, what;
};

struct graphs_tab {
	enum graphs_form form;
	bool started;
	struct source *sources;
	int count, current;
	struct str chosen;       /* the name of the one that is looked at; empty: the first */
	struct list list;
	const struct drawn_graph *drawn; /* that the pane was opened on, */
	struct str drawn_name;   /* of that source */
	uint64_t drawn_round;    /* and when it came */
	uint32_t model;          /* which meta graph of a SavedModel */
	struct graph_pane pane;
	struct graph_steps steps;
	struct layer_table layers;
	struct graph_changes changes;
	struct label note;
	struct strip strip;
	struct rect body;
};

/* ---- Which graphs there are ---- */

static struct source *add_source(struct graphs_tab *tab)
{
	if (!tab->sources)
		tab->sources = xcalloc(SOURCES_MOST, sizeof *tab->sources);
	if (tab->count == SOURCES_MOST)
		return NULL;
	struct source *source = &tab->sources[tab->count++];
	*source = (struct source){.run = STORE_NONE, .tag = STORE_NONE};
	return source;
}

static void add_point(struct graphs_tab *tab, const struct scene *scene, uint32_t run, uint32_t series)
{
	struct series_info info = store_series(scene->store, series);
	struct slice tag = store_tag_name(scene->store, info.tag);
	struct asset_place place = {.series = series, .kind = KIND_GRAPH, .part = GRAPH_NODES};
	bool own = slice_equal(tag, slice_of(RUN_GRAPH_TAG));
	if (!store_newest_item(scene->store, series, &place.file, &place.item))
		return;
	struct source *source = add_source(tab);
	if (!source)
		return;
	source->run = run;
	source->tag = info.tag;
	source->place = place;
	label_name(&source->name, store_run(scene->store, run).name, LABEL_SIZE / 2);
	if (own)
		label_format(&source->what, "graph");
	else
		label_name(&source->what, tag, LABEL_SIZE / 2);
}

/* A run without a graph of its own may have one in a meta graph. */
static void add_meta(struct graphs_tab *tab, const struct scene *scene, uint32_t run)
{
	struct asset_place place = {.kind = KIND_GRAPH, .part = GRAPH_OF_META};
	if (!store_run_series_count(scene->store, run) || !store_meta_graph(scene->store, run, &place.file, &place.item))
		return;
	struct source *source = add_source(tab);
	if (!source)
		return;
	place.item.form = ITEM_GRAPH;
	place.series = store_run_series_at(scene->store, run, 0); /* any: it has none of its own */
	source->run = run;
	source->place = place;
	label_name(&source->name, store_run(scene->store, run).name, LABEL_SIZE / 2);
	label_format(&source->what, "meta graph");
}

static void add_run(struct graphs_tab *tab, const struct scene *scene, uint32_t run)
{
	uint32_t count = store_run_series_count(scene->store, run);
	bool own = false;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t series = store_run_series_at(scene->store, run, i);
		struct series_head head = store_series_head(scene->store, series);
		if (head.kind != KIND_GRAPH)
			continue;
		own |= slice_equal(store_tag_name(scene->store, head.tag), slice_of(RUN_GRAPH_TAG));
		add_point(tab, scene, run, series);
	}
	if (!own)
		add_meta(tab, scene, run);
}

static void add_models(struct graphs_tab *tab, const struct scene *scene)
{
	size_t count = finds_count(scene->finds, FIND_MODEL);
	for (size_t i = 0; i < count; i++) {
		struct source *source = add_source(tab);
		if (!source)
			return;
		source->find = finds_at(scene->finds, FIND_MODEL, i);
		label_name(&source->name, slice_of(source->find->spec.run), LABEL_SIZE / 2);
		label_format(&source->what, "SavedModel");
	}
}

/* As a person knows it; empty when there is no such one. */
static struct label name_of(const struct graphs_tab *tab, int number)
{
	struct label name = {0};
	if (number < tab->count)
		label_format(&name, "%s %s", tab->sources[number].name.text, tab->sources[number].what.text);
	return name;
}

static void list_sources(struct graphs_tab *tab, const struct scene *scene)
{
	tab->count = tab->current = 0;
	for (uint32_t i = 0; i < store_run_count(scene->store); i++) {
		uint32_t run = store_run_at(scene->store, i);
		if (choice_run(scene->choice, scene->store, run).shown)
			add_run(tab, scene, run);
	}
	add_models(tab, scene);
	for (int i = 0; i < tab->count; i++) {
		struct label name = name_of(tab, i);
		if (slice_equal(label_slice(&name), str_slice(&tab->chosen)))
			tab->current = i;
	}
}

static void choose(struct graphs_tab *tab, int number)
{
	if (number < 0 || number >= tab->count)
		return;
	tab->current = number;
	tab->model = 0;
	str_clear(&tab->chosen);
	str_append_text(&tab->chosen, name_of(tab, number).text);
}

/* The next one: of a SavedModel its next meta graph before that. */
static void choose_next(struct graphs_tab *tab, int by)
{
	const struct find *find = tab->count ? tab->sources[tab->current].find : NULL;
	uint32_t models = find && find->state == FIND_READY ? (uint32_t)find->graphs->count : 0;
	if (by > 0 ? tab->model + 1 < models : tab->model > 0)
		tab->model += (uint32_t)by;
	else
		choose(tab, tab->current + by);
}

/* Of what is looked at: meta graphs of a model are told apart. */
static struct label current_name(const struct graphs_tab *tab)
{
	struct label name = name_of(tab, tab->current);
	if (tab->model)
		line_add(&name, LABEL_SIZE, "%u", tab->model + 1);
	return name;
}

/* ---- The one that is looked at ---- */

static const struct drawn_graph *look_at_point(struct graphs_tab *tab, const struct scene *scene, const struct source *source,
                                               struct asks *out)
{
	struct asset_answer answer = {0};
	ask_asset(out, &source->place);
	if (scene->assets)
		answer = assets_look(scene->assets, &source->place);
	if (answer.state == ASSET_READY)
		return &answer.asset->drawn;
	if (answer.state == ASSET_FAILED)
		label_format(&tab->note, "this graph can't be shown: %s", status_text(answer.why));
	else
		label_format(&tab->note, "loading …");
	return NULL;
}

static const struct drawn_graph *look_at_model(struct graphs_tab *tab, const struct source *source, struct asks *out)
{
	const struct find *find = source->find;
	ask(out, ASK_OPEN, find->spec.path);
	if (find->state == FIND_READY && find->graphs->count)
		return find->graphs->items[tab->model % find->graphs->count];
	if (find->state == FIND_READY)
		label_format(&tab->note, "no graph in it");
	else if (find->state == FIND_FAILED)
		label_format(&tab->note, "%.100s/%.60s\ncan't be read: %s", find->spec.run, find->spec.file, status_text(find->why));
	else
		label_format(&tab->note, "loading …");
	return NULL;
}

static const struct drawn_graph *look(struct graphs_tab *tab, const struct scene *scene, struct asks *out)
{
	tab->note = (struct label){0};
	if (!tab->count) {
		label_format(&tab->note, "no graph in any shown run");
		return NULL;
	}
	const struct source *source = &tab->sources[tab->current];
	return source->find ? look_at_model(tab, source, out) : look_at_point(tab, scene, source, out);
}

/* ---- When its nodes ran ---- */

static void ask_times(struct graphs_tab *tab, const struct scene *scene, struct asks *out)
{
	const struct source *source = &tab->sources[tab->current];
	struct graph_highlight *highlight = &tab->pane.highlight;
	struct graph_told told;
	struct slice run = source->find ? slice_of(source->find->spec.run) : store_run(scene->store, source->run).name;
	graph_steps_list(&tab->steps, scene, run, source->run, source->tag);
	graph_steps_look(&tab->steps, scene, highlight->by == BY_TIME, &told, out);
	if (!told.profile)
		ask(out, ASK_NODES, NULL);
	graph_highlight_tell(highlight, &told, told.profile);
}

/* Another step, or profile, whose times are shown. */
static void go_to_step(struct graphs_tab *tab, int by, struct asks *out)
{
	if (graph_steps_go(&tab->steps, by))
		return;
	ask(out, ASK_NOTICE, !tab->steps.count ? "nothing tells when nodes of this graph ran"
	                     : by > 0          ? "that is the last step or profile that tells when nodes ran"
	                                       : "that is the first one that tells when nodes ran");
}

/* What was decoded anew may lie where another one was. */
static uint64_t round_of(const struct graphs_tab *tab, const struct scene *scene)
{
	const struct source *source = tab->count ? &tab->sources[tab->current] : NULL;
	if (!source)
		return 0;
	return source->find ? source->find->serial : scene->assets ? assets_generation(scene->assets) : 0;
}

static bool has_layers(const struct graphs_tab *tab)
{
	return tab->drawn && drawn_layers(tab->drawn);
}

static void open_graph(struct graphs_tab *tab, const struct drawn_graph *drawn)
{
	bool other = !slice_equal(str_slice(&tab->drawn_name), str_slice(&tab->chosen));
	tab->drawn = drawn;
	if (!drawn)
		return;
	str_clear(&tab->drawn_name);
	str_append_slice(&tab->drawn_name, str_slice(&tab->chosen));
	bool again = tab->pane.place.length; /* of another run, too: what is called the same is what one compares */
	graph_pane_open(&tab->pane, drawn, again);
	tab->layers = (struct layer_table){0};
	if (tab->form != FORM_PICTURE && (other ? tab->form != FORM_CHANGES : tab->form != FORM_LIST && !again))
		tab->form = drawn->graph.layer_count ? FORM_LAYERS : FORM_TREE;
}

/* ---- Preparing ---- */

static void say_strip(struct graphs_tab *tab)
{
	tab->strip.what = (struct label){0};
	tab->strip.current = (int)tab->form;
	tab->strip.names[FORM_LIST] = tab->count > 1 ? form_names[FORM_LIST] : NULL;
	tab->strip.names[FORM_TREE] = form_names[FORM_TREE];
	tab->strip.names[FORM_PICTURE] = form_names[FORM_PICTURE];
	tab->strip.names[FORM_LAYERS] = has_layers(tab) ? form_names[FORM_LAYERS] : NULL;
	tab->strip.names[FORM_CHANGES] = graph_changes_any(&tab->changes) ? form_names[FORM_CHANGES] : NULL;
	if (!tab->count)
		return;
	const struct source *source = &tab->sources[tab->current];
	struct label title = {0};
	if (tab->drawn && tab->drawn->said && tab->drawn->title)
		label_name(&title, names_text(&tab->drawn->graph.texts, tab->drawn->title), LABEL_SIZE / 4);
	label_format(&tab->strip.what, "%s  %s%s%s", source->name.text, source->what.text, title.length ? " " : "", title.text);
	if (tab->count > 1)
		line_add(&tab->strip.what, LABEL_SIZE, "(%d of %d)", tab->current + 1, tab->count);
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	struct graphs_tab *tab = state;
	if (!tab->started)
		tab->form = FORM_TREE;
	tab->started = true;
	if (area.width >= 40)
		area = rect_inset(area, 1, 0);
	tab->strip.area = rect_take_top(&area, area.height > 3 ? 1 : 0);
	if (area.height >= 12)
		rect_take_top(&area, 1);
	tab->body = area;
	list_sources(tab, scene);
	list_fit(&tab->list, tab->count, area.height > 0 ? area.height : 1);
	const struct drawn_graph *drawn = look(tab, scene, out);
	uint64_t round = round_of(tab, scene);
	bool anew = drawn != tab->drawn || (drawn && round != tab->drawn_round && tab->sources[tab->current].find);
	if (anew)
		open_graph(tab, drawn);
	tab->drawn_round = round;
	struct label name = current_name(tab);
	graph_changes_look(&tab->changes, &name, drawn, anew, out);
	if (tab->form == FORM_CHANGES && !graph_changes_any(&tab->changes))
		tab->form = FORM_TREE;
	say_strip(tab);
	if (!drawn)
		return;
	if (tab->form == FORM_LAYERS && !has_layers(tab))
		tab->form = FORM_TREE;
	if (tab->form == FORM_LAYERS)
		layer_table_prepare(&tab->layers, drawn_layers(drawn), tab->body);
	else if (tab->form == FORM_CHANGES)
		graph_changes_prepare(&tab->changes, tab->body);
	if (tab->form != FORM_TREE && tab->form != FORM_PICTURE)
		return;
	tab->pane.marks = graph_changes_marks(&tab->changes);
	ask_times(tab, scene, out);
	graph_pane_draw(&tab->pane, tab->form == FORM_PICTURE);
	graph_pane_prepare(&tab->pane, tab->body, out);
}

/* ---- Painting ---- */

static void paint_list(const struct graphs_tab *tab, struct canvas *canvas)
{
	int half = tab->body.width / 2;
	for (int y = 0; y < tab->body.height && tab->list.top + y < tab->count; y++) {
		const struct source *source = &tab->sources[tab->list.top + y];
		struct label name, what;
		label_set(&name, label_slice(&source->name), half - 2, TEXT_CUT_START);
		label_set(&what, label_slice(&source->what), tab->body.width - half, TEXT_CUT_END);
		canvas_text(canvas, tab->body.x, tab->body.y + y, name.width, label_slice(&name),
		            tab->list.top + y == tab->current ? ROLE_STRONG : ROLE_TEXT, 0);
		canvas_text(canvas, tab->body.x + half, tab->body.y + y, what.width, label_slice(&what), ROLE_DIM, 0);
		if (tab->list.top + y == tab->list.cursor)
			canvas_paint(canvas, (struct rect){tab->body.x, tab->body.y + y, tab->body.width, 1}, ROLE_SELECTED, 0);
	}
}

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct graphs_tab *tab = state;
	struct rect old = canvas_clip(canvas, area);
	strip_paint(&tab->strip, canvas);
	if (tab->form == FORM_LIST && tab->count)
		paint_list(tab, canvas);
	else if (!tab->drawn)
		box_paint(canvas, tab->body, "graph", tab->note.text, ROLE_DIM);
	else if (tab->form == FORM_LAYERS)
		layer_table_paint(&tab->layers, canvas);
	else if (tab->form == FORM_CHANGES)
		graph_changes_paint(&tab->changes, canvas);
	else
		graph_pane_paint(&tab->pane, canvas);
	canvas_unclip(canvas, old);
}

/* ---- Acting ---- */

static void next_form(struct graphs_tab *tab, int by)
{
	tab->strip.current = (int)tab->form;
	tab->form = (enum graphs_form)strip_next(&tab->strip, by);
}

static bool press_strip(struct graphs_tab *tab, const struct input *input)
{
	if (input->action != ACTION_MOUSE || input->event.mouse != MOUSE_PRESS || input->event.y != tab->strip.area.y)
		return false;
	int form = strip_at(&tab->strip, input->event.x);
	if (form >= 0)
		tab->form = (enum graphs_form)form;
	return true;
}

static bool act_on_list(struct graphs_tab *tab, const struct input *input)
{
	int y = input->event.y - tab->body.y;
	if (input->action == ACTION_ENTER) {
		choose(tab, tab->list.cursor);
		tab->form = FORM_TREE;
		return true;
	}
	if (input->action == ACTION_MOUSE && input->event.mouse == MOUSE_PRESS && y >= 0 && tab->list.top + y < tab->count)
		tab->list.cursor = tab->list.top + y;
	return list_act(&tab->list, input->action, tab->count, tab->body.height);
}

/* What others are compared with: the one at the cursor of the list, or the one that is seen. */
static void choose_base(struct graphs_tab *tab, struct asks *out)
{
	int number = tab->form == FORM_LIST ? tab->list.cursor : tab->current;
	uint32_t model = number == tab->current ? tab->model : 0;
	choose(tab, number);
	tab->model = model;
	struct label name = current_name(tab);
	if (name.length)
		graph_changes_base(&tab->changes, &name, out);
}

static bool act_on_changes(struct graphs_tab *tab, const struct input *input, struct asks *out)
{
	uint32_t node;
	bool done = graph_changes_act(&tab->changes, input, &node, out);
	if (node != NODE_NONE) {
		tab->form = FORM_TREE;
		graph_pane_show(&tab->pane, node);
	}
	return done;
}

/* What was drawn may be gone by now. */
static bool is_there(struct graphs_tab *tab, const struct scene *scene)
{
	struct asks asks = {0};
	list_sources(tab, scene);
	const struct drawn_graph *drawn = look(tab, scene, &asks);
	asks_fini(&asks);
	return drawn && drawn == tab->drawn && tab->pane.drawn == drawn;
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct graphs_tab *tab = state;
	if (press_strip(tab, input))
		return REPLY_DONE;
	switch (input->action) {
	case ACTION_DRAWING: /* as in other tabs */
	case ACTION_NEXT_PANE: next_form(tab, 1); return REPLY_DONE;
	case ACTION_PREVIOUS_PANE: next_form(tab, -1); return REPLY_DONE;
	case ACTION_SAMPLE_ON: choose_next(tab, 1); return REPLY_DONE;
	case ACTION_SAMPLE_BACK: choose_next(tab, -1); return REPLY_DONE;
	case ACTION_BASELINE: choose_base(tab, out); return REPLY_DONE;
	case ACTION_ALL: ask_edit(out, (struct edit){.what = EDIT_RUNS_ALL}); return REPLY_DONE;
	default: break;
	}
	if (tab->form == FORM_LIST)
		return act_on_list(tab, input) ? REPLY_DONE : REPLY_PASS;
	if (!is_there(tab, scene))
		return REPLY_PASS;
	if (tab->form == FORM_CHANGES)
		return act_on_changes(tab, input, out) ? REPLY_DONE : REPLY_PASS;
	if (tab->form != FORM_LAYERS && (input->action == ACTION_NEXT || input->action == ACTION_PREVIOUS)) {
		go_to_step(tab, input->action == ACTION_NEXT ? 1 : -1, out);
		return REPLY_DONE;
	}
	bool done = tab->form == FORM_LAYERS ? layer_table_act(&tab->layers, input) : graph_pane_act(&tab->pane, input, out);
	return done ? REPLY_DONE : REPLY_PASS;
}

/* ---- The rest ---- */

static const struct binding bindings[] = {
	{"/", ACTION_FILTER, NULL, "find"},
	{"m", ACTION_MARK, NULL, "mark"},
	{"c", ACTION_COLOUR, NULL, "highlight"},
	{"b", ACTION_BASELINE, NULL, "compare"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "form"},
	{"]", ACTION_NEXT, NULL, "times of a step"},
	{NULL},
};
static const struct binding tree_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"l", ACTION_RIGHT, NULL, "unfold, edges"},
	{"h", ACTION_LEFT, NULL, "fold"},
	{"<Enter>", ACTION_ENTER, NULL, "follow, open"},
	{"<Esc>", ACTION_BACK, NULL, "back"},
	{"+", ACTION_ZOOM_IN, NULL, "unfold all"},
	{NULL},
};
static const struct binding picture_bindings[] = {
	{"j", ACTION_DOWN, NULL, "down a line"},
	{"k", ACTION_UP, NULL, "up"},
	{"l", ACTION_RIGHT, NULL, "beside"},
	{"<Enter>", ACTION_ENTER, NULL, "into"},
	{"<Esc>", ACTION_BACK, NULL, "out"},
	{">", ACTION_PAN_RIGHT, NULL, "scroll"},
	{NULL},
};
static const struct binding list_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"<Enter>", ACTION_ENTER, NULL, "open"},
	{NULL},
};

static const struct binding *pane_bindings(const void *state)
{
	const struct graphs_tab *tab = state;
	return tab->form == FORM_PICTURE ? picture_bindings : tab->form == FORM_TREE ? tree_bindings : list_bindings;
}

static bool available(const struct scene *scene)
{
	return store_kinds(scene->store) & KIND_BIT(KIND_GRAPH) || finds_count(scene->finds, FIND_MODEL) > 0;
}

static void fini(void *state)
{
	struct graphs_tab *tab = state;
	graph_pane_fini(&tab->pane);
	graph_changes_fini(&tab->changes);
	graph_steps_fini(&tab->steps);
	free(tab->sources);
	str_fini(&tab->chosen);
	str_fini(&tab->drawn_name);
}

static const struct meaning own_meanings[] = {
	{ACTION_LEFT, "fold, up a level; in the picture to the left"},
	{ACTION_RIGHT, "unfold, to edges; in the picture to the right"},
	{ACTION_LEFT_10, "in the picture: far left"},
	{ACTION_RIGHT_10, "in the picture: far right"},
	{ACTION_PAN_LEFT, "in the picture: scroll left"},
	{ACTION_PAN_RIGHT, "in the picture: scroll right"},
	{ACTION_ENTER, "follow the edge, open"},
	{ACTION_ZOOM_IN, "unfold all"},
	{ACTION_ZOOM_OUT, "fold all"},
	{ACTION_COLOUR, "which nodes count: the next highlight"},
	{ACTION_FILTER, "find a node"},
	{ACTION_NEXT_MATCH},
	{ACTION_PREVIOUS_MATCH},
	{ACTION_MARK, "mark the node: a … z"},
	{ACTION_TO_MARK, "to a marked node"},
	{ACTION_DRAWING, "tree, picture, layers, list …"},
	{ACTION_NEXT_PANE, "the next form"},
	{ACTION_PREVIOUS_PANE, "the form before"},
	{ACTION_SAMPLE_BACK, "the graph before"},
	{ACTION_SAMPLE_ON, "the next graph"},
	{ACTION_BASELINE, "compare others with this graph"},
	{ACTION_NEXT, "times of the next step"},
	{ACTION_PREVIOUS, "times of the step before"},
	{ACTION_ALL},
	{ACTION_NONE},
};
static const struct meaning *const meanings[] = {own_meanings, list_meanings, NULL};

const struct view_ops graphs_view = {
	.name = "graphs",
	.title = "Graphs",
	.bindings = bindings,
	.meanings = meanings,
	.pane_bindings = pane_bindings,
	.size = sizeof(struct graphs_tab),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.fini = fini,
};
