#include "base/number.h"
#include "chart/dots.h"
#include "chart/heat.h"
#include "chart/scale.h"
#include "view/ask.h"
#include "view/box.h"
#include "view/browse.h"
#include "view/meanings.h"
#include "view/offer.h"
#include "view/scene.h"
#include "view/step_slider.h"
#include "view/views.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

enum { TITLE_FROM = 6, SLIDER_FROM = 3, AXIS_FROM = 5, SPECTRUM_FROM = 8, LABEL_WIDTH = 6, TICKS_MOST = 32, LABEL_MOST = 60 };

struct audio {
	struct browse browse;
	struct step_slider slider;
	bool started;
	size_t sample, sample_count; /* which clip of the step, of how many */
	struct rect body, title_row, facts, wave, spectrum, axis;
	struct label title, note, said, level;
	bool lies;               /* the clip's header claims more or less than there is */
	double sounds_until;     /* wall time: a clip that was played has ended then */
	/* Made for these sizes of wave and spectrum: */
	float *low, *high;       /* a column of dots each */
	float *levels;           /* of the heat map: half rows from the top */
	size_t wave_capacity, level_capacity;
	double seconds, rate;
	enum plot_marker marker;
};

/* ---- Preparing ------------------------------------------------------------------------------ */

static void lay_out(struct audio *tab, const struct scene *scene)
{
	struct rect body = tab->browse.body, slider = {0};
	bool titled = rect_empty(tab->browse.frame) && body.height >= TITLE_FROM;
	tab->title_row = titled ? rect_take_top(&body, 1) : (struct rect){0};
	tab->axis = tab->spectrum = tab->facts = (struct rect){0};
	if (body.height >= SLIDER_FROM)
		slider = rect_take_bottom(&body, 1);
	tab->body = body;
	tab->facts = rect_take_top(&body, body.height >= AXIS_FROM ? 2 : body.height > 1);
	if (body.height >= AXIS_FROM)
		tab->axis = rect_take_bottom(&body, 1);
	if (body.width > 4 * LABEL_WIDTH) {
		rect_take_left(&body, LABEL_WIDTH);
		rect_take_left(&tab->axis, tab->axis.width ? LABEL_WIDTH : 0);
	}
	if (body.height >= SPECTRUM_FROM)
		tab->spectrum = rect_take_bottom(&body, body.height / 2);
	tab->wave = body;
	step_slider_prepare(&tab->slider, scene, tab->browse.series, slider);
}

static void draw_wave(struct audio *tab, const struct sound *sound)
{
	size_t count = (size_t)(tab->wave.width * plot_dots(tab->marker).width);
	if (count > tab->wave_capacity) {
		tab->wave_capacity = count;
		tab->low = xrealloc(tab->low, count * sizeof *tab->low);
		tab->high = xrealloc(tab->high, count * sizeof *tab->high);
	}
	for (size_t i = 0; i < count; i++) {
		size_t from = i * sound->columns / count, to = (i + 1) * sound->columns / count;
		tab->low[i] = sound->columns ? sound->low[from] : 0;
		tab->high[i] = sound->columns ? sound->high[from] : 0;
		for (size_t k = from + 1; k < to; k++) {
			tab->low[i] = fminf(tab->low[i], sound->low[k]);
			tab->high[i] = fmaxf(tab->high[i], sound->high[k]);
		}
	}
}

/* High frequencies above; the loudest of what falls into a half cell. */
static void draw_spectrum(struct audio *tab, const struct sound *sound)
{
	int width = tab->spectrum.width, rows = 2 * tab->spectrum.height;
	size_t count = (size_t)width * (size_t)rows;
	if (count > tab->level_capacity) {
		tab->level_capacity = count;
		tab->levels = xrealloc(tab->levels, count * sizeof *tab->levels);
	}
	for (int y = 0; y < rows; y++)
		for (int x = 0; x < width; x++) {
			int from = (rows - 1 - y) * SOUND_BANDS / rows, to = (rows - y) * SOUND_BANDS / rows;
			const float *slice = sound->levels + (size_t)(x * SOUND_SLICES / width) * SOUND_BANDS;
			float level = slice[from];
			for (int k = from + 1; k < to; k++)
				level = fmaxf(level, slice[k]);
			tab->levels[y * width + x] = 1 - level / SOUND_FLOOR;
		}
}

static void say_decibel(char out[NUMBER_SIZE], float level)
{
	double decibel = 20 * log10(level);
	if (level > 0)
		number_short(out, floor(decibel * 10 + 0.5) / 10, 4);
	else
		number_short(out, -INFINITY, 4);
}

