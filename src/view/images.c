#include "base/number.h"
#include "view/box.h"
#include "view/images.h"
#include "view/meanings.h"
#include "view/offer.h"
#include "view/typed.h"
#include "view/views.h"

#include <math.h>

enum { SLIDER_FROM = 3 };
#define ZOOM_STEP 1.5
#define ZOOM_MOST 64.0
#define PAN_STEP 0.2
#define GAMMA_STEP 1.25
#define GAMMA_MOST 8.0

/* ---- Which images ---------------------------------------------------------------------- */

static void look_at_tile(struct tile *tile, const struct scene *scene, struct asks *out)
{
	if (tile->nothing)
		return;
	struct asset_answer answer = images_look_for(scene, &tile->place, out);
	tile->state = answer.state;
	tile->why = answer.why;
	tile->picture = answer.state == ASSET_READY ? &answer.asset->picture : NULL;
}

static struct tile *add_tile(struct images *view, const struct asset_place *place, size_t sample)
{
	struct tile *tile = &view->tiles[view->count++];
	*tile = (struct tile){.place = *place};
	tile->place.part = picture_part((uint32_t)sample, 0);
	return tile;
}

/* The page of samples that holds the one that is looked at. */
static void list_samples(struct images *view, const struct blobs *blobs, int room)
{
	view->first = view->sample / (size_t)room * (size_t)room;
	for (size_t i = view->first; i < blobs->count && i < PICTURE_SAMPLES_MOST && view->count < room; i++) {
		struct tile *tile = add_tile(view, &view->slider.place, i);
		tile->blob = blobs->items[i];
	}
	view->focus = (int)(view->sample - view->first);
}

static void list_runs(struct images *view, const struct scene *scene, int room, struct asks *out)
{
	view->focus = 0;
	for (uint32_t i = 0; i < store_run_count(scene->store) && view->count < room; i++) {
		uint32_t run = store_run_at(scene->store, i), series = store_series_find(scene->store, run, view->browse.tag);
		struct asset_answer answer;
		struct asset_place place;
		uint64_t position;
		if (series == STORE_NONE || store_series(scene->store, series).kind != KIND_IMAGE ||
		    (!choice_run_visible(scene->choice, scene->store, run) && run != view->browse.run) ||
		    !step_slider_find(scene, series, view->slider.place.item.step, &position, &place))
			continue;
		const struct blobs *blobs = images_blobs(scene, &place, out, &answer);
		if (run == view->browse.run)
			view->focus = view->count;
		struct tile *tile = add_tile(view, &place, view->sample);
		if (blobs && view->sample < blobs->count)
			tile->blob = blobs->items[view->sample];
	}
}

static void only_focused(struct images *view)
{
	if (!view->browse.single || view->focus >= view->count || view->count < 2)
		return;
	view->tiles[0] = view->tiles[view->focus];
	view->count = 1;
	view->focus = 0;
}

/* ---- Telling ------------------------------------------------------------------------------ */

static const struct tile *focused_tile(const struct images *view)
{
	return view->focus < view->count ? &view->tiles[view->focus] : NULL;
}

static void say_bytes(const struct tile *tile, struct str *out)
{
	char bytes[NUMBER_SIZE];
	number_bytes(bytes, tile->blob.bytes.length);
	str_printf(out, "%s  %s", blob_format_name(tile->blob.format), bytes);
	if (tile->blob.width && tile->blob.height) /* a cut header may tell one of them */
		str_printf(out, "  %u×%u", tile->blob.width, tile->blob.height);
	str_append_char(out, '\n');
}

static void say_picture(const struct picture *picture, struct str *out)
{
	str_printf(out, "size      %u×%u\nchannels  %d, %d bits each\n", picture->width, picture->height, picture->channels,
	           picture->bits);
	str_printf(out, "values    min %u  max %u  mean %.1f (of 255)\n", picture->min, picture->max, picture->mean);
	if (picture->reduction > 1)
		str_printf(out, "shown     1:%u, at most a million pixels are kept\n", picture->reduction);
	if (picture->frames > 1)
		str_printf(out, "frames    %u, each of its time: . plays them, < > step\n", picture->frames);
}

