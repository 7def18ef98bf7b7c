#include "model/mesh_parts.h"
#include "view/ask.h"
#include "view/box.h"
#include "view/browse.h"
#include "view/meanings.h"
#include "view/offer.h"
#include "view/lineup.h"
#include "view/scene.h"
#include "view/solid_look.h"
#include "view/step_slider.h"
#include "view/typed.h"
#include "view/views.h"

enum { TITLE_FROM = 6, SLIDER_FROM = 3, FACTS_FROM = 8 };
#define PLAY_SECONDS 0.4

static const char *const form_names[SOLID_FORMS] = {"faces", "edges", "points"};

struct meshes {
	struct browse browse;
	struct step_slider slider;
	bool started, playing, dragging;
	double played;
	int drag_x, drag_y;
	struct solid_look look;
	size_t sample, samples;
	struct mesh_parts parts;
	uint64_t parts_generation; /* of the store, when they were found */
	uint32_t parts_series;
	struct solid_answer answer; /* what there is to be seen */
	bool drawable;              /* there are vertices */
	enum role role;
	struct rect body, title_row, picture, facts_row;
	struct label title, facts, note, wrong;
};

/* ---- What there is to draw ------------------------------------------------------------------ */

static void find_parts(struct meshes *tab, const struct scene *scene)
{
	uint64_t generation = store_generation(scene->store);
	if (tab->parts_series == tab->browse.series && tab->parts_generation == generation && tab->started)
		return;
	tab->parts = mesh_parts_of(scene->store, tab->browse.series);
	tab->parts_series = tab->browse.series;
	tab->parts_generation = generation;
}

/* Of a part what belongs to the step; NULL where there is none, or not yet: then `note` says so. */
static const struct mesh *look_at(struct meshes *tab, const struct scene *scene, enum mesh_content content,
                                  struct solid_wish *wish, struct asks *out)
{
	uint64_t position;
	struct asset_place place;
	struct asset_answer answer = {0};
	uint32_t series = tab->parts.series[content];
	if (series == STORE_NONE || !step_slider_find(scene, series, tab->slider.place.item.step, &position, &place))
		return NULL;
	ask_asset(out, &place);
	if (scene->assets)
		answer = assets_look(scene->assets, &place);
	if (answer.state == ASSET_FAILED)
		label_format(&tab->wrong, "%s: %s", mesh_content_name(content), status_text(answer.why));
	else if (answer.state != ASSET_READY)
		label_format(&tab->note, "loading …");
	wish->parts[content] = answer.asset;
	return answer.asset ? &answer.asset->mesh : NULL;
}

/* ---- Preparing ------------------------------------------------------------------------------- */

static void say_facts(struct meshes *tab, const struct solid_source *source)
{
	const struct solid *solid = tab->answer.solid;
	const struct solid_extent *extent = &solid->extent;
	int columns = tab->facts_row.width;
	char number[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE];
	tab->facts = (struct label){0};
	number_grouped(number, (int64_t)source->vertex_count);
	line_add(&tab->facts, columns, "%s vert%s", number, source->vertex_count == 1 ? "ex" : "ices");
	number_grouped(number, (int64_t)source->face_count);
	if (source->faces)
		line_add(&tab->facts, columns, "%s face%s", number, source->face_count == 1 ? "" : "s");
	line_add(&tab->facts, columns, "%s", source->colours ? "colours" : "no colours");
	if (tab->samples > 1)
		line_add(&tab->facts, columns, "mesh %zu/%zu ( )", tab->sample + 1, tab->samples);
	for (int i = 0; i < 3 && extent->known && extent->finite; i++) {
		number_short(low, extent->low[i], 3);
		number_short(high, extent->high[i], 3);
		line_add(&tab->facts, columns, "%c %s … %s", "xyz"[i], low, high);
	}
	if (extent->known && extent->finite < source->vertex_count)
		line_add(&tab->facts, columns, "%zu not finite", source->vertex_count - extent->finite);
	if (!solid->done)
		line_add(&tab->facts, columns, "drawing …");
}

static void say_outside(struct meshes *tab, const struct solid_source *source)
{
	const struct solid *solid = tab->answer.solid;
	if (!solid->done)
		return;
	if (solid->outside)
		label_format(&tab->wrong, "%zu of %zu faces have a corner that is no vertex, such as %ld: not in 0…%ld",
		             solid->outside, source->face_count, (long)solid->worst, (long)source->vertex_count - 1);
	else if (!solid->extent.finite)
		label_format(&tab->wrong, source->vertex_count ? "no vertex is finite" : "there are no vertices");
}

static struct solid_wish wish_of(const struct meshes *tab, const struct scene *scene)
{
	static const enum plot_marker markers[MARKER_COUNT] = {PLOT_BRAILLE, PLOT_QUADRANT, PLOT_HALF, PLOT_ASCII};
	return (struct solid_wish){
		.subject = (uint64_t)tab->parts.series[MESH_VERTEX] + 1, .look = tab->look,
		.marker = scene->ascii ? PLOT_ASCII : markers[choice_marker(scene->choice)],
		.columns = tab->picture.width, .rows = tab->picture.height,
	};
}

