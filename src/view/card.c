#include "view/card.h"

#include "view/box.h"
#include "view/scene.h"

#include <math.h>
#include <stdlib.h>

/* ---- A chart ------------------------------------------------------------------------------------ */

static bool prepare_chart(struct card *card, const struct scene *scene, const struct card_page *page)
{
	bool by_step = choice_x(scene->choice) == X_STEP;
	struct charts_wanted wanted = {
		.nothing = "", .tags = &card->key.tag, .count = 1, .focus = card->focused ? 0 : -1, .framed = card->framed,
		.legend = choice_legend(scene->choice), .active = page->active, .run = page->run,
		.cursor = page->chosen && by_step ? (double)page->step : NAN, .range_from = NAN, .range_to = NAN,
	};
	return charts_prepare(&card->charts, scene, page->lineup, &wanted, card->area);
}

/* ---- A point that is looked at -------------------------------------------------------------------- */

static uint32_t series_of(const struct card *card, const struct scene *scene, uint32_t run)
{
	uint32_t series = run == STORE_NONE ? STORE_NONE : store_series_find(scene->store, run, card->key.tag);
	bool fits = series != STORE_NONE && store_series_head(scene->store, series).kind == card->key.kind;
	return fits ? series : STORE_NONE;
}

/* That of the focused run; where it has none, of the first shown run that has, as an empty card tells nothing. */
static void find_series(struct card *card, const struct scene *scene, const struct card_page *page)
{
	card->run = page->run;
	card->series = series_of(card, scene, page->run);
	for (size_t i = 0; card->series == STORE_NONE && i < page->lineup->run_count; i++) {
		card->run = page->lineup->runs[i].run;
		card->series = series_of(card, scene, card->run);
	}
}

static void say_title(struct card *card, const struct scene *scene, const struct card_page *page,
                      const struct asset_place *place)
{
	struct label name, run;
	label_name(&name, store_tag_name(scene->store, card->key.tag), LABEL_SIZE / 3);
	card->title = (struct label){0};
	line_add(&card->title, card->area.width, "%s", name.text);
	if (card->series != STORE_NONE && card->run != page->run) {
		label_name(&run, store_run(scene->store, card->run).name, LABEL_SIZE / 3);
		line_add(&card->title, card->area.width - 4, "of %s", run.text);
	}
	if (place)
		line_add(&card->title, card->area.width - 4, "step %lld", (long long)place->item.step);
}

/* ---- A histogram ------------------------------------------------------------------------------------ */

static void prepare_histogram(struct card *card, const struct scene *scene, const struct card_page *page,
                              struct rect inside, struct asks *out)
{
	struct histograms *view = &card->histogram;
	view->form = FORM_HEAT;
	view->browse.series = card->series;
	view->browse.run = card->run;
	view->browse.tag = card->key.tag;
	view->cursor_column = -1;
	view->picture = inside;
	view->slider.chosen = page->chosen;
	view->slider.step = page->step;
	label_format(&view->x_name, "%s", histograms_source(scene) == AXIS_STEP ? "step" : "time");
	step_slider_prepare(&view->slider, scene, card->series, (struct rect){0});
	heat_map_prepare(view, scene, out);
	if (!page->chosen)
		view->cursor_column = -1;
	if (view->failed && view->failed == view->points)
		label_format(&card->note, "%s", status_text(view->why));
	say_title(card, scene, page, page->chosen && view->slider.any ? &view->slider.place : NULL);
}

/* ---- An image ------------------------------------------------------------------------------------------ */

static const struct pixels_look plain_look = {.zoom = 1, .centre_x = 0.5, .centre_y = 0.5, .gamma = 1};

static void prepare_pixels(struct card *card, const struct scene *scene, const struct asset_place *place,
                           struct rect inside, struct asks *out)
{
	struct render_wish wish = {.picture = card->picture, .place = *place, .look = plain_look,
	                           .cells = pixels_fit(card->picture, &plain_look, inside)};
	if (!scene->renders)
		return;
	ask_render(out, &wish);
	card->render = renders_look(scene->renders, &wish);
}

static void prepare_image(struct card *card, const struct scene *scene, const struct card_page *page,
                          struct rect inside, struct asks *out)
{
	uint64_t position;
	struct asset_place place;
	struct asset_answer answer = {0};
	if (!step_slider_find(scene, card->series, page->chosen ? page->step : INT64_MAX, &position, &place))
		return;
	say_title(card, scene, page, &place);
	place.part = picture_part(0, 0);
	ask_asset(out, &place);
	if (scene->assets)
		answer = assets_look(scene->assets, &place);
	if (answer.state == ASSET_READY)
		card->picture = &answer.asset->picture;
	if (card->picture)
		prepare_pixels(card, scene, &place, inside, out);
	else
		label_format(&card->note, "%s", answer.state == ASSET_FAILED ? status_text(answer.why) : "reading …");
}

/* ---- Any ------------------------------------------------------------------------------------------------ */

bool card_prepare(struct card *card, const struct scene *scene, const struct card_page *page, struct rect area,
                  struct asks *out)
{
	card->area = area;
	card->picture = NULL;
	card->render = NULL;
	card->note = (struct label){0};
	find_series(card, scene, page);
	if (card->key.kind == KIND_SCALAR)
		return prepare_chart(card, scene, page);
	struct rect inside = card->framed ? framed_inside(area) : area;
	say_title(card, scene, page, NULL);
	if (!card->framed)
		rect_take_top(&inside, 1);
	if (card->series == STORE_NONE)
		label_format(&card->note, "no run that is shown has it");
	else if (card->key.kind == KIND_HISTOGRAM)
		prepare_histogram(card, scene, page, inside, out);
	else
		prepare_image(card, scene, page, inside, out);
	return true;
}

void card_paint(const struct card *card, struct canvas *canvas)
{
	struct rect inside = card->area;
	if (card->key.kind == KIND_SCALAR) {
		charts_paint(&card->charts, canvas);
		return;
	}
	if (card->framed)
		inside = canvas_box(canvas, card->area, label_slice(&card->title), card->focused ? ROLE_BORDER_FOCUS : ROLE_BORDER);
	else
		canvas_text(canvas, inside.x, inside.y, inside.width, label_slice(&card->title), ROLE_TITLE, 0);
	if (!card->framed)
		rect_take_top(&inside, 1);
	struct rect old = canvas_clip(canvas, inside);
	if (card->note.length)
		box_paint(canvas, inside, "", card->note.text, ROLE_DIM);
	else if (card->key.kind == KIND_HISTOGRAM)
		heat_map_paint(&card->histogram, canvas);
	else if (card->picture)
		pixels_paint(canvas, inside, card->picture, NULL, &plain_look);
	if (card->render)
		canvas_picture(canvas, (struct canvas_picture){pixels_fit(card->picture, &plain_look, inside),
		                                               card->render->number, card->render->bytes});
	canvas_unclip(canvas, old);
}

void card_fini(struct card *card)
{
	charts_fini(&card->charts);
	sampling_fini(&card->histogram.sampling);
	free(card->histogram.columns);
	free(card->histogram.levels);
}
