#include "base/alloc.h"
#include "chart/svg.h"
#include "ui/ansi.h"
#include "view/ask.h"
#include "view/scalars.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	SVG_WIDTH = 960, SVG_HEIGHT = 320,
	SVG_COLUMNS = 360, SVG_ROWS = 40, /* of cells, for as many columns of points */
	ANSI_COLUMNS = 100, ANSI_ROWS = 24,
	PICTURES_MOST = 64, /* charts in one picture */
	NAME_MOST = 60,
};

/* "[all] FORMAT [FILE]", as it was typed. */
struct wish {
	enum save_format format;
	bool all;
	char *file; /* owned */
};

static const char *const format_names[SAVE_FORMATS] = {"csv", "jsonl", "svg", "ansi"};

/* ---- What is wished for ------------------------------------------------------------ */

static struct slice next_word(const char **text)
{
	*text += strspn(*text, " ");
	struct slice word = slice_make(*text, strcspn(*text, " "));
	*text += word.length;
	return word;
}

/* The tag's name as that of a file: what a shell or a file system might trip over is "_". */
static void append_file_name(struct str *out, struct slice tag)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
	size_t length = tag.length < NAME_MOST ? tag.length : NAME_MOST;
	for (size_t i = 0; i < length; i++) {
		bool good = tag.data[i] && strchr(plain, tag.data[i]) && (i || !strchr(".-", tag.data[i]));
		str_append_char(out, good ? tag.data[i] : '_');
	}
}

static char *default_file(const struct scalars *view, const struct scene *scene, const struct wish *wish)
{
	struct str name = {0};
	if (wish->all)
		str_append_text(&name, "charts");
	else
		append_file_name(&name, store_tag_name(scene->store, view->chart_tag));
	str_printf(&name, ".%s", format_names[wish->format]);
	return name.data;
}

static bool parse_wish(const struct scalars *view, const struct scene *scene, const char *text, struct wish *wish)
{
	struct slice word = next_word(&text);
	*wish = (struct wish){.all = slice_equal(word, slice_of("all"))};
	if (wish->all)
		word = next_word(&text);
	int format = 0;
	while (format < SAVE_FORMATS && !slice_equal(word, slice_of(format_names[format])))
		format++;
	if (format == SAVE_FORMATS)
		return false;
	wish->format = (enum save_format)format;
	text += strspn(text, " ");
	wish->file = *text ? xstrdup(text) : default_file(view, scene, wish);
	return true;
}

/* ---- Pictures ------------------------------------------------------------------------- */

/* One after another, made as if it filled `area` alone. */
static void make_picture(struct charts *charts, const struct scalars *view, const struct scene *scene,
                         const uint32_t *tag, struct rect area)
{
	struct charts_wanted wanted = {
		.nothing = "",
		.tags = tag,
		.count = 1,
		.single = true,
		.framed = true,
		.legend = true,
		.run = view->runs.focus,
		.cursor = view->has_cursor ? view->cursor : NAN,
	};
	charts_prepare(charts, scene, &view->lineup, &wanted, area);
}

/* On white paper, as what it may be printed on. */
static struct svg_colours paper(void)
{
	struct svg_colours colours = {.background = 0xFFFFFF};
	for (int role = 0; role < ROLE_COUNT; role++) {
		int32_t colour = theme_style(&theme_light, COLOUR_DIRECT, (enum role)role).foreground;
		colours.roles[role] = colour == THEME_DEFAULT ? 0x202020 : (uint32_t)colour;
	}
	return colours;
}

static void draw_svg(const struct scalars *view, const struct scene *scene, const uint32_t *tags, int count,
                     struct str *out)
{
	struct charts charts = {0};
	struct svg_colours colours = paper();
	svg_begin(out, SVG_WIDTH, SVG_HEIGHT * count, &colours);
	for (int i = 0; i < count; i++) {
		make_picture(&charts, view, scene, &tags[i], (struct rect){0, 0, SVG_COLUMNS, SVG_ROWS});
		svg_plot(out, &charts.items[0]->plot, (struct rect){0, SVG_HEIGHT * i, SVG_WIDTH, SVG_HEIGHT}, &colours);
	}
	svg_end(out);
	charts_fini(&charts);
}

static void draw_ansi(const struct scalars *view, const struct scene *scene, const uint32_t *tags, int count,
                      struct str *out)
{
	struct charts charts = {0};
	struct canvas canvas;
	canvas_init(&canvas, ANSI_COLUMNS, ANSI_ROWS, scene->ascii ? CHARSET_ASCII : CHARSET_UNICODE);
	for (int i = 0; i < count; i++) {
		make_picture(&charts, view, scene, &tags[i], (struct rect){0, 0, ANSI_COLUMNS, ANSI_ROWS});
		canvas_clear(&canvas);
		charts_paint(&charts, &canvas);
		for (int y = 0; y < canvas.rows; y++) {
			ansi_row(&canvas, y, &theme_dark, COLOUR_256, out);
			str_append_char(out, '\n');
		}
	}
	canvas_fini(&canvas);
	charts_fini(&charts);
}

/* ---- All together ------------------------------------------------------------------------ */

static void publish(const struct scalars *view, const struct scene *scene, const struct wish *wish, struct asks *out)
{
	struct str picture = {0};
	const uint32_t *tags = wish->all ? view->tags.tree.charts : &view->chart_tag;
	size_t count = wish->all ? view->tags.tree.chart_count : 1;
	bool drawn = wish->format == SAVE_SVG || wish->format == SAVE_ANSI;
	if (drawn && count > PICTURES_MOST) {
		ask(out, ASK_NOTICE, "a picture holds 64 charts at most: filter the tags first");
		return;
	}
	if (wish->format == SAVE_SVG)
		draw_svg(view, scene, tags, (int)count, &picture);
	else if (wish->format == SAVE_ANSI)
		draw_ansi(view, scene, tags, (int)count, &picture);
	ask_save(out, wish->format, wish->file, tags, drawn ? 0 : count, &picture);
}

/* The menu of `e` by its letter: small for this chart, large for all. The name of the file can be changed still. */
static bool choose(const struct scalars *view, const struct scene *scene, const char *letter, struct asks *out)
{
	static const char letters[] = "cjsaCJSA";
	const char *at = letter[0] && !letter[1] ? strchr(letters, letter[0]) : NULL;
	if (!at)
		return false;
	size_t place = (size_t)(at - letters);
	struct wish wish = {.format = (enum save_format)(place % SAVE_FORMATS), .all = place >= SAVE_FORMATS};
	struct str text = {0};
	wish.file = default_file(view, scene, &wish);
	str_printf(&text, "%s%s %s", wish.all ? "all " : "", format_names[wish.format], wish.file);
	ask_prompt(out, ACTION_EXPORT, "export ", str_text(&text));
	str_fini(&text);
	free(wish.file);
	return true;
}

void publish_act(const struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct wish wish = {0};
	if (input->phase == INPUT_CANCEL || input->phase == INPUT_PREVIEW)
		return;
	if (view->chart_tag == STORE_NONE) {
		ask(out, ASK_NOTICE, "there is no chart to export");
	} else if (!input->text) {
		ask_letter(out, ACTION_EXPORT, "export this chart: c CSV  j JSONL  s SVG  a ANSI   all: C J S A");
	} else if (choose(view, scene, input->text, out)) {
		return;
	} else if (parse_wish(view, scene, input->text, &wish)) {
		publish(view, scene, &wish, out);
	} else {
		ask(out, ASK_NOTICE, "export takes [all] csv, jsonl, svg or ansi, and a file");
	}
	free(wish.file);
}
