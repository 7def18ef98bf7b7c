#include "ui/palette.h"

#include "base/alloc.h"
#include "ui/colour.h"

#include <stdlib.h>
#include <string.h>

struct palette {
	struct theme theme; /* its name and rows are owned */
	struct theme_row rows[ROLE_COUNT];
	bool own[ROLE_COUNT]; /* set here: stays when the base is set later */
};

/* What a text says, before what it leaves out is filled in. */
struct colours {
	int32_t direct, many, few; /* UNSAID, or THEME_DEFAULT */
};
#define UNSAID (-2)

static const char *const colour_names[16] = {
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
	"grey", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
	"bright-white",
};

/* ---- Colours ----------------------------------------------------------------------- */

static void fill_in(struct colours *colours)
{
	int32_t known = colours->direct != UNSAID ? colours->direct
	                : colours->many >= 0      ? colour_indexed(colours->many)
	                : colours->few >= 0       ? colour_indexed(colours->few)
	                                          : THEME_DEFAULT;
	if (colours->direct == UNSAID)
		colours->direct = known;
	if (colours->many == UNSAID)
		colours->many = known == THEME_DEFAULT ? known : colour_of_256(known);
	if (colours->few == UNSAID)
		colours->few = known == THEME_DEFAULT ? known : colour_of_16(known);
	if (colours->direct >= 0 && colours->direct < 8)
		colours->direct = 8; /* see theme_style */
}

/* ---- Words --------------------------------------------------------------------------- */

static bool parse_direct(const char *word, int32_t *out)
{
	char *end;
	if (word[0] != '#' || strlen(word) != 7 || strspn(word + 1, "0123456789abcdefABCDEF") != 6)
		return false;
	*out = (int32_t)strtol(word + 1, &end, 16);
	return true;
}

static bool parse_colour(const char *word, struct colours *colours)
{
	if (!strcmp(word, "default")) {
		*colours = (struct colours){THEME_DEFAULT, THEME_DEFAULT, THEME_DEFAULT};
		return true;
	}
	if (parse_direct(word, &colours->direct))
		return true;
	size_t length = strspn(word, "0123456789");
	if (length && length <= 3 && !word[length] && atoi(word) < 256) {
		colours->many = atoi(word);
		return true;
	}
	for (int i = 0; i < 16; i++)
		if (!strcmp(word, colour_names[i])) {
			colours->few = i;
			return true;
		}
	return false;
}

static bool parse_attribute(const char *word, uint8_t *attributes)
{
	static const struct {
		const char *word;
		uint8_t attribute;
	} known[] = {{"bold", CELL_BOLD}, {"dim", CELL_DIM}, {"underline", CELL_UNDERLINE}, {"reverse", CELL_REVERSE}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(word, known[i].word)) {
			*attributes |= known[i].attribute;
			return true;
		}
	return false;
}

struct parsed {
	struct colours foreground, background;
	uint8_t attributes, mono;
	bool on, in_mono;
};

static bool parse_word(struct parsed *parsed, const char *word)
{
	if (!strcmp(word, "on") && !parsed->on)
		return parsed->on = true;
	if (!strcmp(word, "mono") && !parsed->in_mono)
		return parsed->in_mono = true;
	if (parse_attribute(word, parsed->in_mono ? &parsed->mono : &parsed->attributes))
		return true;
	return !parsed->in_mono && parse_colour(word, parsed->on ? &parsed->background : &parsed->foreground);
}

/* False with the place of the word that is none of ours. */
static bool parse(const char *value, struct parsed *parsed, int *at)
{
	static const struct colours unsaid = {UNSAID, UNSAID, UNSAID};
	*parsed = (struct parsed){.foreground = unsaid, .background = unsaid};
	for (const char *word = value + strspn(value, " "); *word; word += strspn(word, " ")) {
		size_t length = strcspn(word, " ");
		char *copy = xmemdup0(word, length);
		bool good = parse_word(parsed, copy);
		free(copy);
		*at = (int)(word - value);
		if (!good)
			return false;
		word += length;
	}
	fill_in(&parsed->foreground);
	fill_in(&parsed->background);
	return true;
}

/* ---- Palettes -------------------------------------------------------------------------- */

void palettes_fini(struct palettes *palettes)
{
	for (size_t i = 0; i < palettes->count; i++) {
		free((char *)palettes->items[i]->theme.name);
		free(palettes->items[i]);
	}
	free(palettes->items);
	*palettes = (struct palettes){0};
}

static struct palette *find(const struct palettes *palettes, const char *name)
{
	for (size_t i = 0; i < palettes->count; i++)
		if (!strcmp(palettes->items[i]->theme.name, name))
			return palettes->items[i];
	return NULL;
}

static const struct theme *built_in(const char *name)
{
	static const struct theme *const themes[] = {&theme_dark, &theme_light, &theme_mono};
	for (size_t i = 0; i < sizeof themes / sizeof *themes; i++)
		if (!strcmp(themes[i]->name, name))
			return themes[i];
	return NULL;
}

/* Roles that were set stay. */
static void take_base(struct palette *palette, const struct theme *base)
{
	for (int role = 0; role < ROLE_COUNT; role++)
		if (!palette->own[role])
			palette->rows[role] = theme_row(base, (enum role)role);
	palette->theme.light = base->light;
}

static struct palette *make(struct palettes *palettes, const char *name)
{
	if (palettes->count == palettes->capacity) {
		palettes->capacity = palettes->capacity ? 2 * palettes->capacity : 4;
		palettes->items = xrealloc(palettes->items, palettes->capacity * sizeof *palettes->items);
	}
	struct palette *palette = xcalloc(1, sizeof *palette);
	palette->theme = (struct theme){.name = xstrdup(name), .rows = palette->rows};
	take_base(palette, &theme_dark);
	return palettes->items[palettes->count++] = palette;
}

static void set_row(struct palette *palette, int role, const struct parsed *parsed)
{
	const struct colours *front = &parsed->foreground, *back = &parsed->background;
	struct theme_row *row = &palette->rows[role];
	row->styles[COLOUR_DIRECT] = (struct style){front->direct, back->direct, parsed->attributes};
	row->styles[COLOUR_256] = (struct style){front->many, back->many, parsed->attributes};
	row->styles[COLOUR_16] = (struct style){front->few, back->few, parsed->attributes};
	if (parsed->in_mono)
		row->styles[COLOUR_MONO].attributes = parsed->mono;
	palette->own[role] = true;
}

const char *palettes_set(struct palettes *palettes, const char *name, const char *role, const char *value, int *at)
{
	struct palette *palette = find(palettes, name);
	struct parsed parsed;
	*at = -1;
	if (!*name || !strcmp(name, "auto") || built_in(name))
		return "a theme has a name of its own: [theme NAME]";
	if (!palette)
		palette = make(palettes, name);
	if (!strcmp(role, "base")) {
		const struct theme *base = built_in(value);
		*at = 0;
		if (base)
			take_base(palette, base);
		return base ? NULL : "base is dark, light or mono";
	}
	int number = 0;
	while (number < ROLE_COUNT && strcmp(role, role_name((enum role)number)))
		number++;
	if (number == ROLE_COUNT)
		return "no such role; `tbtop config` lists them";
	if (!parse(value, &parsed, at))
		return "colours are #rrggbb, 0 to 255 or red, bright-red ...; attributes bold, dim, underline, reverse";
	set_row(palette, number, &parsed);
	return NULL;
}

const struct theme *palettes_find(const struct palettes *palettes, const char *name)
{
	const struct palette *own = find(palettes, name);
	return own ? &own->theme : built_in(name);
}