/* What is heard then is what both agree on. */
static void say_lie(const struct sound *sound, int width, struct label *out)
{
	char claimed[NUMBER_SIZE], held[NUMBER_SIZE];
	number_bytes(claimed, sound->claimed);
	number_bytes(held, sound->held);
	if (sound->lie)
		line_add(out, width, "%s claims %s, %s there", sound->lie == SOUND_FILE ? "RIFF header" : "header", claimed, held);
}

static void say_facts(struct audio *tab, const struct sound *sound, const struct blob *blob)
{
	char length[NUMBER_SIZE], rate[NUMBER_SIZE], bytes[NUMBER_SIZE], peak[NUMBER_SIZE], rms[NUMBER_SIZE];
	int width = tab->facts.width;
	number_short(length, sound_seconds(sound), 4);
	number_grouped(rate, sound->rate);
	number_bytes(bytes, blob->bytes.length);
	line_add(&tab->said, width, "%s s", length);
	line_add(&tab->said, width, "%s Hz", rate);
	if (sound->channels > 2)
		line_add(&tab->said, width, "%u channels", sound->channels);
	else
		line_add(&tab->said, width, sound->channels == 2 ? "stereo" : "mono");
	line_add(&tab->said, width, "%u bit%s", sound->bits, sound->is_float ? " float" : "");
	line_add(&tab->said, width, "%s", bytes);
	if (tab->sample_count > 1)
		line_add(&tab->said, width, "clip %zu/%zu", tab->sample + 1, tab->sample_count);
	say_lie(sound, width, &tab->level);
	say_decibel(peak, sound->peak);
	say_decibel(rms, sound->rms);
	line_add(&tab->level, width, "peak %s dB", peak);
	line_add(&tab->level, width, "rms %s dB", rms);
	if (sound->clipped) {
		number_count(rate, (int64_t)sound->clipped);
		line_add(&tab->level, width, "%s clipped", rate);
	}
	struct label label;
	label_set(&label, blob->label, LABEL_MOST, TEXT_CUT_END);
	if (label.length)
		line_add(&tab->level, width, "“%s”", label.text);
}

static void say_no_sample(struct audio *tab, const struct sound *sound)
{
	struct label lie = {0};
	say_lie(sound, LABEL_SIZE, &lie);
	label_format(&tab->note, "a clip without a sample%s%s", lie.width ? ": " : "", lie.text);
}

static void show(struct audio *tab, const struct blobs *clips)
{
	tab->sample_count = clips->count;
	if (tab->sample >= clips->count)
		tab->sample = clips->count ? clips->count - 1 : 0;
	if (!clips->count) {
		label_format(&tab->note, "no clip in it: its tensor is empty");
	} else if (tab->sample >= clips->sound_count) {
		label_format(&tab->note, "clip %zu of %zu: only the first %zu of a step are decoded; export has all",
		             tab->sample + 1, clips->count, clips->sound_count);
	} else {
		const struct sound *sound = &clips->sounds[tab->sample];
		const struct blob *clip = &clips->items[tab->sample];
		char bytes[NUMBER_SIZE];
		number_bytes(bytes, clip->bytes.length);
		if (sound->status)
			label_format(&tab->note, "%s, %s: %s", blob_format_name(clip->format), bytes,
			             sound->status == STATUS_UNSUPPORTED ? 
			                                                  "a WAV of a form that is not decoded here" :
			                                                  "no WAV file that could be read");
		else if (!sound->frames)
			say_no_sample(tab, sound);
		if (tab->note.width)
			return;
		tab->lies = sound->lie;
		tab->seconds = sound_seconds(sound);
		tab->rate = sound->rate;
		say_facts(tab, sound, clip);
		if (!sound->levels) {
			tab->wave.height += tab->spectrum.height;
			tab->spectrum = (struct rect){0};
		} else {
			draw_spectrum(tab, sound);
		}
		draw_wave(tab, sound);
	}
}

