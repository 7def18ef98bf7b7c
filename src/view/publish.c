#include "view/publish.h"

#include "base/alloc.h"
#include "chart/svg_cells.h"
#include "ui/ansi.h"

#include <stdlib.h>
#include <string.h>

enum {
	PICTURES_MOST = 64, /* charts in one picture */
	NAME_MOST = 60,
};

/* "[all] FORMAT [FILE]" */
struct wish {
	enum save_format format;
	bool all;
	char *file; /* owned */
};

static const char *const format_names[] = {"csv", "jsonl", "svg", "ansi", "file"};
static const char letters[] = "clsab";
#define FORMATS (sizeof format_names / sizeof *format_names)

/* ---- What is offered ------------------------------------------------------------- */

struct offer offer_of(const struct published *published, const struct scene *scene)
{
	struct offer offer;
	offer_init(&offer);
	if (published->view->offer)
		published->view->offer(published->state, scene, &offer);
	if (!offer.name.length)
		str_append_text(&offer.name, published->view->name);
	return offer;
}

/* Points of scalars are a table by themselves. */
static bool has_format(const struct offer *offer, enum save_format format, bool all)
{
	bool points = all ? offer->all_count > 0 : offer->tag != STORE_NONE, scalars = points && offer->kind == KIND_SCALAR;
	switch (format) {
	case SAVE_CSV: return scalars || (!all && rows_count(&offer->rows));
	case SAVE_JSONL: return points || (!all && rows_count(&offer->rows));
	case SAVE_BYTES: return !all && offer->bytes.length;
	default: return !all || (points && offer->svg);
	}
}

/* By points of the store, not by the rows of the screen. */
static bool takes_points(const struct offer *offer, const struct wish *wish)
{
	bool points = wish->all || offer->tag != STORE_NONE;
	return points && (wish->format == SAVE_JSONL || (wish->format == SAVE_CSV && offer->kind == KIND_SCALAR));
}

/* ---- The menu --------------------------------------------------------------------- */

static void add_row(struct menu *menu, const struct offer *offer, const struct scene *scene, enum save_format format)
{
	static const char *const words[FORMATS] = {"CSV", "JSONL", "SVG", "ANSI", "as is"};
	const char *word = words[format];
	char letter = letters[format];
	struct label tag = {0};
	struct wish wish = {.format = format};
	if (offer->tag != STORE_NONE)
		label_name(&tag, store_tag_name(scene->store, offer->tag), LABEL_SIZE / 4);
	if (format == SAVE_BYTES)
		menu_add(menu, letter, word, "%s", str_text(&offer->bytes_name));
	else if (format == SAVE_SVG)
		menu_add(menu, letter, word, "the picture");
	else if (format == SAVE_ANSI)
		menu_add(menu, letter, word, "the picture, as text with colours");
	else if (takes_points(offer, &wish))
		menu_add(menu, letter, word, "points of %s in shown runs", tag.text);
	else
		menu_add(menu, letter, word, "%s", offer->rows_are);
}

void publish_menu(const struct published *published, const struct scene *scene, struct menu *menu)
{
	struct offer offer = offer_of(published, scene);
	*menu = (struct menu){.title = "Export"};
	if (has_format(&offer, SAVE_BYTES, false))
		add_row(menu, &offer, scene, SAVE_BYTES);
	for (size_t i = 0; i < SAVE_FORMATS; i++)
		if (has_format(&offer, (enum save_format)i, false))
			add_row(menu, &offer, scene, (enum save_format)i);
	for (size_t i = 0; i < SAVE_FORMATS && offer.all_count > 1; i++)
		if (has_format(&offer, (enum save_format)i, true)) {
			static const char *const words[SAVE_FORMATS] = {"CSV", "JSONL", "SVG", "ANSI"};
			menu_add(menu, (char)(letters[i] - 'a' + 'A'), words[i], i < SAVE_SVG ? "points of all %zu tags" : "all %zu charts",
			         offer.all_count);
		}
	offer_fini(&offer);
}

/* ---- Names of files ------------------------------------------------------------------ */

/* As that of a file: what a shell or a file system might trip over is "_". */
static void append_file_name(struct str *out, struct slice name)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
	size_t length = name.length < NAME_MOST ? name.length : NAME_MOST;
	for (size_t i = 0; i < length; i++) {
		bool good = name.data[i] && strchr(plain, name.data[i]) && (i || !strchr(".-", name.data[i]));
		str_append_char(out, good ? name.data[i] : '_');
	}
}

static char *default_file(const struct offer *offer, const struct wish *wish)
{
	struct str name = {0};
	if (wish->format == SAVE_BYTES) {
		append_file_name(&name, str_slice(&offer->bytes_name));
		return name.data;
	}
	if (wish->all)
		str_append_text(&name, "charts");
	else
		append_file_name(&name, str_slice(&offer->name));
	str_printf(&name, ".%s", format_names[wish->format]);
	return name.data;
}