/* Looked up anew: what was borrowed when the tile was made may be gone when a key comes. */
static const struct picture *picture_of(const struct scene *scene, const struct tile *tile)
{
	struct asset_answer answer = {0};
	if (tile && tile->picture)
		answer = assets_look(scene->assets, &tile->place);
	return answer.state == ASSET_READY ? &answer.asset->picture : NULL;
}

/* What is known by now; the rest by another ask, when it is there. */
static void tell(struct images *view, const struct scene *scene, enum ask_what what, struct asks *out)
{
	const struct tile *tile = focused_tile(view);
	const struct picture *picture = picture_of(scene, tile);
	bool failed = tile ? tile->state == ASSET_FAILED : view->state == ASSET_FAILED;
	struct str text = {0};
	str_printf(&text, "%s\n\nstep      %lld\n", view->title.text,
	           (long long)(tile ? &tile->place : &view->slider.place)->item.step);
	if (tile) {
		str_append_text(&text, "written   ");
		say_bytes(tile, &text);
	}
	view->telling = !failed && !picture;
	if (failed)
		str_printf(&text, "problem   %s\n", status_text(tile ? tile->why : view->why));
	else if (view->telling)
		str_append_text(&text, "reading …\n");
	else
		say_picture(picture, &text);
	ask(out, what, str_text(&text));
	str_fini(&text);
}

/* There is an image to tell of, or will be when its step is read. */
static bool has_image(const struct images *view)
{
	return view->count || (view->slider.any && !view->empty.length && view->state != ASSET_READY);
}

/* ---- Preparing ------------------------------------------------------------------------- */

/* With the picture's pixel that is in the middle. */
static void say_zoom(struct images *view)
{
	const struct tile *tile = focused_tile(view);
	const struct pixels_look *look = &view->look;
	if (tile && tile->picture)
		line_add(&view->title, LABEL_SIZE, "×%.1f around %d,%d", look->zoom,
		         (int)(look->centre_x * tile->picture->width), (int)(look->centre_y * tile->picture->height));
	else
		line_add(&view->title, LABEL_SIZE, "×%.1f", look->zoom);
}

static void say_title(struct images *view, const struct scene *scene)
{
	struct label name = {0};
	if (view->browse.tag != STORE_NONE)
		label_name(&name, store_tag_name(scene->store, view->browse.tag), LABEL_SIZE / 3);
	view->title = (struct label){0};
	line_add(&view->title, LABEL_SIZE, "%s", name.text);
	if (view->samples > 1)
		line_add(&view->title, LABEL_SIZE, "%zu/%zu", view->sample + 1, view->samples);
	if (view->compare == COMPARE_SPLIT)
		line_add(&view->title, LABEL_SIZE, "beside %s", view->than.text);
	if (view->compare == COMPARE_DIFFERENCE)
		line_add(&view->title, LABEL_SIZE, "difference from %s", view->than.text);
	if (view->compare == COMPARE_FLICKER)
		line_add(&view->title, LABEL_SIZE, "flicker with %s: %s", view->than.text, view->other_seen ? "that one" : "this one");
	if (view->count && view->frames > 1)
		line_add(&view->title, LABEL_SIZE, "frame %u/%u", view->frame_seen + 1, view->frames);
	if (view->playing)
		line_add(&view->title, LABEL_SIZE, "playing");
	if (view->look.zoom > 1)
		say_zoom(view);
	if (view->look.stretched)
		line_add(&view->title, LABEL_SIZE, "stretched");
	if (view->look.gamma != 1)
		line_add(&view->title, LABEL_SIZE, "gamma %.2f", view->look.gamma);
}

