#include "base/number.h"
#include "view/browse.h"
#include "view/filter.h"

#include <inttypes.h>
#include <stdio.h>

#define BODY_LEAST 12 /* rows */
#define LISTS_FROM 14

/* ---- Preparing ----------------------------------------------------------------- */

/* The tag's in the run, of the tab's kind; those of which no point has its shape only with `unfit`. */
static uint32_t find_series(const struct browse *browse, const struct scene *scene, uint32_t run, bool unfit)
{
	if (run == STORE_NONE || browse->tag == STORE_NONE)
		return STORE_NONE;
	uint32_t series = store_series_find(scene->store, run, browse->tag);
	if (series == STORE_NONE)
		return STORE_NONE;
	struct series_head head = store_series_head(scene->store, series);
	bool there = unfit ? head.misfits && !head.points : head.points > 0;
	return there && head.kind == browse->tags.tree.kind ? series : STORE_NONE;
}

static bool take_run(struct browse *browse, const struct scene *scene, bool unfit)
{
	struct runs_pane *runs = &browse->runs;
	if (find_series(browse, scene, runs->focus, unfit) != STORE_NONE)
		return true;
	for (size_t i = 0; i < runs->count; i++)
		if (!runs->items[i].group && find_series(browse, scene, runs->items[i].run, unfit) != STORE_NONE) {
			runs->list.cursor = (int)i;
			runs->focus = runs->items[i].run;
			return true;
		}
	return false;
}

/* As long as no person chose a run, it is the first that has the tag; or else has it in another shape. */
static void find_run(struct browse *browse, const struct scene *scene)
{
	if (!browse->run_chosen && !take_run(browse, scene, false))
		take_run(browse, scene, true);
}

enum browse_focus browse_first(struct rect area)
{
	return area.height < LISTS_FROM ? BROWSE_BODY : BROWSE_TAGS;
}

/* A low pane is the body's, until a person goes to a list. */
static bool lists_hidden(const struct browse *browse)
{
	const struct scalars_layout *layout = &browse->layout;
	return layout->shape == SCALARS_SIDE && layout->charts.height < BODY_LEAST && browse->focus == BROWSE_BODY;
}

static void lay_out(struct browse *browse, struct rect area, int side)
{
	browse->layout = scalars_layout(area, (int)browse->runs.count, (int)browse->tags.count, 0, side);
	bool wide = browse->layout.shape == SCALARS_WIDE;
	struct rect body = browse->layout.charts;
	if (browse->single || browse->layout.shape == SCALARS_TINY)
		body = area;
	else if (lists_hidden(browse))
		body.height = area.y + area.height - body.y;
	browse->frame = wide ? body : (struct rect){0};
	browse->body = wide ? framed_inside(body) : body;
}

static void find_unfit(struct browse *browse, const struct scene *scene)
{
	uint64_t generation = store_generation(scene->store);
	if (browse->unfit_of == generation)
		return;
	browse->unfit_of = generation;
	browse->unfit_tags = 0;
	for (uint32_t i = 0; i < store_run_count(scene->store); i++)
		store_run_misfits(scene->store, store_run_at(scene->store, i), browse->tags.tree.kind, &browse->unfit_tags);
}

void browse_prepare(struct browse *browse, const struct scene *scene, struct rect area, enum kind kind)
{
	browse->tags.tree.kind = kind;
	tags_list(&browse->tags, scene);
	browse->tag = tags_chart(&browse->tags);
	runs_list(&browse->runs, scene, browse->tag);
	find_run(browse, scene);
	lay_out(browse, area, choice_side(scene->choice));
	bool wide = browse->layout.shape == SCALARS_WIDE;
	runs_prepare(&browse->runs, scene, wide ? framed_inside(browse->layout.runs) : browse->layout.runs);
	browse->run = browse->runs.focus;
	tags_prepare(&browse->tags, scene, wide ? framed_inside(browse->layout.tags) : browse->layout.tags, browse->run);
	browse->series = find_series(browse, scene, browse->run, false);
	find_unfit(browse, scene);
	if (browse->layout.shape == SCALARS_SIDE)
		head_prepare(&browse->head, scene, browse->run, STORE_NONE, browse->layout.head);
}