/* All parts together: as long as one of them is not there, what was seen before stays, and what is said of it. */
static void prepare_mesh(struct meshes *tab, const struct scene *scene, struct asks *out)
{
	struct solid_wish wish = wish_of(tab, scene);
	const struct mesh *vertices = look_at(tab, scene, MESH_VERTEX, &wish, out);
	const struct mesh *faces = look_at(tab, scene, MESH_FACE, &wish, out);
	const struct mesh *colours = look_at(tab, scene, MESH_COLOR, &wish, out);
	if (tab->parts.series[MESH_VERTEX] == STORE_NONE)
		label_format(&tab->note, "there are no vertices of this mesh in the run");
	if (vertices) {
		tab->samples = solid_samples(vertices);
		tab->sample = tab->sample < tab->samples ? tab->sample : tab->samples ? tab->samples - 1 : 0;
		const char *wrong = solid_source_of(vertices, faces, colours, tab->sample, &wish.source);
		if (wrong && !tab->note.length)
			label_format(&tab->wrong, "%s", wrong);
	}
	tab->drawable = wish.source.vertices != NULL;
	if (scene->solids && (tab->drawable || tab->note.length))
		tab->answer = solids_look(scene->solids, &wish);
	if (!tab->answer.solid)
		tab->facts = (struct label){0};
	if (!tab->drawable || tab->note.length)
		return;
	ask_solid(out, &wish);
	if (!tab->answer.same)
		return;
	say_facts(tab, &wish.source);
	say_outside(tab, &wish.source);
}

static void lay_out(struct meshes *tab, const struct scene *scene)
{
	struct rect body = tab->browse.body, slider = {0};
	tab->title_row = tab->facts_row = (struct rect){0};
	if (rect_empty(tab->browse.frame) && body.height >= TITLE_FROM)
		tab->title_row = rect_take_top(&body, 1);
	if (body.height >= SLIDER_FROM)
		slider = rect_take_bottom(&body, 1);
	if (body.height >= FACTS_FROM)
		tab->facts_row = rect_take_bottom(&body, 1);
	tab->body = tab->picture = body;
	step_slider_prepare(&tab->slider, scene, tab->browse.series, slider);
}

static void play(struct meshes *tab, const struct scene *scene, struct asks *out)
{
	if (!tab->playing)
		return;
	ask(out, ASK_MORE, NULL);
	if (scene->now - tab->played >= PLAY_SECONDS && step_slider_turn(&tab->slider, scene, tab->browse.series))
		tab->played = scene->now;
}

static void say_title(struct meshes *tab, const struct scene *scene)
{
	struct label name = {0};
	if (tab->parts.name.length)
		label_name(&name, tab->parts.name, LABEL_SIZE / 3);
	else if (tab->browse.tag != STORE_NONE)
		label_name(&name, store_tag_name(scene->store, tab->browse.tag), LABEL_SIZE / 3);
	bool faces = tab->parts.series[MESH_FACE] != STORE_NONE;
	label_format(&tab->title, "%s  %s%s", name.text, form_names[faces ? tab->look.form : SOLID_POINTS],
	             tab->playing ? "  playing" : "");
	solid_look_say(&tab->look, tab->browse.body.width, &tab->title);
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	struct meshes *tab = state;
	if (!tab->started) {
		tab->browse.focus = browse_first(area);
		solid_look_reset(&tab->look);
	}
	browse_prepare(&tab->browse, scene, area, KIND_MESH);
	play(tab, scene, out);
	lay_out(tab, scene);
	find_parts(tab, scene);
	tab->started = true;
	say_title(tab, scene);
	tab->note = tab->wrong = (struct label){0};
	tab->drawable = false;
	tab->answer = (struct solid_answer){0};
	tab->role = tab->browse.run == STORE_NONE ? ROLE_SERIES_0 : lineup_line(scene, tab->browse.run).role;
	if (browse_empty(&tab->browse, scene, &tab->note, out))
		tab->facts = (struct label){0};
	else
		prepare_mesh(tab, scene, out);
}

/* ---- Painting ---------------------------------------------------------------------------------- */

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct meshes *tab = state;
	struct rect old = canvas_clip(canvas, area), row = tab->title_row;
	browse_paint(&tab->browse, canvas, label_slice(&tab->title));
	canvas_text(canvas, row.x, row.y, row.width, label_slice(&tab->title), ROLE_TITLE, 0);
	if (tab->answer.solid) {
		solid_paint(tab->answer.solid, canvas, tab->picture.x, tab->picture.y, tab->role);
		box_paint_foot(canvas, tab->body, 0, "Mesh", tab->wrong.text);
	} else if (tab->note.length) {
		box_paint(canvas, tab->body, "Mesh", tab->note.text, ROLE_DIM);
	} else if (!tab->drawable) {
		box_paint(canvas, tab->body, "Mesh", tab->wrong.text, ROLE_BAD);
	}
	canvas_text(canvas, tab->facts_row.x, tab->facts_row.y, tab->facts_row.width, label_slice(&tab->facts), ROLE_DIM, 0);
	step_slider_paint(&tab->slider, canvas);
	canvas_unclip(canvas, old);
}