static void lay_out(struct images *view)
{
	struct rect area = view->browse.body;
	if (rect_empty(view->browse.frame) && area.height > 4)
		rect_take_top(&area, 1); /* the title */
	view->slider_row = rect_take_bottom(&area, area.height > SLIDER_FROM);
	view->grid = area;
}

static void list_tiles(struct images *view, const struct scene *scene, struct asks *out)
{
	struct asset_answer answer;
	const struct blobs *blobs = images_blobs(scene, &view->slider.place, out, &answer);
	int room = images_room(view);
	view->state = answer.state;
	view->why = answer.why;
	if (!blobs) /* as many as the step before, until it is there: samples can be chosen meanwhile */
		return;
	view->samples = blobs->count;
	if (view->sample >= blobs->count)
		view->sample = blobs->count ? blobs->count - 1 : 0;
	if (view->form == FORM_RUNS)
		list_runs(view, scene, room, out);
	else
		list_samples(view, blobs, room);
	only_focused(view);
	if (view->focus < view->count)
		images_look_at_frame(view, scene, &view->tiles[view->focus], out);
	if (view->compare == COMPARE_SPLIT)
		images_pair(view, scene, out);
	for (int i = 0; i < view->count; i++) {
		look_at_tile(&view->tiles[i], scene, out);
		images_look_at_other(view, scene, &view->tiles[i], out);
		if (i == view->focus)
			images_note_frames(view, &view->tiles[i]);
	}
}

/* The picture, or its place, may be of another shape than when it was panned. */
static void stay_inside(struct images *view)
{
	const struct tile *tile = focused_tile(view);
	if (tile && tile->picture)
		view->reach = pixels_reach(tile->picture, tile->area);
	pixels_go(&view->look, view->reach, view->look.zoom, 0, 0);
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	struct images *view = state;
	if (!view->begun) {
		view->look = (struct pixels_look){.zoom = 1, .centre_x = 0.5, .centre_y = 0.5, .gamma = 1};
		view->reach = (struct pixels_reach){0.5, 0.5};
	}
	view->begun = true;
	browse_prepare(&view->browse, scene, area, KIND_IMAGE);
	images_play(view, scene, out);
	lay_out(view);
	step_slider_prepare(&view->slider, scene, view->browse.series, view->slider_row);
	view->count = view->focus = 0;
	view->state = ASSET_NONE;
	view->empty = (struct label){0};
	if (!browse_empty(&view->browse, scene, &view->empty, out) && view->slider.any)
		list_tiles(view, scene, out);
	images_place(view, scene);
	stay_inside(view);
	images_ask_pixels(view, scene, out);
	say_title(view, scene);
	if (view->telling)
		tell(view, scene, ASK_INFO_ANEW, out);
}

/* ---- Painting -------------------------------------------------------------------------- */

/* What it is, and what one can do about it. */
static void paint_failure(const struct tile *tile, struct canvas *canvas)
{
	struct str text = {0};
	say_bytes(tile, &text);
	switch (tile->why) {
	case STATUS_UNSUPPORTED: str_append_text(&text, blob_library_missing(tile->blob.format)); break;
	case STATUS_LIMIT: str_append_text(&text, "too large to be decoded"); break;
	case STATUS_CORRUPT: str_append_text(&text, "it is damaged"); break;
	default: str_append_text(&text, status_text(tile->why)); break;
	}
	str_append_text(&text, "\ne saves it");
	box_paint(canvas, tile->area, "image", str_text(&text), ROLE_BAD);
	str_fini(&text);
}

static const char *const compare_names[COMPARE_COUNT] = {"", "side by side", "flicker", "difference"};

