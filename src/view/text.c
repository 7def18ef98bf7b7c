#include "view/ask.h"
#include "view/box.h"
#include "view/browse.h"
#include "view/meanings.h"
#include "view/offer.h"
#include "view/rich.h"
#include "view/rich_look.h"
#include "view/scene.h"
#include "view/step_slider.h"
#include "view/text_diff.h"
#include "view/typed.h"
#include "view/views.h"

#include <stdlib.h>

enum form { FORM_RENDERED, FORM_RAW, FORM_CHANGES };
static const char *const form_names[] = {"rendered", "raw"}; /* those that a person chooses */

/* What the lines were made of: they stay as long as it does. */
struct made {
	bool is;
	struct asset_place place, before;
	enum form form;
	int width;
};

struct text_tab {
	struct browse browse;
	struct step_slider slider;
	struct rich rich;
	struct made made;
	enum form form;       /* RENDERED or RAW */
	bool differs;         /* what changed, in their place */
	struct str search;
	struct list list;     /* its top is the first line shown */
	struct rect body, title_row;
	bool started, has_before;
	struct asset_place before; /* what it is compared with */
	struct label title, note, foot;
};

/* ---- Lines ------------------------------------------------------------------------------- */

static bool same_place(const struct asset_place *a, const struct asset_place *b)
{
	return a->series == b->series && a->file == b->file && a->item.offset == b->item.offset &&
	       a->item.within == b->item.within && a->item.length == b->item.length;
}

static void source_of(const struct texts *texts, struct str *out)
{
	for (size_t i = 0; i < texts->count && out->length < ((size_t)1 << 20); i++) {
		str_append_slice(out, texts->items[i]);
		str_append_char(out, '\n');
	}
}

static void add_raw(void *context, char sign, struct slice line)
{
	struct text_tab *tab = context;
	rich_line(&tab->rich, line, tab->body.width, ROLE_TEXT, "");
}

static void add_change(void *context, char sign, struct slice line)
{
	struct text_tab *tab = context;
	enum role role = sign == '+' ? ROLE_GOOD : sign == '-' ? ROLE_BAD : ROLE_DIM;
	rich_line(&tab->rich, line, tab->body.width, role, sign == '+' ? "+ " : sign == '-' ? "- " : "  ");
}

/* A table has two axes: of more the first of each of the others is shown. */
static void say_axes(struct text_tab *tab, const struct texts *texts)
{
	struct str line = {0};
	if (texts->rank < 3 || texts->count < 2)
		return;
	str_append_text(&line, "… the first table of [");
	for (uint32_t i = 0; i < texts->rank; i++)
		str_printf(&line, "%s%lld", i ? ", " : "", (long long)texts->shape[i]);
	str_append_char(&line, ']');
	rich_line(&tab->rich, str_slice(&line), tab->body.width, ROLE_DIM, "");
	str_fini(&line);
}

static void make_lines(struct text_tab *tab, const struct texts *texts, const struct texts *before, enum form form)
{
	struct str source = {0}, former = {0};
	rich_clear(&tab->rich);
	if (form == FORM_RENDERED) {
		rich_document(&tab->rich, &texts->document, tab->body.width);
		say_axes(tab, texts);
	} else {
		source_of(texts, &source);
		if (before)
			source_of(before, &former);
		if (before)
			text_diff(str_slice(&former), str_slice(&source), add_change, tab);
		else
			text_diff(str_slice(&source), str_slice(&source), add_raw, tab);
	}
	str_fini(&source);
	str_fini(&former);
}

static void update_lines(struct text_tab *tab, const struct texts *texts, const struct texts *before)
{
	struct made made = {true, tab->slider.place, {0}, before ? FORM_CHANGES : tab->form, tab->body.width};
	if (before)
		made.before = tab->before;
	if (tab->made.is && same_place(&made.place, &tab->made.place) && same_place(&made.before, &tab->made.before) &&
	    made.form == tab->made.form && made.width == tab->made.width)
		return;
	make_lines(tab, texts, before, made.form);
	tab->made = made;
}

