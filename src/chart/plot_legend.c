#include "chart/plot_legend.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

#define HEAD "newest"

struct legend {
	int rows, names, values, width; /* widths of the columns, and of all */
	int more;                       /* lines that have no row */
	bool head;                      /* above, what the values are: with a cursor one could take them for those there */
};

const struct plot_line *plot_legend_line(const struct plot *plot, size_t i)
{
	return &plot->lines[plot->legend_order ? plot->legend_order[i] : i];
}

int plot_legend_rows(int rows)
{
	return rows / 2;
}

int plot_legend_names(int columns)
{
	return columns / 3;
}

static struct legend measure(const struct plot *plot, struct rect area)
{
	struct legend legend = {0};
	int most = plot_legend_rows(area.height), names_most = plot_legend_names(area.width);

	for (size_t i = 0; i < plot->line_count; i++) {
		const struct plot_line *line = plot_legend_line(plot, i);
		if (!line->name.length || legend.rows++ >= most)
			continue;
		int name = text_width(line->name), value = (int)strlen(line->value);
		legend.names = name > legend.names ? name : legend.names;
		legend.values = value > legend.values ? value : legend.values;
	}
	if (legend.names > names_most)
		legend.names = names_most;
	if (legend.rows > most) {
		legend.more = most > 1 ? legend.rows - most + 1 : 0;
		legend.rows = most > 1 ? most : 0;
	}
	legend.head = legend.values && isfinite(plot->cursor);
	if (legend.head && legend.values < (int)strlen(HEAD))
		legend.values = (int)strlen(HEAD);
	legend.width = 2 + legend.names + (legend.values ? 1 + legend.values : 0);
	return legend;
}

/* The corner (in cells of the plot) where the legend covers no dots, a cell around it kept free; empty for none. */
static struct rect free_corner(const struct legend *legend, const struct dots *dots)
{
	int right = dots->cell_columns - legend->width, rows = legend->rows + legend->head, bottom = dots->cell_rows - rows;
	const struct rect corners[] = {
		{right, 0, legend->width, rows},
		{1, 0, legend->width, rows},
		{right, bottom, legend->width, rows},
		{1, bottom, legend->width, rows},
	};

	if (right < 1 || bottom < 0)
		return (struct rect){0};
	for (size_t i = 0; i < sizeof corners / sizeof *corners; i++) {
		struct rect around = corners[i];

		around.x--;
		around.width += 2;
		if (!dots_any(dots, around))
			return corners[i];
	}
	return (struct rect){0};
}

static void paint_row(const struct plot_line *line, const struct legend *legend, struct canvas *canvas,
                      struct rect row)
{
	struct str cut = {0};

	if (line->mark)
		canvas_put(canvas, row.x, row.y, line->mark, line->role, 0);
	rect_take_left(&row, 2);
	text_fit(&cut, line->name, legend->names, TEXT_CUT_MIDDLE);
	canvas_text(canvas, row.x, row.y, row.width, str_slice(&cut), ROLE_TEXT, 0);
	canvas_text_right(canvas, row.x, row.y, row.width, slice_of(line->value), ROLE_TEXT, 0);
	str_fini(&cut);
}

void plot_legend_paint(const struct plot *plot, struct rect area, const struct dots *dots, struct canvas *canvas)
{
	struct legend legend = measure(plot, area);
	struct rect corner = legend.rows ? free_corner(&legend, dots) : (struct rect){0};
	int shown = legend.rows - (legend.more > 0);

	if (rect_empty(corner))
		return;
	corner.x += area.x;
	corner.y += area.y;
	canvas_fill(canvas, corner, ' ', ROLE_TEXT, 0);
	if (legend.head) {
		struct rect head = rect_take_top(&corner, 1);
		canvas_text_right(canvas, head.x, head.y, head.width, slice_of(HEAD), ROLE_DIM, 0);
	}
	for (size_t i = 0; i < plot->line_count && shown > 0; i++) {
		const struct plot_line *line = plot_legend_line(plot, i);
		if (!line->name.length)
			continue;
		paint_row(line, &legend, canvas, rect_take_top(&corner, 1));
		shown--;
	}
	if (legend.more)
		canvas_printf(canvas, corner.x + 2, corner.y, corner.width - 2, ROLE_DIM, 0, "+%d", legend.more);
}