void publish_letter(const struct published *published, const struct scene *scene, char letter, struct asks *out)
{
	bool all = letter >= 'A' && letter <= 'Z';
	const char *at = strchr(letters, all ? letter - 'A' + 'a' : letter);
	if (!letter || !at)
		return;
	struct offer offer = offer_of(published, scene);
	struct wish wish = {.format = (enum save_format)(at - letters), .all = all};
	struct str text = {0};
	wish.file = default_file(&offer, &wish);
	str_printf(&text, "%s%s %s", all ? "all " : "", format_names[wish.format], wish.file);
	ask_prompt(out, ACTION_EXPORT, "export ", str_text(&text));
	str_fini(&text);
	free(wish.file);
	offer_fini(&offer);
}

/* ---- What is wished for --------------------------------------------------------------- */

static struct slice next_word(const char **text)
{
	*text += strspn(*text, " ");
	struct slice word = slice_make(*text, strcspn(*text, " "));
	*text += word.length;
	return word;
}

static bool parse_wish(const struct offer *offer, const char *text, struct wish *wish)
{
	struct slice word = next_word(&text);
	*wish = (struct wish){.all = slice_equal(word, slice_of("all"))};
	if (wish->all)
		word = next_word(&text);
	size_t format = 0;
	while (format < FORMATS && !slice_equal(word, slice_of(format_names[format])))
		format++;
	if (format == FORMATS)
		return false;
	wish->format = (enum save_format)format;
	text += strspn(text, " ");
	wish->file = *text ? xstrdup(text) : default_file(offer, wish);
	return true;
}

/* ---- Pictures ------------------------------------------------------------------------- */

/* On white paper, as what it may be printed on. What stands out by its ground stands out by its ink there. */
static struct svg_colours paper(void)
{
	struct svg_colours colours = {.background = 0xFFFFFF};
	for (int role = 0; role < ROLE_COUNT; role++) {
		struct style style = theme_style(&theme_light, COLOUR_DIRECT, (enum role)role);
		bool plain = style.foreground == THEME_DEFAULT || style.background != THEME_DEFAULT;
		colours.roles[role] = plain ? 0x202020 : (uint32_t)style.foreground;
	}
	return colours;
}

static void draw_screen(const struct published *published, const struct scene *scene, struct canvas *canvas)
{
	struct rect area = published->area;
	canvas_init(canvas, area.x + area.width, area.y + area.height, scene->ascii ? CHARSET_ASCII : CHARSET_UNICODE);
	published->view->paint(published->state, canvas, area);
}

static void draw_svg(const struct published *published, const struct scene *scene, const struct offer *offer,
                     const uint32_t *tags, size_t count, struct str *out)
{
	struct svg_colours colours = paper();
	struct rect area = published->area;
	struct canvas canvas;
	if (offer->svg) {
		offer->svg(published->state, scene, tags, count, &colours, out);
		return;
	}
	draw_screen(published, scene, &canvas);
	svg_begin(out, area.width * SVG_CELL_WIDTH, area.height * SVG_CELL_HEIGHT, &colours);
	svg_cells(out, &canvas, area, &colours);
	svg_end(out);
	canvas_fini(&canvas);
}

static void draw_ansi(const struct published *published, const struct scene *scene, const struct offer *offer,
                      const uint32_t *tags, size_t count, struct str *out)
{
	struct canvas canvas;
	if (offer->ansi) {
		offer->ansi(published->state, scene, tags, count, out);
		return;
	}
	draw_screen(published, scene, &canvas);
	for (int y = published->area.y; y < canvas.rows; y++) {
		ansi_row(&canvas, y, &theme_dark, COLOUR_256, out);
		str_append_char(out, '\n');
	}
	canvas_fini(&canvas);
}

/* ---- All together ------------------------------------------------------------------------ */

static void save(const struct published *published, const struct scene *scene, struct offer *offer,
                 const struct wish *wish, struct asks *out)
{
	struct saved saved = {.format = wish->format, .kind = offer->kind};
	const uint32_t *tags = wish->all ? offer->all : &offer->tag;
	size_t count = wish->all ? offer->all_count : offer->tag != STORE_NONE;
	if (wish->format == SAVE_SVG || wish->format == SAVE_ANSI) {
		if (count > PICTURES_MOST) {
			ask(out, ASK_NOTICE, "a picture holds 64 charts at most: filter the tags first");
			return;
		}
		(wish->format == SAVE_SVG ? draw_svg : draw_ansi)(published, scene, offer, tags, count, &saved.drawn);
	} else if (wish->format == SAVE_BYTES) {
		str_append_slice(&saved.drawn, offer->bytes);
	} else if (takes_points(offer, wish)) {
		saved.tags = xcalloc(count + 1, sizeof *tags);
		memcpy(saved.tags, tags, count * sizeof *tags);
		saved.tag_count = count;
	} else {
		saved.rows = offer->rows;
		saved.missing = offer->missing;
		offer->rows = (struct rows){0};
	}
	ask_save(out, wish->file, &saved);
}

void publish(const struct published *published, const struct scene *scene, const char *text, struct asks *out)
{
	struct wish wish = {0};
	struct offer offer = offer_of(published, scene);
	if (!parse_wish(&offer, text, &wish))
		ask(out, ASK_NOTICE, "export takes [all] csv, jsonl, svg, ansi or file, and a name");
	else if (!has_format(&offer, wish.format, wish.all))
		ask(out, ASK_NOTICE, "there is nothing of that kind here: e shows what there is");
	else
		save(published, scene, &offer, &wish, out);
	free(wish.file);
	offer_fini(&offer);
}