static bool run_name(const struct browse *browse, const struct scene *scene, struct label *out)
{
	if (browse->run == STORE_NONE)
		return false;
	label_name(out, store_run(scene->store, browse->run).name, LABEL_SIZE / 4);
	return true;
}

/* What a point has to be. NULL where any tensor does. */
static const char *shape_of(enum kind kind)
{
	switch (kind) {
	case KIND_HISTOGRAM: return "it takes rows of left, right, count";
	case KIND_IMAGE: return "it takes strings: width, height, images";
	case KIND_AUDIO: return "it takes strings: clips, or clips and labels";
	case KIND_TEXT: return "it takes strings";
	case KIND_PR_CURVE: return "it takes six rows of finite numbers";
	default: return NULL;
	}
}

/* "float32 [2, 2]"; "string [3], of which 1 is there" */
static void say_tensor(const struct ndarray *array, struct label *out)
{
	enum { DIMS_TOLD = 6 };
	char there[NUMBER_SIZE];
	const char *name = dtype_name(array->dtype);
	struct str text = {0};
	str_printf(&text, "%s [", name ? name : "a tensor of unknown type");
	for (uint32_t i = 0; i < array->rank && i < DIMS_TOLD; i++)
		str_printf(&text, "%s%" PRId64, i ? ", " : "", array->dims[i]);
	str_append_text(&text, array->rank > DIMS_TOLD ? ", …]" : "]");
	number_grouped(there, (int64_t)array->there);
	if (array->misshapen)
		str_printf(&text, ", of which %s %s there", there, array->there == 1 ? "is" : "are");
	else if (array->form == NDARRAY_OPAQUE)
		str_append_text(&text, ", which can't be decoded");
	label_format(out, "%s", str_text(&text));
	str_fini(&text);
}

/* What the first one is instead. */
static void say_instead(const struct scene *scene, uint32_t series, struct label *why, struct asks *out)
{
	struct asset_place place;
	struct asset_answer answer = {0};
	struct label text = *why, tensor;
	if (!asset_misfit(scene->store, series, &place))
		return;
	ask_asset(out, &place);
	if (scene->assets)
		answer = assets_look(scene->assets, &place);
	if (answer.state == ASSET_READY)
		say_tensor(&answer.asset->ndarray, &tensor);
	else if (answer.state == ASSET_FAILED)
		label_format(&tensor, "%s", status_text(answer.why));
	else
		return;
	label_format(why, "%s\n%s: %s", text.text, store_series_head(scene->store, series).misfits > 1 ? "the first" : "here", tensor.text);
}

static void say_unfit(const struct scene *scene, uint32_t series, struct slice tag, enum kind kind, struct label *why,
                      struct asks *out)
{
	uint64_t misfits = store_series_head(scene->store, series).misfits;
	const char *shape = shape_of(kind);
	struct label name;
	label_name(&name, tag, LABEL_SIZE / 4);
	label_format(why, "%s\nno %s: %" PRIu64 " point%s of another shape%s%s", name.text, kind_name(kind), misfits,
	             misfits == 1 ? "" : "s", shape ? "\n" : "", shape ? shape : "");
	say_instead(scene, series, why, out);
}