static void look(struct audio *tab, const struct scene *scene, struct asks *out)
{
	struct asset_answer answer = {0};
	tab->note = tab->said = tab->level = (struct label){0};
	if (browse_empty(&tab->browse, scene, &tab->note, out))
		return;
	if (!tab->slider.any) {
		label_format(&tab->note, "no step");
		return;
	}
	ask_asset(out, &tab->slider.place);
	if (scene->assets)
		answer = assets_look(scene->assets, &tab->slider.place);
	if (answer.state == ASSET_FAILED)
		label_format(&tab->note, "this clip can't be shown: %s", status_text(answer.why));
	else if (answer.state != ASSET_READY)
		label_format(&tab->note, "loading …");
	else
		show(tab, &answer.asset->clips);
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	static const enum plot_marker markers[MARKER_COUNT] = {PLOT_BRAILLE, PLOT_QUADRANT, PLOT_HALF, PLOT_ASCII};
	struct audio *tab = state;
	if (!tab->started)
		tab->browse.focus = browse_first(area);
	tab->started = true;
	tab->marker = scene->ascii ? PLOT_ASCII : markers[choice_marker(scene->choice)];
	browse_prepare(&tab->browse, scene, area, KIND_AUDIO);
	lay_out(tab, scene);
	tab->title = (struct label){0};
	if (tab->browse.tag != STORE_NONE)
		label_name(&tab->title, store_tag_name(scene->store, tab->browse.tag), tab->body.width > 4 ? tab->body.width - 4 : 1);
	look(tab, scene, out);
}

/* ---- Painting ---------------------------------------------------------------------------------- */

static void paint_wave(const struct audio *tab, struct canvas *canvas)
{
	struct dots dots;
	struct rect wave = tab->wave;
	dots_init(&dots, tab->marker, wave.width, wave.height);
	for (int x = 0; x < dots.columns; x++) {
		int top = scale_row((tab->high[x] + 1) / 2, dots.rows), bottom = scale_row((tab->low[x] + 1) / 2, dots.rows);
		for (int y = top; y <= bottom; y++)
			dots_set(&dots, x, y, ROLE_SERIES_0, 0);
	}
	dots_paint(&dots, canvas, wave.x, wave.y);
	dots_fini(&dots);
	if (wave.x > tab->body.x && wave.height > 2) {
		canvas_text_right(canvas, tab->body.x, wave.y, LABEL_WIDTH - 1, slice_of("1"), ROLE_AXIS, 0);
		canvas_text_right(canvas, tab->body.x, wave.y + wave.height / 2, LABEL_WIDTH - 1, slice_of("0"), ROLE_AXIS, 0);
		canvas_text_right(canvas, tab->body.x, wave.y + wave.height - 1, LABEL_WIDTH - 1, slice_of("-1"), ROLE_AXIS, 0);
	}
}

static void paint_spectrum(const struct audio *tab, struct canvas *canvas)
{
	struct label high;
	char text[NUMBER_SIZE];
	struct rect area = tab->spectrum;
	if (rect_empty(area))
		return;
	heat_paint(canvas, area, tab->levels);
	number_short(text, tab->rate / 2, 3);
	label_format(&high, "%s", text);
	if (area.x > tab->body.x) {
		canvas_text_right(canvas, tab->body.x, area.y, LABEL_WIDTH - 1, label_slice(&high), ROLE_AXIS, 0);
		canvas_text_right(canvas, tab->body.x, area.y + area.height - 1, LABEL_WIDTH - 1, slice_of("0 Hz"), ROLE_AXIS, 0);
	}
}

static void paint_axis(const struct audio *tab, struct canvas *canvas)
{
	struct scale scale = scale_of(SCALE_LINEAR, 0, tab->seconds, false);
	struct tick ticks[TICKS_MOST];
	struct rect axis = tab->axis;
	if (rect_empty(axis) || !(tab->seconds > 0))
		return;
	canvas_fill(canvas, axis, 0x2500, ROLE_AXIS, 0);
	size_t count = scale_ticks(&scale, axis.width - 2, true, ticks, TICKS_MOST);
	for (size_t i = 0; i < count; i++)
		canvas_text(canvas, axis.x + scale_label_cell(&ticks[i], axis.width - 2), axis.y, TICK_LABEL, slice_of(ticks[i].label), ROLE_AXIS, 0);
	canvas_text_right(canvas, axis.x, axis.y, axis.width, slice_of(" s"), ROLE_AXIS, 0);
}

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct audio *tab = state;
	struct rect old = canvas_clip(canvas, area), row = tab->title_row, facts = tab->facts;
	browse_paint(&tab->browse, canvas, label_slice(&tab->title));
	canvas_text(canvas, row.x, row.y, row.width, label_slice(&tab->title), ROLE_TITLE, 0);
	if (tab->note.width) {
		box_paint(canvas, tab->body, "audio", tab->note.text, ROLE_DIM);
	} else {
		canvas_text(canvas, facts.x, facts.y, facts.height > 0 ? facts.width : 0, label_slice(&tab->said), ROLE_STRONG, 0);
		canvas_text(canvas, facts.x, facts.y + 1, facts.height > 1 ? facts.width : 0, label_slice(&tab->level), tab->lies ? ROLE_BAD : ROLE_TEXT, 0);
		paint_wave(tab, canvas);
		paint_spectrum(tab, canvas);
		paint_axis(tab, canvas);
	}
	step_slider_paint(&tab->slider, canvas);
	canvas_unclip(canvas, old);
}

