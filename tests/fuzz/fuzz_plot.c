/*
 * Anything drawn: nothing lies outside of its area, each wide character has
 * its second half, no cell has a control character. The first bytes say what
 * to draw, the rest is numbers and text.
 */
#include "base/text.h"
#include "chart/plot.h"
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "unit/base/shown.h"

#include <locale.h>
#include <math.h>

#define COLUMNS_MOST 90
#define GUARD 0x2588 /* what the canvas is full of before */

static int take_side(struct take *take)
{
	return (int)take_byte(take) % COLUMNS_MOST;
}

/* Partly outside of the canvas, as a view might ask by mistake. */
static struct rect take_area(struct take *take)
{
	return (struct rect){take_side(take) - 5, take_side(take) - 5, take_side(take), take_side(take)};
}

static void check_canvas(const struct canvas *canvas, struct rect area)
{
	for (int y = 0; y < canvas->rows; y++)
		for (int x = 0; x < canvas->columns; x++) {
			const struct cell *cell = canvas_at(canvas, x, y);
			if (!rect_contains(area, x, y) && cell->code[0] != GUARD)
				object("nothing is drawn outside");
			if (!cell->code[0] && (!x || text_code_width(canvas_at(canvas, x - 1, y)->code[0]) != 2))
				object("a second half has a first");
			if (cell->code[0] && text_code_width(cell->code[0]) == 2 &&
			    (x + 1 >= canvas->columns || canvas_at(canvas, x + 1, y)->code[0]))
				object("a wide character has two cells");
			for (int i = 0; i < CELL_CODES; i++)
				if (cell->code[i] && (shown_control(cell->code[i]) || shown_invisible(cell->code[i])))
					object("a cell is visible");
			if (cell->role >= ROLE_COUNT)
				object("a cell has a role");
		}
}

static struct slice take_text(struct take *take, struct str *clean)
{
	size_t length = take_byte(take) % 48;
	if (length > take->left)
		length = take->left;
	text_clean(clean, slice_make(take->bytes, length));
	take->bytes += length;
	take->left -= length;
	return str_slice(clean);
}

static struct plot_column take_column(struct take *take, const struct scale *scale)
{
	uint8_t how = take_byte(take);
	if (how % 4 == 0)
		return (struct plot_column){.first = NAN, .last = NAN, .min = NAN, .max = NAN, .gap_before = how & 8};
	double a = how % 4 == 1 ? take_double(take) : scale_value(scale, take_byte(take) / 200.0);
	double b = how & 16 ? scale_value(scale, take_byte(take) / 200.0) : a;
	if (!isfinite(a) || !isfinite(b))
		a = b = 0;
	return (struct plot_column){.first = a, .last = b, .min = fmin(a, b), .max = fmax(a, b), .gap_before = how & 8};
}