bool browse_empty(const struct browse *browse, const struct scene *scene, struct label *why, struct asks *out)
{
	struct label run, tag;
	const char *kind = kind_name(browse->tags.tree.kind);
	uint32_t unfit = find_series(browse, scene, browse->run, true);
	if (browse->series != STORE_NONE)
		return false;
	if (unfit != STORE_NONE) {
		say_unfit(scene, unfit, store_tag_name(scene->store, browse->tag), browse->tags.tree.kind, why, out);
	} else if (!browse->tags.tree.total) {
		label_format(why, "no %s in any run", kind);
	} else if (browse->tag == STORE_NONE) {
		label_format(why, "no %s tag matches the filter", kind);
	} else if (!run_name(browse, scene, &run)) {
		label_format(why, "no run matches the filter");
	} else {
		label_name(&tag, store_tag_name(scene->store, browse->tag), LABEL_SIZE / 4);
		label_format(why, "run %s has no %s %s", run.text, kind, tag.text);
	}
	return true;
}

/* ---- Painting ------------------------------------------------------------------ */

/* In the lower edge of the list: what is among its tags, and can be far down. */
static void paint_unfit(const struct browse *browse, struct canvas *canvas)
{
	struct rect list = browse->layout.tags;
	char text[40];
	snprintf(text, sizeof text, " %u of another shape ", browse->unfit_tags);
	if (browse->unfit_tags)
		canvas_text(canvas, list.x + 1, list.y + list.height - 1, list.width - 2, slice_of(text), ROLE_WARN, 0);
}

static enum role frame_role(const struct browse *browse, enum browse_focus focus)
{
	return browse->focus == focus || (browse->single && focus == BROWSE_BODY) ? ROLE_BORDER_FOCUS : ROLE_BORDER;
}

void browse_paint(const struct browse *browse, struct canvas *canvas, struct slice title)
{
	const struct scalars_layout *layout = &browse->layout;
	if (!rect_empty(browse->frame))
		canvas_box(canvas, browse->frame, title, frame_role(browse, BROWSE_BODY));
	if (browse->single || layout->shape == SCALARS_TINY)
		return;
	if (layout->shape == SCALARS_WIDE) {
		canvas_box(canvas, layout->runs, label_slice(&browse->runs.title), frame_role(browse, BROWSE_RUNS));
		canvas_box(canvas, layout->tags, label_slice(&browse->tags.title), frame_role(browse, BROWSE_TAGS));
		paint_unfit(browse, canvas);
	} else {
		head_paint(&browse->head, canvas);
	}
	if (lists_hidden(browse))
		return;
	canvas_fill(canvas, layout->rule, 0x2500, ROLE_BORDER, 0);
	runs_paint(&browse->runs, canvas, browse->focus == BROWSE_RUNS);
	tags_paint(&browse->tags, canvas, browse->focus != BROWSE_RUNS, ROLE_DIM);
}

/* ---- Acting -------------------------------------------------------------------- */

static void next_pane(struct browse *browse, int by)
{
	static const enum browse_focus order[BROWSE_FOCUSES] = {BROWSE_RUNS, BROWSE_TAGS, BROWSE_BODY};
	const struct rect *panes[BROWSE_FOCUSES] = {&browse->layout.runs, &browse->layout.tags, &browse->body};
	int at = 0;
	while (order[at] != browse->focus)
		at++;
	for (int i = 0; i < BROWSE_FOCUSES; i++) {
		at = (at + by + BROWSE_FOCUSES) % BROWSE_FOCUSES;
		if (!rect_empty(*panes[at]))
			break;
	}
	browse->focus = order[at];
}

static enum reply back(struct browse *browse, const struct scene *scene, struct asks *out)
{
	if (browse->single)
		browse->single = false;
	else if (!filter_clear(scene, out))
		return REPLY_PASS;
	return REPLY_DONE;
}

static enum reply act_on_runs(struct browse *browse, const struct scene *scene, const struct input *input,
                              struct asks *out)
{
	uint32_t before = browse->runs.focus;
	enum reply reply = runs_act(&browse->runs, scene, input, out);
	browse->run_chosen |= browse->runs.focus != before;
	return reply;
}