static void paint_tile(const struct images *view, const struct tile *tile, bool focused, struct canvas *canvas)
{
	struct rect old = canvas_clip(canvas, tile->area);
	struct render_wish seen = images_seen(view, tile);
	if (seen.picture)
		pixels_paint(canvas, tile->area, seen.picture, seen.other, &view->look);
	else if (tile->state == ASSET_FAILED)
		paint_failure(tile, canvas);
	else if (tile->nothing)
		box_paint(canvas, tile->area, compare_names[view->compare], tile->nothing, ROLE_DIM);
	else
		box_paint(canvas, tile->area, "", "reading …", ROLE_DIM);
	if (tile->render)
		canvas_picture(canvas, (struct canvas_picture){seen.cells, tile->render->number, tile->render->bytes});
	canvas_unclip(canvas, old);
	struct rect shown = tile->picture ? pixels_fit(tile->picture, &view->look, tile->area) : tile->area;
	struct rect caption = {tile->area.x, shown.y + shown.height, tile->area.width, 1};
	int indent = (caption.width - tile->caption.width) / 2;
	canvas_text(canvas, caption.x + (indent > 0 ? indent : 0), caption.y, caption.width, label_slice(&tile->caption),
	            focused && view->count > 1 ? ROLE_STRONG : ROLE_DIM, 0);
}

static void paint_tiles(const struct images *view, struct canvas *canvas)
{
	if (view->empty.length)
		box_paint(canvas, view->grid, "Images", view->empty.text, ROLE_DIM);
	else if (view->state == ASSET_FAILED)
		box_paint(canvas, view->grid, "Images", status_text(view->why), ROLE_BAD);
	else if (view->state != ASSET_READY)
		box_paint(canvas, view->grid, "Images", "reading …", ROLE_DIM);
	else if (!view->count)
		box_paint(canvas, view->grid, "Images", "no images in this step", ROLE_DIM);
	for (int i = 0; i < view->count; i++)
		paint_tile(view, &view->tiles[i], i == view->focus, canvas);
}

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct images *view = state;
	struct rect old = canvas_clip(canvas, area), body = view->browse.body;
	browse_paint(&view->browse, canvas, label_slice(&view->title));
	canvas_clip(canvas, body);
	if (rect_empty(view->browse.frame) && body.height > 4)
		canvas_text(canvas, body.x, body.y, body.width, label_slice(&view->title), ROLE_TITLE, 0);
	paint_tiles(view, canvas);
	step_slider_paint(&view->slider, canvas);
	canvas_unclip(canvas, old);
}

/* ---- Acting ---------------------------------------------------------------------------- */

static void zoom(struct images *view, double by)
{
	pixels_go(&view->look, view->reach, fmin(fmax(view->look.zoom * by, 1), ZOOM_MOST), 0, 0);
}

static void pan(struct images *view, double x, double y)
{
	double step = PAN_STEP / view->look.zoom;
	pixels_go(&view->look, view->reach, view->look.zoom, x * step, y * step);
}

/* Over a picture that is larger than its place; else by frames. */
static void go(struct images *view, int by)
{
	if (view->look.zoom > 1 || !images_turn_frame(view, by))
		pan(view, by, 0);
	else
		view->playing = false;
}

static void brighten(struct images *view, double by)
{
	view->look.gamma = fmin(fmax(view->look.gamma * by, 1 / GAMMA_MOST), GAMMA_MOST);
	if (fabs(view->look.gamma - 1) < 0.01)
		view->look.gamma = 1;
}

static void next_sample(struct images *view, int by)
{
	if (by < 0 && view->sample)
		view->sample--;
	else if (by > 0 && view->sample + 1 < view->samples)
		view->sample++;
}

static const char *const form_names[FORM_COUNT] = {"samples", "runs"};