/* ---- Acting -------------------------------------------------------------------------------------- */

static bool act_in_body(struct meshes *tab, enum action action)
{
	switch (action) {
	case ACTION_UP: solid_look_tilt(&tab->look, 1); return true;
	case ACTION_DOWN: solid_look_tilt(&tab->look, -1); return true;
	default: return false;
	}
}

static bool act_anywhere(struct meshes *tab, const struct scene *scene, enum action action, struct asks *out)
{
	switch (action) {
	case ACTION_SAMPLE_BACK: tab->sample -= tab->sample > 0; return true;
	case ACTION_SAMPLE_ON: tab->sample += tab->sample + 1 < tab->samples; return true;
	case ACTION_MARKER: ask_edit(out, (struct edit){.what = EDIT_MARKER, .number = -1}); return true;
	case ACTION_PLAY:
		tab->playing = !tab->playing && tab->slider.count > 1;
		tab->played = scene->now;
		return true;
	default: return solid_look_act(&tab->look, action);
	}
}

/* What is dragged turns along; the wheel zooms. */
static bool drag(struct meshes *tab, const struct event *event)
{
	bool inside = rect_contains(tab->picture, event->x, event->y);
	if (event->mouse == MOUSE_DRAG && tab->dragging) {
		solid_look_drag(&tab->look, event->x - tab->drag_x, event->y - tab->drag_y);
	} else if (!inside || !solid_look_wheel(&tab->look, event->mouse)) {
		tab->dragging = inside && event->mouse == MOUSE_PRESS;
		return false;
	}
	tab->drag_x = event->x;
	tab->drag_y = event->y;
	return true;
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct meshes *tab = state;
	if (input->action == ACTION_MOUSE) {
		bool done = drag(tab, &input->event);
		tab->drag_x = input->event.x;
		tab->drag_y = input->event.y;
		if (done)
			return REPLY_DONE;
	}
	if (step_slider_act(&tab->slider, scene, tab->browse.series, input, out)) {
		tab->playing = false;
		return REPLY_DONE;
	}
	if ((tab->browse.single || tab->browse.focus == BROWSE_BODY) && act_in_body(tab, input->action))
		return REPLY_DONE;
	if (act_anywhere(tab, scene, input->action, out))
		return REPLY_DONE;
	if (input->action == ACTION_DRAWING) {
		tab->look.form = (enum solid_form)typed_next(input, form_names, SOLID_FORMS, (int)tab->look.form, out);
		return REPLY_DONE;
	}
	return browse_act(&tab->browse, scene, input, out);
}

static void offer(const void *state, const struct scene *scene, struct offer *out)
{
	const struct meshes *tab = state;
	offer_tag(out, scene, tab->browse.tag, KIND_MESH, tab->browse.run);
}

/* ---- The rest --------------------------------------------------------------------------------------- */

static const struct binding bindings[] = {
	{"h", ACTION_LEFT, NULL, "step"},
	{"l", ACTION_RIGHT, NULL, "step"},
	{"<", ACTION_PAN_LEFT, NULL, "turn"},
	{">", ACTION_PAN_RIGHT, NULL, "turn"},
	{"+", ACTION_ZOOM_IN, NULL, "zoom"},
	{"-", ACTION_ZOOM_OUT, NULL, "zoom"},
	{"T", ACTION_DRAWING, NULL, "form"},
	{"=", ACTION_FIT, NULL, "reset"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{"<Enter>", ACTION_ENTER, NULL, "alone"},
	{".", ACTION_PLAY, NULL, "play"},
	{NULL},
};
static const struct binding body_bindings[] = {
	{"j", ACTION_DOWN, NULL, "tilt"},
	{"k", ACTION_UP, NULL, "tilt"},
	{NULL},
};
static const struct binding list_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{NULL},
};

static const struct binding *pane_bindings(const void *state)
{
	const struct meshes *tab = state;
	return tab->browse.single || tab->browse.focus == BROWSE_BODY ? body_bindings : list_bindings;
}

static bool available(const struct scene *scene)
{
	return store_kinds(scene->store) & KIND_BIT(KIND_MESH);
}

static void fini(void *state)
{
	struct meshes *tab = state;
	browse_fini(&tab->browse);
}

static const struct meaning own_meanings[] = {
	{ACTION_UP, "tilt back; in a list up"},
	{ACTION_DOWN, "tilt forth; in a list down"},
	{ACTION_PLAY, "play the steps, or stop"},
	{ACTION_DRAWING, "faces, edges, points"},
	{ACTION_SAMPLE_BACK, "the mesh before"},
	{ACTION_SAMPLE_ON, "the next mesh of the step"},
	{ACTION_NONE},
};
static const struct meaning *const meanings[] = {own_meanings, solid_meanings, slider_meanings, browse_meanings, run_meanings, list_meanings, NULL};

const struct view_ops meshes_view = {
	.name = "meshes",
	.title = "Mesh",
	.bindings = bindings,
	.meanings = meanings,
	.pane_bindings = pane_bindings,
	.size = sizeof(struct meshes),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.offer = offer,
	.fini = fini,
};
