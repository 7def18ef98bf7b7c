#include "chart/svg.h"

#include "base/text.h"
#include "chart/lane.h"
#include "chart/plot_legend.h"

#include <math.h>
#include <string.h>

enum {
	FONT = 12, ROW = 17, CHARACTER = 8, /* a monospaced one of 12 pixels is 7.2 wide */
	LEFT = 64, TOP = 28, BOTTOM = 26, LANE = 14,
	GAP = 6,
	LEGEND = 230, SWATCH = 22, LEGEND_NAME = 20, /* its names are cut to so many columns */
	LEAST = 60, /* sides of what the lines get, if there are to be axes */
	TICKS = 64,
};

struct drawing {
	struct str *out;
	const struct plot *plot;
	const struct svg_colours *colours;
	struct rect inside; /* of the lines */
};

/* ---- Words --------------------------------------------------------------------- */

void svg_text(struct str *out, struct slice text)
{
	while (text.length) {
		uint32_t code;
		char bytes[4];
		size_t taken = text_decode(text, &code);
		bool refused = (code < ' ' && code != '\t' && code != '\n') || code == 0xFFFE || code == 0xFFFF;
		switch (code) {
		case '&': str_append_text(out, "&amp;"); break;
		case '<': str_append_text(out, "&lt;"); break;
		case '>': str_append_text(out, "&gt;"); break;
		case '"': str_append_text(out, "&quot;"); break;
		default: str_append(out, bytes, text_encode(refused ? 0xFFFD : code, bytes));
		}
		text = slice_make(text.data + taken, text.length - taken);
	}
}

static void append_words(const struct drawing *drawing, double x, double y, const char *anchor, enum role role,
                         struct slice text)
{
	str_printf(drawing->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#%06x\">", x, y, anchor,
	           (unsigned)drawing->colours->roles[role]);
	svg_text(drawing->out, text);
	str_append_text(drawing->out, "</text>\n");
}

static void append_rule(const struct drawing *drawing, double x1, double y1, double x2, double y2, enum role role,
                        const char *more)
{
	str_printf(drawing->out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#%06x\"%s/>\n", x1, y1, x2,
	           y2, (unsigned)drawing->colours->roles[role], more);
}

/* ---- Places ----------------------------------------------------------------------- */

static double place_x(const struct drawing *drawing, double position)
{
	return drawing->inside.x + position * drawing->inside.width;
}

static double place_y(const struct drawing *drawing, double value)
{
	double position = fmax(0, fmin(scale_position(&drawing->plot->y, value), 1));
	return drawing->inside.y + (1 - position) * drawing->inside.height;
}

/* ---- Lines ---------------------------------------------------------------------------- */

/* Through what a column holds, in an order that goes from its first value to its last. */
static void append_column(struct str *out, const struct drawing *drawing, const struct plot_column *column, double x,
                          char verb)
{
	str_printf(out, "%c%.1f %.1f", verb, x, place_y(drawing, column->first));
	if (verb == 'M')
		str_append_text(out, "h0"); /* a point alone is a dot */
	if (column->min < column->max) {
		bool up = column->last >= column->first;
		str_printf(out, "V%.1fV%.1f", place_y(drawing, up ? column->min : column->max),
		           place_y(drawing, up ? column->max : column->min));
		str_printf(out, "V%.1f", place_y(drawing, column->last));
	}
}

static const char *const dashes[] = {"", " stroke-dasharray=\"7 4\"", " stroke-dasharray=\"2 4\""};

static void append_line(const struct drawing *drawing, const struct plot_line *line)
{
	bool begun = false;
	struct str path = {0};
	for (size_t i = 0; i < line->count; i++) {
		const struct plot_column *column = &line->columns[i];
		if (isnan(column->first))
			continue;
		double x = place_x(drawing, ((double)i + 0.5) / (double)line->count);
		append_column(&path, drawing, column, x, begun && !column->gap_before ? 'L' : 'M');
		begun = true;
	}
	if (begun)
		str_printf(drawing->out, "<path d=\"%s\" fill=\"none\" stroke=\"#%06x\"%s%s/>\n", str_text(&path),
		           (unsigned)drawing->colours->roles[line->role], dashes[line->stroke],
		           line->faint ? " opacity=\"0.35\"" : " stroke-width=\"1.5\"");
	str_fini(&path);
}