/* ---- Acting --------------------------------------------------------------------------------------- */

/* The clip that is shown; NULL as long as it isn't there. */
static const struct blob *clip_of(const struct audio *tab, const struct scene *scene)
{
	struct asset_answer answer = {0};
	if (tab->slider.any && scene->assets)
		answer = assets_look(scene->assets, &tab->slider.place);
	bool there = answer.state == ASSET_READY && tab->sample < answer.asset->clips.count;
	return there ? &answer.asset->clips.items[tab->sample] : NULL;
}

static void play(struct audio *tab, const struct scene *scene, struct asks *out)
{
	const struct blob *clip = clip_of(tab, scene);
	struct str wav = {0};
	bool stops = scene->now < tab->sounds_until;
	if (!stops && (!clip || clip->format != BLOB_WAV)) {
		ask(out, ASK_NOTICE, clip ? "only WAV files are played: e saves the clip" : "the clip isn't read yet");
		return;
	}
	tab->sounds_until = stops ? 0 : scene->now + tab->seconds;
	if (!stops)
		str_append_slice(&wav, clip->bytes);
	ask_play(out, &wav);
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct audio *tab = state;
	if (step_slider_act(&tab->slider, scene, tab->browse.series, input, out))
		return REPLY_DONE;
	switch (input->action) {
	case ACTION_SAMPLE_ON: tab->sample += tab->sample + 1 < tab->sample_count; return REPLY_DONE;
	case ACTION_SAMPLE_BACK: tab->sample -= tab->sample > 0; return REPLY_DONE;
	case ACTION_MARKER: ask_edit(out, (struct edit){.what = EDIT_MARKER, .number = -1}); return REPLY_DONE;
	case ACTION_PLAY: play(tab, scene, out); return REPLY_DONE;
	default: return browse_act(&tab->browse, scene, input, out);
	}
}

static void offer(const void *state, const struct scene *scene, struct offer *out)
{
	const struct audio *tab = state;
	struct asset_answer answer = {0};
	offer_tag(out, scene, tab->browse.tag, KIND_AUDIO, tab->browse.run);
	if (scene->assets && tab->slider.any)
		answer = assets_look(scene->assets, &tab->slider.place);
	if (answer.state != ASSET_READY || tab->sample >= answer.asset->clips.count)
		return;
	const struct blob *blob = &answer.asset->clips.items[tab->sample];
	out->bytes = blob->bytes;
	text_clean(&out->bytes_name, store_tag_name(scene->store, tab->browse.tag));
	str_printf(&out->bytes_name, "_%lld_%zu.%s", (long long)tab->slider.place.item.step, tab->sample,
	           blob->format == BLOB_UNKNOWN ? "bin" : blob_format_name(blob->format));
}

/* ---- The rest --------------------------------------------------------------------------------------- */

static const struct binding bindings[] = {
	{"h", ACTION_LEFT, NULL, "step"},
	{"l", ACTION_RIGHT, NULL, "step"},
	{"j", ACTION_DOWN, NULL, "move"},
	{")", ACTION_SAMPLE_ON, NULL, "clip"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{".", ACTION_PLAY, NULL, "play"},
	{"/", ACTION_FILTER, NULL, "find"},
	{"<Enter>", ACTION_ENTER, NULL, "zoom"},
	{NULL},
};

static bool available(const struct scene *scene)
{
	return store_kinds(scene->store) & KIND_BIT(KIND_AUDIO);
}

static void fini(void *state)
{
	struct audio *tab = state;
	browse_fini(&tab->browse);
	free(tab->low);
	free(tab->high);
	free(tab->levels);
}

static const struct meaning own_meanings[] = {
	{ACTION_SAMPLE_BACK, "the clip before"},
	{ACTION_SAMPLE_ON, "the next clip"},
	{ACTION_PLAY, "play the clip, or stop"},
	{ACTION_MARKER},
	{ACTION_NONE},
};
static const struct meaning *const meanings[] = {own_meanings, slider_meanings, browse_meanings, run_meanings, list_meanings, NULL};

const struct view_ops audio_view = {
	.name = "audio",
	.title = "Audio",
	.bindings = bindings,
	.meanings = meanings,
	.size = sizeof(struct audio),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.offer = offer,
	.fini = fini,
};
