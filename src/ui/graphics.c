#include "ui/graphics.h"

#include "base/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A picture of one pixel, to be looked at and not kept; the number comes back. */
#define KITTY_QUERY "\033_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\033\\"
#define KITTY_ANSWER "_Gi=31;OK"
#define ITERM_QUERY "\033]1337;ReportCellSize\033\\"
#define ITERM_ANSWER "]1337;ReportCellSize="
#define CELL_QUERY "\033[16t"
#define SIXEL_QUERY "\033[?1;1;0S\033[?2;1;0S" /* colours, and the largest picture */
#define ATTRIBUTES "\033[c" /* all terminals answer it, so what wasn't answered before never will be */

#define SIXEL_COLOURS 256
#define SIXEL_LEAST_COLOURS 16
#define LARGEST_CELL 200
#define PIXELS_MOST (1024 * 1024) /* of a picture: it is scaled where the terminal does that, else stays in cells */
#define OWN_IMAGES 0x746200u
#define FIRST_IMAGE 15u /* below are colours that a terminal with few of them changes */

const char *const graphics_names[GRAPHICS_WAYS] = {"off", "kitty", "sixel", "iterm", "auto"};

enum graphics_way graphics_find(const char *name)
{
	int way = 0;
	while (way < GRAPHICS_WAYS && strcmp(name, graphics_names[way]) != 0)
		way++;
	return (enum graphics_way)way;
}

/* That knows placeholders. tmux has the environment of where it was started. */
static bool hints_at_kitty(void)
{
	return environment_has("KITTY_WINDOW_ID") || environment_has("GHOSTTY_RESOURCES_DIR");
}

static void use(struct graphics *graphics, enum graphics_way way)
{
	if (graphics->way != way)
		graphics->generation++;
	graphics->way = way;
}

static void choose(struct graphics *graphics)
{
	enum graphics_way way = GRAPHICS_OFF;
	if (graphics->wanted != GRAPHICS_AUTO)
		way = graphics->settled ? graphics->wanted : GRAPHICS_OFF;
	else if (graphics->says_kitty)
		way = GRAPHICS_KITTY;
	else if (graphics->settled && graphics->says_iterm)
		way = GRAPHICS_ITERM;
	else if (graphics->settled && graphics->says_sixel)
		way = GRAPHICS_SIXEL;
	use(graphics, way);
}

void graphics_begin(struct graphics *graphics, enum graphics_way wanted, bool many_colours)
{
	*graphics = (struct graphics){
		.wanted = wanted,
		.generation = 1,
		.inside = environment_has("TMUX"),
		.colours = SIXEL_COLOURS,
		.base = many_colours || !environment_has("TMUX") ? OWN_IMAGES : 0,
	};
}

void graphics_want(struct graphics *graphics, enum graphics_way wanted)
{
	graphics->wanted = wanted;
	choose(graphics);
	graphics->due = graphics->asked == ASKED_NOTHING && wanted != GRAPHICS_OFF;
}

static void forget_answers(struct graphics *graphics)
{
	graphics->says_kitty = graphics->says_sixel = graphics->says_iterm = graphics->settled = graphics->due = false;
	graphics->asked = ASKED_NOTHING;
	choose(graphics);
}

void graphics_doubt(struct graphics *graphics)
{
	forget_answers(graphics);
	graphics->due = graphics->wanted != GRAPHICS_OFF;
}

void graphics_ask(struct graphics *graphics, struct str *out)
{
	forget_answers(graphics);
	graphics->asked = graphics->wanted == GRAPHICS_OFF ? ASKED_NOTHING : ASKED_FIRST;
	if (graphics->asked)
		str_append_text(out, ATTRIBUTES);
}

static void ask_kitty(const struct graphics *graphics, struct str *out)
{
	/* GNU screen and tmux take it for a title; Apple's Terminal prints it. */
	if (graphics->inside ? hints_at_kitty()
	                     : !environment_begins("TERM", "screen") && !environment_begins("TERM_PROGRAM", "Apple_Terminal"))
		str_append_text(out, graphics->inside ? "\033Ptmux;\033" : "");
	else
		return;
	if (!graphics->inside) {
		str_append_text(out, KITTY_QUERY);
		return;
	}
	str_append(out, KITTY_QUERY, strlen(KITTY_QUERY) - 2);
	str_append_text(out, "\033\033\\\033\\");
}