static void draw_plot(struct take *take, struct canvas *canvas, struct rect area)
{
	struct plot_column columns[2][256];
	struct plot_bad bad[256];
	double marks[3];
	struct str texts[4] = {{0}};
	uint16_t how = take_short(take);
	struct plot plot = {.axes = how & 1, .frame = how & 2, .focused = how & 4, .legend = how & 8,
		.marker = (enum plot_marker)(how >> 4 & 3), .x_name = how & 64 ? "step" : "", .note = how & 128 ? "no points" : NULL};
	plot.x = scale_of((enum scale_kind)(take_byte(take) % 5), take_double(take), take_double(take), false);
	plot.y = scale_of((enum scale_kind)(take_byte(take) % 5), take_double(take), take_double(take), how & 256);
	plot.title = take_text(take, &texts[0]);
	plot.subtitle = take_text(take, &texts[1]);
	plot.cursor = how & 512 ? scale_value(&plot.x, take_byte(take) / 200.0) : NAN;
	for (size_t i = 0; i < 3; i++)
		marks[i] = take_double(take);
	plot.marks = marks;
	plot.mark_count = 3;
	for (size_t i = 0; i < 256; i++) {
		columns[0][i] = take_column(take, &plot.y);
		columns[1][i] = take_column(take, &plot.y);
		uint32_t count = how & 1024 ? take_byte(take) : 0;
		bad[i] = (struct plot_bad){count % 3, count / 3 % 3, count / 9 % 3};
	}
	if (how & 1024) {
		plot.bad_kinds = how & 7;
		plot.bad = bad;
		plot.bad_count = 256;
	}
	struct plot_line lines[2] = {
		{.columns = columns[0], .count = 256, .role = ROLE_SERIES_0, .stroke = how >> 11 & 1, .mark = 0x25A0},
		{.columns = columns[1], .count = 1 + take_byte(take), .role = ROLE_SERIES_1, .stroke = PLOT_DOTTED, .faint = how & 4096}};
	lines[0].name = take_text(take, &texts[2]);
	lines[1].name = take_text(take, &texts[3]);
	plot.lines = lines;
	plot.line_count = 2;
	plot_paint(&plot, canvas, area);
	for (size_t i = 0; i < 4; i++)
		str_fini(&texts[i]);
}

static void draw_text(struct take *take, struct canvas *canvas, struct rect area)
{
	struct rect old = canvas_clip(canvas, area);
	struct str text = {0};
	int x = area.x + take_side(take) - 10, y = area.y + take_side(take) / 8, columns = take_side(take);
	uint8_t how = take_byte(take);
	struct slice bytes = slice_make(take->bytes, take->left < 60 ? take->left : 60), clean = take_text(take, &text);
	int used = how & 1 ? canvas_text(canvas, x, y, columns, clean, ROLE_TEXT, 0)
	                   : canvas_foreign(canvas, x, y, columns, bytes, ROLE_TEXT, 0);
	if (used > columns)
		object("no more columns than given");
	canvas_text_right(canvas, x, y + 1, columns, clean, ROLE_BAD, CELL_BOLD);
	canvas_box(canvas, (struct rect){x, y, columns, take_side(take)}, clean, ROLE_BORDER);
	canvas_put(canvas, x + 1, y + 1, 0x4E2D, ROLE_TEXT, 0);
	canvas_put(canvas, x + 2, y + 1, 'x', ROLE_TEXT, 0);
	canvas_unclip(canvas, old);
	str_fini(&text);
}

static void draw_small(struct take *take, struct canvas *canvas, struct rect area)
{
	double values[40];
	for (size_t i = 0; i < 40; i++)
		values[i] = take_double(take);
	struct rect old = canvas_clip(canvas, area);
	spark_paint(canvas, area.x, area.y, take_side(take), values, take_byte(take) % 41, ROLE_SERIES_2);
	bar_paint(canvas, area.x, area.y + 1, take_side(take), take_double(take), ROLE_SERIES_3);
	canvas_unclip(canvas, old);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take take = {bytes, length};
	struct canvas canvas;
	struct str text = {0};
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		abort();
	uint8_t what = take_byte(&take);
	canvas_init(&canvas, take_side(&take), take_side(&take), what & 4 ? CHARSET_ASCII : CHARSET_UNICODE);
	canvas_fill(&canvas, (struct rect){0, 0, canvas.columns, canvas.rows}, GUARD, ROLE_DIM, 0);
	for (int y = 0; y < canvas.rows; y++) /* ASCII has a stand-in for it */
		for (int x = 0; x < canvas.columns; x++)
			canvas_at(&canvas, x, y)->code[0] = GUARD;
	struct rect area = take_area(&take);
	switch (what % 3) {
	case 0: draw_plot(&take, &canvas, area); break;
	case 1: draw_text(&take, &canvas, area); break;
	case 2: draw_small(&take, &canvas, area); break;
	}
	check_canvas(&canvas, area);
	canvas_to_text(&canvas, &text);
	str_fini(&text);
	canvas_fini(&canvas);
	return 0;
}