static enum reply press(struct browse *browse, const struct scene *scene, const struct input *input, struct asks *out)
{
	int x = input->event.x, y = input->event.y;
	bool lists = !browse->single && browse->layout.shape != SCALARS_TINY && !lists_hidden(browse);
	bool pressed = input->event.mouse == MOUSE_PRESS;
	if (!browse->single && border_act(&browse->border, &browse->layout, &input->event, out))
		return REPLY_DONE;
	if (lists && rect_contains(browse->runs.area, x, y)) {
		browse->focus = pressed ? BROWSE_RUNS : browse->focus;
		return act_on_runs(browse, scene, input, out);
	}
	if (lists && rect_contains(browse->tags.area, x, y)) {
		browse->focus = pressed ? BROWSE_TAGS : browse->focus;
		return tags_act(&browse->tags, scene, input, out);
	}
	if (pressed && rect_contains(browse->body, x, y))
		browse->focus = BROWSE_BODY;
	return REPLY_DONE;
}

/* What moves in the body goes from tag to tag; left and right are the tab's. */
static enum reply move(struct browse *browse, const struct scene *scene, const struct input *input, struct asks *out)
{
	switch (input->action) {
	case ACTION_UP:
	case ACTION_DOWN:
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
	case ACTION_FIRST:
	case ACTION_LAST:
	case ACTION_NEXT_MATCH:
	case ACTION_PREVIOUS_MATCH:
	case ACTION_PIN:
	case ACTION_INFO: return tags_act(&browse->tags, scene, input, out);
	default: return REPLY_PASS;
	}
}

static enum reply act_anywhere(struct browse *browse, const struct scene *scene, const struct input *input,
                               struct asks *out)
{
	switch (input->action) {
	case ACTION_NEXT_PANE: next_pane(browse, 1); return REPLY_DONE;
	case ACTION_PREVIOUS_PANE: next_pane(browse, -1); return REPLY_DONE;
	case ACTION_SOLO:
	case ACTION_TOGGLE:
	case ACTION_COLOUR:
	case ACTION_HIDE:
	case ACTION_BASELINE: return act_on_runs(browse, scene, input, out);
	case ACTION_UNHIDE: ask_edit(out, (struct edit){.what = EDIT_RUNS_UNHIDE}); return REPLY_DONE;
	case ACTION_ALL: ask_edit(out, (struct edit){.what = EDIT_RUNS_ALL}); return REPLY_DONE;
	case ACTION_INVERT: ask_edit(out, (struct edit){.what = EDIT_RUNS_INVERT}); return REPLY_DONE;
	case ACTION_PINNED_ONLY: ask_edit(out, (struct edit){.what = EDIT_PINNED_ONLY}); return REPLY_DONE;
	case ACTION_FILTER: filter_act(browse->focus == BROWSE_RUNS, scene, input, out); return REPLY_DONE;
	case ACTION_FILTER_RUNS: filter_act(true, scene, input, out); return REPLY_DONE;
	case ACTION_ENTER: browse->single = !browse->single; return REPLY_DONE;
	case ACTION_BACK: return back(browse, scene, out);
	case ACTION_QUIT:
		if (!browse->single)
			return REPLY_PASS;
		browse->single = false;
		return REPLY_DONE;
	default: return REPLY_PASS;
	}
}

enum reply browse_act(struct browse *browse, const struct scene *scene, const struct input *input, struct asks *out)
{
	enum reply reply = REPLY_PASS;
	if (input->action == ACTION_MOUSE)
		return press(browse, scene, input, out);
	if (browse->focus == BROWSE_RUNS && !browse->single)
		reply = act_on_runs(browse, scene, input, out);
	else if (browse->focus == BROWSE_TAGS && !browse->single)
		reply = tags_act(&browse->tags, scene, input, out);
	else
		reply = move(browse, scene, input, out);
	return reply == REPLY_DONE ? reply : act_anywhere(browse, scene, input, out);
}

void browse_fini(struct browse *browse)
{
	runs_fini(&browse->runs);
	tags_fini(&browse->tags);
}