static void append_lane_name(const struct drawing *drawing, double top, const char *name)
{
	append_words(drawing, drawing->inside.x - 6, top + LANE - 3, "end", ROLE_AXIS, slice_of(name));
}

static void append_events(const struct drawing *drawing, double top)
{
	struct lane_place place;
	int cells = drawing->inside.width / CHARACTER;
	double baseline = top + LANE - 3;
	append_lane_name(drawing, top, "evt");
	for (size_t at = 0; lane_next(drawing->plot, cells, &at, &place);) {
		char words[LANE_WORDS];
		struct slice letter = slice_make(&place.event->letter, 1);
		double x = place_x(drawing, (place.first + 0.5) / cells), end = place_x(drawing, (place.last + 0.5) / cells);
		append_words(drawing, x, baseline, "middle", place.event->role, letter);
		lane_say(&place, words);
		if (words[0] && text_width(slice_of(words)) < place.room + place.last - place.first)
			append_words(drawing, x + GAP, baseline, "start", ROLE_DIM, slice_of(words));
		if (place.last > place.first)
			append_rule(drawing, x, top + LANE, end, top + LANE, ROLE_DIM, "");
	}
}

static void append_marks(const struct drawing *drawing)
{
	const struct plot *plot = drawing->plot;
	double top = drawing->inside.y, bottom = top + drawing->inside.height;
	for (size_t i = 0; i <= plot->mark_count; i++) {
		bool cursor = i == plot->mark_count;
		double position = scale_position(&plot->x, cursor ? plot->cursor : plot->marks[i]);
		if (position >= 0 && position <= 1)
			append_rule(drawing, place_x(drawing, position), top, place_x(drawing, position), bottom,
			            cursor ? ROLE_CURSOR : ROLE_WARN, cursor ? "" : " stroke-dasharray=\"3 3\"");
	}
}

/* A small one that points up or down, between two heights. */
static void append_arrow(const struct drawing *drawing, double x, double foot, double tip)
{
	str_printf(drawing->out, "<path d=\"M%.1f %.1fh6L%.1f %.1fz\" fill=\"#%06x\"/>\n", x - 3, foot, x, tip,
	           (unsigned)drawing->colours->roles[ROLE_BAD]);
}

/* NaN is a stroke all over the lane, infinity an arrow in its half. */
static void append_bad(const struct drawing *drawing)
{
	const struct plot *plot = drawing->plot;
	double top = drawing->inside.y + drawing->inside.height + 2, bottom = top + LANE - 4, middle = (top + bottom) / 2;
	append_lane_name(drawing, top - 2, lane_bad_name(plot->bad_kinds));
	for (size_t i = 0; i < plot->bad_count; i++) {
		double x = place_x(drawing, ((double)i + 0.5) / (double)plot->bad_count);
		if (plot->bad[i].nan)
			append_rule(drawing, x, top + 1, x, bottom - 1, ROLE_BAD, " stroke-width=\"2\"");
		if (plot->bad[i].above)
			append_arrow(drawing, x, middle - 0.5, top);
		if (plot->bad[i].below)
			append_arrow(drawing, x, middle + 0.5, bottom);
	}
}

/* ---- Around them ------------------------------------------------------------------------ */

static void append_axes(const struct drawing *drawing, int x_labels_y)
{
	struct tick ticks[TICKS];
	const struct rect *inside = &drawing->inside;
	double right = inside->x + inside->width, bottom = inside->y + inside->height, name = right + GAP;
	size_t count = drawing->plot->y_unknown ? 0 : scale_ticks(&drawing->plot->y, inside->height / (2 * ROW), false, ticks, TICKS);
	for (size_t i = 0; i < count; i++) {
		double y = place_y(drawing, ticks[i].value);
		append_rule(drawing, inside->x, y, right, y, ROLE_GRID, " stroke-width=\"0.5\" opacity=\"0.5\"");
		append_words(drawing, inside->x - 6, y + 4, "end", ROLE_AXIS, slice_of(ticks[i].label));
	}
	count = scale_ticks(&drawing->plot->x, inside->width / CHARACTER, true, ticks, TICKS);
	for (size_t i = 0; i < count; i++) {
		double x = place_x(drawing, ticks[i].position);
		append_rule(drawing, x, inside->y, x, bottom, ROLE_GRID, " stroke-width=\"0.5\" opacity=\"0.5\"");
		append_words(drawing, x, x_labels_y, "middle", ROLE_AXIS, slice_of(ticks[i].label));
		name = fmax(name, x + (double)strlen(ticks[i].label) * CHARACTER / 2 + GAP); /* behind the last */
	}
	str_printf(drawing->out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#%06x\"/>\n",
	           inside->x, inside->y, inside->width, inside->height, (unsigned)drawing->colours->roles[ROLE_AXIS]);
	if (drawing->plot->x_name)
		append_words(drawing, name, x_labels_y, "start", ROLE_AXIS, slice_of(drawing->plot->x_name));
}