void graphics_ask_rest(struct graphics *graphics, struct str *out)
{
	graphics->due = false;
	if (graphics->asked == ASKED_NOTHING) { /* pixels were not wanted at first */
		graphics_ask(graphics, out);
		return;
	}
	graphics->asked = ASKED_REST;
	ask_kitty(graphics, out);
	if (!graphics->inside)
		str_append_text(out, ITERM_QUERY);
	str_append_text(out, CELL_QUERY);
	if (graphics->says_sixel)
		str_append_text(out, SIXEL_QUERY);
	str_append_text(out, ATTRIBUTES);
}

/* "[?62;4;22c": what a terminal has, 4 for sixel. */
static bool take_attributes(struct graphics *graphics, const char *text)
{
	size_t digits = strspn(text, "0123456789;");
	if (strcmp(text + digits, "c") != 0)
		return false;
	for (const char *at = strchr(text, ';'); at; at = strchr(at + 1, ';'))
		graphics->says_sixel |= strtol(at + 1, NULL, 10) == 4;
	if (graphics->asked == ASKED_FIRST)
		graphics->due = true;
	else
		graphics->settled = graphics->asked == ASKED_REST;
	return true;
}

/* "[?1;0;256S", "[?2;0;1000;800S": status 0 is success. */
static bool take_limits(struct graphics *graphics, const char *text)
{
	int item, status, width = 0, height = 0;
	if (sscanf(text, "%d;%d;%d;%d", &item, &status, &width, &height) < 3 || text[strlen(text) - 1] != 'S')
		return false;
	if (status == 0 && item == 1 && width >= SIXEL_LEAST_COLOURS)
		graphics->colours = width < SIXEL_COLOURS ? width : SIXEL_COLOURS;
	if (status == 0 && item == 2 && width > 0 && height > 0) {
		graphics->most_width = width;
		graphics->most_height = height;
	}
	return true;
}

bool graphics_reply(struct graphics *graphics, const char *text)
{
	int width, height;
	char end;
	bool taken = true;
	if (!strcmp(text, KITTY_ANSWER))
		graphics->says_kitty = graphics->asked != ASKED_NOTHING;
	else if (!strncmp(text, ITERM_ANSWER, strlen(ITERM_ANSWER)))
		graphics->says_iterm = graphics->asked != ASKED_NOTHING;
	else if (sscanf(text, "[6;%d;%d%c", &height, &width, &end) == 3 && end == 't')
		graphics_cell(graphics, width, height);
	else if (!strncmp(text, "[?", 2))
		taken = take_attributes(graphics, text + 2) || take_limits(graphics, text + 2);
	else
		taken = false;
	if (taken)
		choose(graphics);
	return taken;
}

bool graphics_waits(const struct graphics *graphics)
{
	return graphics->asked != ASKED_NOTHING && !graphics->settled && !graphics->due;
}

void graphics_cell(struct graphics *graphics, int width, int height)
{
	if (width < 1 || height < 1 || width > LARGEST_CELL || height > LARGEST_CELL ||
	    (width == graphics->cell_width && height == graphics->cell_height))
		return;
	graphics->cell_width = width;
	graphics->cell_height = height;
	graphics->generation++;
}

uint32_t graphics_image(const struct graphics *graphics, uint32_t number)
{
	return graphics->base + FIRST_IMAGE + number;
}

bool graphics_size(const struct graphics *graphics, int columns, int rows, int *width, int *height)
{
	bool known = graphics->cell_width > 0;
	*width = columns * (known ? graphics->cell_width : 8);
	*height = rows * (known ? graphics->cell_height : 16);
	if (graphics->way == GRAPHICS_OFF || columns < 1 || rows < 1)
		return false;
	if (graphics->way == GRAPHICS_SIXEL)
		return known && (int64_t)*width * *height <= PIXELS_MOST &&
		       (!graphics->most_width || (*width <= graphics->most_width && *height <= graphics->most_height));
	while ((int64_t)*width * *height > PIXELS_MOST) {
		*width = (*width + 1) / 2;
		*height = (*height + 1) / 2;
	}
	return true;
}