/* How it is looked at. False: not its action. */
static bool act_on_look(struct images *view, enum action action)
{
	switch (action) {
	case ACTION_ZOOM_IN: zoom(view, ZOOM_STEP); return true;
	case ACTION_ZOOM_OUT: zoom(view, 1 / ZOOM_STEP); return true;
	case ACTION_FIT: zoom(view, 0); return true;
	case ACTION_PAN_LEFT: go(view, -1); return true;
	case ACTION_PAN_RIGHT: go(view, 1); return true;
	case ACTION_PLAY: view->playing = !view->playing; return true;
	case ACTION_LESS_SMOOTH: brighten(view, 1 / GAMMA_STEP); return true;
	case ACTION_MORE_SMOOTH: brighten(view, GAMMA_STEP); return true;
	case ACTION_Y_SCALE: view->look.stretched = !view->look.stretched; return true;
	case ACTION_SAMPLE_BACK: next_sample(view, -1); return true;
	case ACTION_SAMPLE_ON: next_sample(view, 1); return true;
	case ACTION_DIFFERENCE: view->compare = (view->compare + 1) % COMPARE_COUNT; return true;
	default: return false;
	}
}

/* Up and down go over the picture while it is larger than its place. */
static bool act_on_body(struct images *view, enum action action)
{
	if (view->look.zoom <= 1 || (action != ACTION_UP && action != ACTION_DOWN))
		return false;
	pan(view, 0, action == ACTION_UP ? -1 : 1);
	return true;
}

static bool back(struct images *view)
{
	if (view->look.zoom > 1)
		zoom(view, 0);
	else if (view->compare != COMPARE_NOT)
		view->compare = COMPARE_NOT;
	else if (view->playing)
		view->playing = false;
	else
		return false;
	return true;
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct images *view = state;
	view->telling = false; /* nothing lies over the picture any more */
	bool on_list = view->browse.focus != BROWSE_BODY && !view->browse.single;
	bool moves = input->action == ACTION_LEFT || input->action == ACTION_RIGHT;
	if (!on_list && act_on_body(view, input->action))
		return REPLY_DONE;
	if (act_on_look(view, input->action))
		return REPLY_DONE;
	if (!(on_list && moves) && step_slider_act(&view->slider, scene, view->browse.series, input, out)) {
		view->playing = false;
		return REPLY_DONE;
	}
	if (input->action == ACTION_INFO && !on_list && has_image(view))
		tell(view, scene, ASK_INFO, out);
	else if (input->action == ACTION_DRAWING)
		view->form = (enum image_form)typed_next(input, form_names, FORM_COUNT, (int)view->form, out);
	else if (input->action == ACTION_BACK && back(view))
		return REPLY_DONE;
	else
		return browse_act(&view->browse, scene, input, out);
	return REPLY_DONE;
}