/* ---- Preparing ------------------------------------------------------------------------------ */

/* What it is compared with: the step that was marked last, else the one before. */
static void find_before(struct text_tab *tab, const struct scene *scene)
{
	uint64_t position;
	const struct step_slider *slider = &tab->slider;
	tab->has_before = false;
	if (!tab->differs || !slider->any)
		return;
	if (slider->last_mark)
		tab->has_before = step_slider_find(scene, tab->browse.series, slider->marks[slider->last_mark - 1].step,
		                                   &position, &tab->before);
	else if (slider->position)
		tab->has_before = asset_place(scene->store, tab->browse.series, slider->position - 1, &tab->before);
}

static const struct texts *look(const struct scene *scene, const struct asset_place *place, struct label *note,
                                struct asks *out)
{
	ask_asset(out, place);
	struct asset_answer answer = {0};
	if (scene->assets)
		answer = assets_look(scene->assets, place);
	if (answer.state == ASSET_READY)
		return &answer.asset->texts;
	if (answer.state == ASSET_FAILED)
		label_format(note, "this text can't be shown: %s", status_text(answer.why));
	else
		label_format(note, "loading …");
	return NULL;
}

static void prepare_lines(struct text_tab *tab, const struct scene *scene, struct asks *out)
{
	const struct texts *before = NULL, *texts;
	tab->note = (struct label){0};
	if (browse_empty(&tab->browse, scene, &tab->note, out) || !tab->slider.any)
		return;
	find_before(tab, scene);
	if (tab->has_before)
		before = look(scene, &tab->before, &tab->note, out);
	texts = look(scene, &tab->slider.place, &tab->note, out);
	if (!texts || (tab->has_before && !before))
		return;
	tab->note = (struct label){0};
	update_lines(tab, texts, before);
	if (!tab->rich.lines)
		label_format(&tab->note, texts->count ? "an empty text" : "no text in it: its tensor is empty");
}

static void say_title(struct text_tab *tab, const struct scene *scene)
{
	struct label tag;
	tab->title = (struct label){0};
	if (tab->browse.tag == STORE_NONE)
		return;
	label_name(&tag, store_tag_name(scene->store, tab->browse.tag), tab->body.width > 24 ? tab->body.width - 12 : 12);
	const char *form = tab->differs ? "  changes" : tab->form == FORM_RAW ? "  raw" : "";
	label_format(&tab->title, "%s%s", tag.text, form);
}

/* What the lines are compared with, how many matches there are, and which lines are in sight. */
static void say_foot(struct text_tab *tab)
{
	char step[NUMBER_SIZE];
	tab->foot = (struct label){0};
	if (tab->note.width)
		return;
	if (tab->search.length) {
		struct label text;
		label_set(&text, str_slice(&tab->search), 20, TEXT_CUT_END);
		uint32_t matches = rich_matches(&tab->rich, str_text(&tab->search));
		label_format(&tab->foot, "/%s/ in %u line%s", text.text, matches, matches == 1 ? "" : "s");
	} else if (tab->differs && !tab->has_before) {
		label_format(&tab->foot, "the first step: there is none before it");
	} else if (tab->differs) {
		number_grouped(step, tab->before.item.step);
		label_format(&tab->foot, "changes since step %s", step);
	} else if ((int)tab->rich.lines > tab->body.height) {
		int last = tab->list.top + tab->body.height;
		label_format(&tab->foot, "lines %d–%d of %u", tab->list.top + 1,
		             last < (int)tab->rich.lines ? last : (int)tab->rich.lines, tab->rich.lines);
	}
}

static void keep_top(struct text_tab *tab)
{
	int most = (int)tab->rich.lines - tab->body.height;
	most = most > 0 ? most : 0;
	tab->list.top = tab->list.top > most ? most : tab->list.top < 0 ? 0 : tab->list.top;
}