static void append_title(const struct drawing *drawing, struct rect area)
{
	append_words(drawing, drawing->inside.x, area.y + 18, "start", ROLE_STRONG, drawing->plot->title);
	append_words(drawing, drawing->inside.x + drawing->inside.width, area.y + 18, "end", ROLE_DIM,
	             drawing->plot->subtitle);
	if (drawing->plot->note)
		append_words(drawing, place_x(drawing, 0.5), drawing->inside.y + drawing->inside.height / 2.0, "middle",
		             ROLE_DIM, slice_of(drawing->plot->note));
}

/* Of the named lines; those for which there is no row are counted. */
static void append_legend(const struct drawing *drawing)
{
	int x = drawing->inside.x + drawing->inside.width + 12, row = 0, rows = drawing->inside.height / ROW, rest = 0;
	for (size_t i = 0; i < drawing->plot->line_count; i++) {
		const struct plot_line *line = plot_legend_line(drawing->plot, i);
		if (!line->name.length)
			continue;
		if (row >= rows - 1) {
			rest++;
			continue;
		}
		struct str text = {0}, look = {0};
		str_printf(&look, " stroke-width=\"3\"%s", dashes[line->stroke]);
		int y = drawing->inside.y + ROW * row++ + FONT;
		append_rule(drawing, x, y - 4, x + SWATCH, y - 4, line->role, str_text(&look));
		text_fit(&text, line->name, LEGEND_NAME, TEXT_CUT_MIDDLE);
		append_words(drawing, x + SWATCH + GAP, y, "start", ROLE_TEXT, str_slice(&text));
		append_words(drawing, x + LEGEND - 20, y, "end", ROLE_DIM, slice_of(line->value));
		str_fini(&text);
		str_fini(&look);
	}
	struct str more = {0};
	str_printf(&more, "and %d more", rest);
	if (rest)
		append_words(drawing, x + SWATCH + GAP, drawing->inside.y + ROW * row + FONT, "start", ROLE_DIM, str_slice(&more));
	str_fini(&more);
}

void svg_plot(struct str *out, const struct plot *plot, struct rect area, const struct svg_colours *colours)
{
	struct drawing drawing = {out, plot, colours, area};
	int bad_lane = plot->bad_kinds ? LANE : 0, lane = bad_lane + (plot->event_lane ? LANE : 0);
	bool axes = area.width >= LEFT + LEGEND + LEAST && area.height >= TOP + BOTTOM + lane + LEAST;
	if (axes)
		drawing.inside = (struct rect){area.x + LEFT, area.y + TOP, area.width - LEFT - LEGEND,
		                               area.height - TOP - BOTTOM - lane};
	if (axes) {
		append_axes(&drawing, drawing.inside.y + drawing.inside.height + lane + FONT + 4);
		append_title(&drawing, area);
	}
	for (size_t i = 0; i < plot->line_count; i++)
		append_line(&drawing, &plot->lines[i]);
	append_marks(&drawing);
	if (plot->bad_kinds)
		append_bad(&drawing);
	if (axes && plot->event_lane)
		append_events(&drawing, drawing.inside.y + drawing.inside.height + bad_lane);
	if (axes)
		append_legend(&drawing);
}

void svg_begin(struct str *out, int width, int height, const struct svg_colours *colours)
{
	str_printf(out,
	           "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	           "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
	           "font-family=\"monospace\" font-size=\"%d\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\n"
	           "<rect width=\"100%%\" height=\"100%%\" fill=\"#%06x\"/>\n",
	           width, height, width, height, FONT, (unsigned)colours->background);
}

void svg_end(struct str *out)
{
	str_append_text(out, "</svg>\n");
}