static void offer_rows(const struct images *view, const struct scene *scene, struct offer *out)
{
	static const char *const names[] = {"run", "step", "wall_time", "sample", "width", "height", "format", "bytes"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		rows_column(&out->rows, slice_of(names[i]));
	out->rows_are = "the images that are shown, as a table";
	for (int i = 0; i < view->count; i++) {
		const struct tile *tile = &view->tiles[i];
		if (view->compare == COMPARE_SPLIT && tile->nothing)
			continue;
		rows_text(&out->rows, store_run(scene->store, store_series(scene->store, tile->place.series).run).name);
		rows_integer(&out->rows, tile->place.item.step);
		rows_number(&out->rows, tile->place.item.wall_time);
		rows_integer(&out->rows, picture_part_sample(tile->place.part) + 1);
		rows_integer(&out->rows, tile->blob.width);
		rows_integer(&out->rows, tile->blob.height);
		rows_text(&out->rows, slice_of(blob_format_name(tile->blob.format)));
		rows_integer(&out->rows, (int64_t)tile->blob.bytes.length);
	}
}

/* Looked up anew: what was borrowed when the tile was made may be gone. */
static struct slice bytes_of(const struct scene *scene, const struct tile *tile)
{
	struct asset_place place = tile->place;
	size_t sample = picture_part_sample(place.part);
	place.part = 0;
	struct asset_answer answer = {0};
	if (scene->assets)
		answer = assets_look(scene->assets, &place);
	bool there = answer.state == ASSET_READY && sample < answer.asset->images.count;
	return there ? answer.asset->images.items[sample].bytes : slice_of("");
}

static void offer(const void *state, const struct scene *scene, struct offer *out)
{
	const struct images *view = state;
	const struct tile *tile = focused_tile(view);
	offer_tag(out, scene, view->browse.tag, KIND_IMAGE, view->browse.run);
	offer_rows(view, scene, out);
	if (!tile)
		return;
	out->bytes = bytes_of(scene, tile);
	text_clean(&out->bytes_name, store_tag_name(scene->store, view->browse.tag));
	str_printf(&out->bytes_name, "_%lld_%u.%s", (long long)tile->place.item.step,
	           picture_part_sample(tile->place.part) + 1, tile->blob.format == BLOB_UNKNOWN ? "bin" : blob_format_name(tile->blob.format));
}

static const struct binding bindings[] = {
	{"h", ACTION_LEFT, NULL, "step"},
	{"l", ACTION_RIGHT, NULL, "step"},
	{"(", ACTION_SAMPLE_BACK, NULL, "sample"},
	{")", ACTION_SAMPLE_ON, NULL, "sample"},
	{"j", ACTION_DOWN, NULL, "tag"},
	{"k", ACTION_UP, NULL, "tag"},
	{"+", ACTION_ZOOM_IN, NULL, "zoom"},
	{"-", ACTION_ZOOM_OUT, NULL, "zoom"},
	{"T", ACTION_DRAWING, NULL, "runs"},
	{"d", ACTION_DIFFERENCE, NULL, "compare"},
	{"s", ACTION_LESS_SMOOTH, NULL, "bright"},
	{"S", ACTION_MORE_SMOOTH, NULL, "bright"},
	{"y", ACTION_Y_SCALE, NULL, "stretch"},
	{"i", ACTION_INFO, NULL, "info"},
	{".", ACTION_PLAY, NULL, "play"},
	{"e", ACTION_EXPORT, NULL, "save"},
	{"<Enter>", ACTION_ENTER, NULL, "alone"},
	{NULL},
};

static bool available(const struct scene *scene)
{
	return store_kinds(scene->store) & KIND_BIT(KIND_IMAGE);
}

static void fini(void *state)
{
	struct images *view = state;
	browse_fini(&view->browse);
}

static const struct meaning own_meanings[] = {
	{ACTION_UP, "the tag before; over a zoomed picture up"},
	{ACTION_DOWN, "the next tag; over a zoomed picture down"},
	{ACTION_LEFT, "the step before; in a list fold"},
	{ACTION_RIGHT, "the next step; in a list unfold"},
	{ACTION_ZOOM_IN, "into the picture"},
	{ACTION_ZOOM_OUT, "out of it"},
	{ACTION_FIT, "the whole picture"},
	{ACTION_PAN_LEFT, "the frame before; over a zoomed picture left"},
	{ACTION_PAN_RIGHT, "the next frame; over a zoomed picture right"},
	{ACTION_PLAY, "play steps or frames, or stop"},
	{ACTION_LESS_SMOOTH, "darker"},
	{ACTION_MORE_SMOOTH, "brighter"},
	{ACTION_Y_SCALE, "from darkest to brightest: stretch the values"},
	{ACTION_SAMPLE_BACK},
	{ACTION_SAMPLE_ON},
	{ACTION_DIFFERENCE, "beside the baseline or a marked step, in turn, less it"},
	{ACTION_DRAWING, "the samples of a step, or one of each run"},
	{ACTION_INFO, "size, range and mean of the picture"},
	{ACTION_NONE},
};
static const struct meaning *const meanings[] = {own_meanings, slider_meanings, browse_meanings, run_meanings, list_meanings, NULL};

const struct view_ops images_view = {
	.name = "images",
	.title = "Images",
	.bindings = bindings,
	.meanings = meanings,
	.size = sizeof(struct images),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.offer = offer,
	.fini = fini,
};