enum { TITLE_FROM = 4, FOOT_FROM = 6, SLIDER_FROM = 3 };

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	struct text_tab *tab = state;
	if (!tab->started)
		tab->browse.focus = browse_first(area);
	tab->started = true;
	browse_prepare(&tab->browse, scene, area, KIND_TEXT);
	struct rect body = tab->browse.body, slider = {0};
	bool titled = rect_empty(tab->browse.frame) && body.height >= TITLE_FROM;
	tab->title_row = titled ? rect_take_top(&body, 1) : (struct rect){0};
	if (body.height >= SLIDER_FROM)
		slider = rect_take_bottom(&body, 1);
	if (body.height >= FOOT_FROM)
		rect_take_bottom(&body, 1);
	tab->body = body;
	step_slider_prepare(&tab->slider, scene, tab->browse.series, slider);
	say_title(tab, scene);
	prepare_lines(tab, scene, out);
	keep_top(tab);
	say_foot(tab);
}

/* ---- Painting ---------------------------------------------------------------------------------- */

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct text_tab *tab = state;
	struct rect old = canvas_clip(canvas, area), body = tab->body;
	browse_paint(&tab->browse, canvas, label_slice(&tab->title));
	if (!rect_empty(tab->title_row))
		canvas_text(canvas, tab->title_row.x, tab->title_row.y, tab->title_row.width, label_slice(&tab->title), ROLE_TITLE, 0);
	if (tab->note.width)
		box_paint(canvas, body, "text", tab->note.text, ROLE_DIM);
	else
		rich_paint(&tab->rich, canvas, body, (uint32_t)tab->list.top, str_text(&tab->search));
	if (tab->browse.body.height >= FOOT_FROM + (tab->title_row.height > 0))
		canvas_text_right(canvas, body.x, body.y + body.height, body.width, label_slice(&tab->foot), ROLE_DIM, 0);
	step_slider_paint(&tab->slider, canvas);
	canvas_unclip(canvas, old);
}

/* ---- Acting ------------------------------------------------------------------------------------- */

static bool in_body(const struct text_tab *tab)
{
	return tab->browse.single || tab->browse.focus == BROWSE_BODY;
}

static void search(struct text_tab *tab, const struct input *input, struct asks *out)
{
	if (!input->text && input->phase == INPUT_WHOLE) {
		ask_prompt(out, ACTION_FILTER, "text /", str_text(&tab->search));
		return;
	}
	str_clear(&tab->search);
	if (input->phase == INPUT_CANCEL || !input->text)
		return;
	str_append_text(&tab->search, input->text);
	int64_t line = rich_find(&tab->rich, tab->list.top ? (uint32_t)tab->list.top - 1 : tab->rich.lines - 1, 1, input->text);
	if (line >= 0)
		tab->list.top = (int)line;
}

static void next_match(struct text_tab *tab, int by, struct asks *out)
{
	int64_t line = tab->rich.lines ? rich_find(&tab->rich, (uint32_t)tab->list.top, by, str_text(&tab->search)) : -1;
	if (line >= 0)
		tab->list.top = (int)line;
	else
		ask(out, ASK_NOTICE, "no match in this text");
}

static bool scroll(struct text_tab *tab, enum action action)
{
	int page = tab->body.height > 1 ? tab->body.height - 1 : 1;
	switch (action) {
	case ACTION_UP: tab->list.top--; break;
	case ACTION_DOWN: tab->list.top++; break;
	case ACTION_PAGE_UP: tab->list.top -= page; break;
	case ACTION_PAGE_DOWN: tab->list.top += page; break;
	case ACTION_FIRST: tab->list.top = 0; break;
	case ACTION_LAST: tab->list.top = (int)tab->rich.lines; break;
	default: return false;
	}
	keep_top(tab);
	return true;
}

