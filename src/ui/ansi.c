#include "ui/ansi.h"

#include "base/text.h"

void ansi_row(const struct canvas *canvas, int y, const struct theme *theme, enum colour_depth depth, struct str *out)
{
	int role = -1, attributes = -1;
	for (int x = 0; x < canvas->columns; x++) {
		const struct cell *cell = canvas_at(canvas, x, y);
		if (cell->role != role || cell->attributes != attributes) {
			char sequence[THEME_SGR];
			theme_sgr(theme, depth, (enum role)cell->role, cell->attributes, sequence, sizeof sequence);
			str_append_text(out, sequence);
			role = cell->role;
			attributes = cell->attributes;
		}
		for (int i = 0; i < CELL_CODES && cell->code[i]; i++) {
			char bytes[4];
			str_append(out, bytes, text_encode(cell->code[i], bytes));
		}
	}
	str_append_text(out, "\033[0m");
}
