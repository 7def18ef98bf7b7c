#include "ui/ansi.h"

#include "base/text.h"
#include "ui/colour.h"

#include <string.h>

/* What a cell shows, and the sequence that gives it its look. */
static uint32_t look_of(const struct cell *cell, enum charset charset, const struct theme *theme,
                        enum colour_depth depth, char *sequence)
{
	if (!cell->painted) {
		theme_sgr(theme, depth, (enum role)cell->role, cell->attributes, sequence, THEME_SGR);
		return cell->code[0];
	}
	struct painted painted = colour_paint(cell, charset, theme->mono ? COLOUR_MONO : depth);
	theme_style_sgr(painted.style, depth, sequence, THEME_SGR);
	return painted.code;
}

static void append_code(struct str *out, uint32_t code)
{
	char bytes[4];
	if (code)
		str_append(out, bytes, text_encode(code, bytes));
}

void ansi_row(const struct canvas *canvas, int y, const struct theme *theme, enum colour_depth depth, struct str *out)
{
	char last[THEME_SGR] = "", sequence[THEME_SGR];
	for (int x = 0; x < canvas->columns; x++) {
		const struct cell *cell = canvas_at(canvas, x, y);
		uint32_t code = look_of(cell, canvas->charset, theme, depth, sequence);
		if (strcmp(sequence, last)) {
			str_append_text(out, sequence);
			memcpy(last, sequence, sizeof last);
		}
		append_code(out, code);
		for (int i = 1; i < CELL_CODES; i++)
			append_code(out, cell->code[i]);
	}
	str_append_text(out, "\033[0m");
}