#define WHEEL_LINES 3
static bool wheel(struct text_tab *tab, const struct event *event)
{
	if (!rect_contains(tab->body, event->x, event->y))
		return false;
	if (event->mouse != MOUSE_WHEEL_UP && event->mouse != MOUSE_WHEEL_DOWN)
		return false;
	tab->list.top += event->mouse == MOUSE_WHEEL_UP ? -WHEEL_LINES : WHEEL_LINES;
	keep_top(tab);
	return true;
}

static bool act_in_body(struct text_tab *tab, const struct input *input, struct asks *out)
{
	if (scroll(tab, input->action))
		return true;
	switch (input->action) {
	case ACTION_FILTER: search(tab, input, out); return true;
	case ACTION_NEXT_MATCH: next_match(tab, 1, out); return true;
	case ACTION_PREVIOUS_MATCH: next_match(tab, -1, out); return true;
	case ACTION_BACK:
		if (!tab->search.length)
			return false;
		str_clear(&tab->search);
		return true;
	default: return false;
	}
}

static void offer(const void *state, const struct scene *scene, struct offer *out)
{
	const struct text_tab *tab = state;
	struct asset_answer answer = {0};
	offer_tag(out, scene, tab->browse.tag, KIND_TEXT, tab->browse.run);
	if (scene->assets && tab->slider.any)
		answer = assets_look(scene->assets, &tab->slider.place);
	if (answer.state != ASSET_READY)
		return;
	source_of(&answer.asset->texts, &out->text);
	out->bytes = str_slice(&out->text);
	text_clean(&out->bytes_name, store_tag_name(scene->store, tab->browse.tag));
	str_printf(&out->bytes_name, "_%lld.md", (long long)tab->slider.place.item.step);
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct text_tab *tab = state;
	if (input->action == ACTION_MOUSE && wheel(tab, &input->event))
		return REPLY_DONE;
	if (step_slider_act(&tab->slider, scene, tab->browse.series, input, out))
		return REPLY_DONE;
	if (in_body(tab) && act_in_body(tab, input, out))
		return REPLY_DONE;
	switch (input->action) {
	case ACTION_DRAWING: tab->form = (enum form)typed_next(input, form_names, 2, (int)tab->form, out); return REPLY_DONE;
	case ACTION_DIFFERENCE: tab->differs = !tab->differs; return REPLY_DONE;
	default: break;
	}
	uint32_t series = tab->browse.series;
	enum reply reply = browse_act(&tab->browse, scene, input, out);
	if (tab->browse.series != series)
		tab->list.top = 0;
	return reply;
}

/* ---- The rest ------------------------------------------------------------------------------------ */

static const struct binding bindings[] = {
	{"h", ACTION_LEFT, NULL, "step"},
	{"l", ACTION_RIGHT, NULL, "step"},
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{"T", ACTION_DRAWING, NULL, "raw"},
	{"d", ACTION_DIFFERENCE, NULL, "changes"},
	{"/", ACTION_FILTER, NULL, "find"},
	{"<Enter>", ACTION_ENTER, NULL, "zoom"},
	{NULL},
};

static bool available(const struct scene *scene)
{
	return store_kinds(scene->store) & KIND_BIT(KIND_TEXT);
}

static void fini(void *state)
{
	struct text_tab *tab = state;
	browse_fini(&tab->browse);
	rich_fini(&tab->rich);
	str_fini(&tab->search);
}

static const struct meaning own_meanings[] = {
	{ACTION_FILTER, "find in the text; in a list filter"},
	{ACTION_NEXT_MATCH, "the next match in the text"},
	{ACTION_PREVIOUS_MATCH, "the match before"},
	{ACTION_DRAWING, "Markdown as it looks, or raw"},
	{ACTION_DIFFERENCE, "what changed since the step before, or the mark"},
	{ACTION_NONE},
};
static const struct meaning *const meanings[] = {own_meanings, slider_meanings, browse_meanings, run_meanings, list_meanings, NULL};

const struct view_ops text_view = {
	.name = "text",
	.title = "Text",
	.bindings = bindings,
	.meanings = meanings,
	.size = sizeof(struct text_tab),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.offer = offer,
	.fini = fini,
};
