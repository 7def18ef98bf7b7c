/* What charts look like (golden files), and that none of any size draws outside of its area. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "chart/lane.h"
#include "golden.h"

#include <locale.h>
#include <math.h>

/* A curve for charts of any size: made into columns as a view would. */
struct curve {
	double (*value)(double x);
	int points; /* evenly over the x axis; 0: many for each column */
};

static double loss(double x)
{
	return 2.3 + 1.7 * exp(-6 * x) + 0.02 * sin(90 * x);
}

static double val_loss(double x)
{
	return 2.2 + 1.4 * exp(-3 * x);
}

static double rising(double x)
{
	return 2.3 + 1.5 * x;
}

static double flat_with_spike(double x)
{
	return x > 0.6 && x < 0.601 ? 3.9 : 2.5;
}

static double with_nan(double x)
{
	return x > 0.4 && x < 0.5 ? NAN : loss(x);
}

static double steep(double x)
{
	return pow(10, -1 - 5 * x);
}

static double around_zero(double x)
{
	return 5 * sin(6.28 * x) * x;
}

static void add_point(struct plot_column *columns, int count, double x, double y, bool *gap)
{
	int index = scale_column(x, count);
	struct plot_column *column = &columns[index];

	if (!isfinite(y)) {
		*gap = true;
		return;
	}
	if (isnan(column->first)) {
		*column = (struct plot_column){y, y, y, y, *gap};
		*gap = false;
	}
	column->last = y;
	column->min = fmin(column->min, y);
	column->max = fmax(column->max, y);
}

static struct plot_column *columns_of(struct curve curve, int count)
{
	struct plot_column *columns = xcalloc((size_t)count + 1, sizeof *columns);
	int points = curve.points ? curve.points : 5000;
	bool gap = false;

	for (int i = 0; i < count; i++)
		columns[i] = (struct plot_column){NAN, NAN, NAN, NAN, false};
	for (int i = 0; count && i < points; i++) {
		double x = points > 1 ? i / (points - 1.0) : 0.5;

		add_point(columns, count, x, curve.value(x), &gap);
	}
	return columns;
}

#define LINES_MOST 4

static const char *const names[] = {"lr3e-4", "lr1e-4", "base", "seed1"};
static const uint32_t marks[] = {0x25A0, 0x25C6, 0x25AA, 0x25CF};

static struct plot basic(void)
{
	return (struct plot){
		.x = scale_of(SCALE_LINEAR, 0, 412000, false),
		.y = scale_of(SCALE_LINEAR, 2.29, 4.0, true),
		.title = slice_of("train/loss"),
		.subtitle = slice_of("raw 2.310  smooth 2.334"),
		.x_name = "step",
		.cursor = NAN,
		.axes = true,
		.frame = true,
	};
}

static void paint(struct plot *plot, const struct curve *curves, size_t count, struct canvas *canvas,
                  struct rect area)
{
	struct plot_layout layout = plot_layout(plot, area);
	struct plot_line lines[LINES_MOST] = {0};

	for (size_t i = 0; i < count; i++) {
		lines[i] = (struct plot_line){
			.columns = columns_of(curves[i], layout.dot_columns),
			.count = (size_t)layout.dot_columns,
			.role = (enum role)(ROLE_SERIES_0 + i),
			.stroke = (enum plot_stroke)(i % 3),
			.mark = marks[i],
			.name = slice_of(names[i]),
			.value = "2.310",
		};
	}
	plot->lines = lines;
	plot->line_count = count;
	plot_paint(plot, canvas, area);
	for (size_t i = 0; i < count; i++)
		free((void *)lines[i].columns);
}

static void check(const char *name, struct plot *plot, const struct curve *curves, size_t count, int columns,
                  int rows, enum charset charset)
{
	struct canvas canvas;

	canvas_init(&canvas, columns, rows, charset);
	paint(plot, curves, count, &canvas, (struct rect){0, 0, columns, rows});
	golden_check(name, &canvas);
	canvas_fini(&canvas);
}

static const struct curve one_line[] = {{loss, 0}};
static const struct curve three_lines[] = {{loss, 0}, {val_loss, 0}, {rising, 0}};

static void line(void **state)
{
	struct plot plot = basic();

	check("chart/line_80x20", &plot, one_line, 1, 80, 20, CHARSET_UNICODE);
	check("chart/line_40x10", &plot, one_line, 1, 40, 10, CHARSET_UNICODE);
	check("chart/line_20x5", &plot, one_line, 1, 20, 5, CHARSET_UNICODE);
	check("chart/line_12x4", &plot, one_line, 1, 12, 4, CHARSET_UNICODE);
}

static void without_frame(void **state)
{
	struct plot plot = basic();

	plot.frame = false;
	plot.subtitle = slice_of("2.310");
	check("chart/plain_40x6", &plot, one_line, 1, 40, 6, CHARSET_UNICODE);
	check("chart/plain_40x2", &plot, one_line, 1, 40, 2, CHARSET_UNICODE);
	check("chart/plain_10x3", &plot, one_line, 1, 10, 3, CHARSET_UNICODE);
}

/* The sign of it is there whatever room the title takes. */
static void waiting(void **state)
{
	struct plot plot = basic();

	plot.title = slice_of("a/name/that/leaves/no/room/for/anything/else");
	plot.waiting = true;
	check("chart/waiting_30x5", &plot, one_line, 1, 30, 5, CHARSET_UNICODE);
	check("chart/waiting_60x5", &plot, one_line, 1, 60, 5, CHARSET_UNICODE);
	plot.frame = false;
	check("chart/waiting_plain_30x5", &plot, one_line, 1, 30, 5, CHARSET_UNICODE);
}

static void several_lines(void **state)
{
	struct plot plot = basic();

	plot.legend = true;
	plot.focused = true;
	plot.cursor = 184200;
	check("chart/three_80x16", &plot, three_lines, 3, 80, 16, CHARSET_UNICODE);
	check("chart/legend_two_56x12", &plot, three_lines, 2, 56, 12, CHARSET_UNICODE);
}

static void a_spike_is_seen(void **state)
{
	struct plot plot = basic();
	struct curve spike[] = {{flat_with_spike, 0}};

	check("chart/spike_56x8", &plot, spike, 1, 56, 8, CHARSET_UNICODE);
}

static void bad_lane(void **state)
{
	struct plot plot = basic();
	struct curve curve[] = {{with_nan, 0}};
	struct plot_bad bad[100] = {[40] = {1, 0, 0}, [44] = {7, 0, 0}, [60] = {3, 0, 0}, [61] = {2, 0, 0}};
	double restarts[] = {100000, 300000};

	plot.bad_kinds = PLOT_NAN;
	plot.bad = bad;
	plot.bad_count = 100;
	plot.marks = restarts;
	plot.mark_count = 2;
	check("chart/nan_56x12", &plot, curve, 1, 56, 12, CHARSET_UNICODE);
}

/* Each kind has its mark, several in a cell have one of their own; the lane is named after what there is. */
static void infinity_is_no_nan(void **state)
{
	struct plot plot = basic();
	struct curve curve[] = {{with_nan, 0}};
	struct plot_bad bad[100] = {[10] = {0, 1, 0}, [20] = {0, 0, 12}, [40] = {1, 0, 0}, [44] = {7, 0, 0}, [60] = {0, 3, 0}, [61] = {0, 0, 2}, [98] = {1, 1, 0}};

	plot.bad_kinds = PLOT_NAN | PLOT_ABOVE | PLOT_BELOW;
	plot.bad = bad;
	plot.bad_count = 100;
	check("chart/infinite_56x12", &plot, curve, 1, 56, 12, CHARSET_UNICODE);
	check("chart/infinite_ascii_56x12", &plot, curve, 1, 56, 12, CHARSET_ASCII);
	static const struct {
		unsigned kinds;
		const char *name;
	} lanes[] = {{PLOT_NAN, "NaN"}, {PLOT_ABOVE, "+inf"}, {PLOT_BELOW, "-inf"}, {PLOT_ABOVE | PLOT_BELOW, "inf"}, {PLOT_NAN | PLOT_BELOW, "NaN/inf"}};
	for (size_t i = 0; i < sizeof lanes / sizeof *lanes; i++)
		assert_string_equal(lane_bad_name(lanes[i].kinds), lanes[i].name);
}

/* Usual things that stand close are told by their number; what is grave, or has room, stands where it was. */
static void events_fold(void **state)
{
	struct plot plot = basic();
	struct plot_event events[40];
	size_t count = 0;

	for (int i = 0; i < 16; i++) /* two of them to a cell at the smallest size */
		events[count++] = (struct plot_event){20000 + i * 4000, '?', 5, ROLE_DIM, true, 1, "pause 3s"};
	events[count++] = (struct plot_event){84000, 'R', 1, ROLE_BAD, false, 1, "restart 84k"};
	for (int i = 0; i < 6; i++)
		events[count++] = (struct plot_event){90000 + i * 5000, '?', 5, ROLE_DIM, true, 2, "pause 3s"};
	for (int i = 0; i < 5; i++)
		events[count++] = (struct plot_event){180000 + i * 50000, 'c', 4, ROLE_AXIS, true, 1, "checkpoint 9s"};
	plot.events = events;
	plot.event_count = count;
	plot.event_lane = true;
	check("chart/events_40x12", &plot, one_line, 1, 40, 12, CHARSET_UNICODE);
	check("chart/events_80x12", &plot, one_line, 1, 80, 12, CHARSET_UNICODE);
	check("chart/events_200x12", &plot, one_line, 1, 200, 12, CHARSET_UNICODE);
}

static void few_points(void **state)
{
	struct plot plot = basic();
	struct curve few[] = {{loss, 6}}, one[] = {{loss, 1}};

	check("chart/few_56x12", &plot, few, 1, 56, 12, CHARSET_UNICODE);
	check("chart/one_56x8", &plot, one, 1, 56, 8, CHARSET_UNICODE);
	plot.note = "no points";
	check("chart/none_56x8", &plot, NULL, 0, 56, 8, CHARSET_UNICODE);
}

static void other_scales(void **state)
{
	struct plot plot = basic();
	struct curve log_curve[] = {{steep, 0}}, zero[] = {{around_zero, 0}};

	plot.y = scale_of(SCALE_LOG, 1e-6, 1e-1, true);
	plot.x = scale_of(SCALE_DURATION, 0, 7200, false);
	plot.x_name = "";
	check("chart/log_56x14", &plot, log_curve, 1, 56, 14, CHARSET_UNICODE);
	plot.y = scale_of(SCALE_SYMLOG, -5, 5, true);
	check("chart/symlog_56x14", &plot, zero, 1, 56, 14, CHARSET_UNICODE);
}

static void markers(void **state)
{
	struct plot plot = basic();

	plot.legend = true;
	check("chart/ascii_56x12", &plot, three_lines, 2, 56, 12, CHARSET_ASCII);
	plot.marker = PLOT_QUADRANT;
	check("chart/quadrant_56x12", &plot, three_lines, 2, 56, 12, CHARSET_UNICODE);
	plot.marker = PLOT_HALF;
	check("chart/half_56x12", &plot, three_lines, 2, 56, 12, CHARSET_UNICODE);
}

static bool is_pristine(const struct cell *cell)
{
	return cell->code[0] == 'z' && cell->role == ROLE_HELP;
}

static void any_size_stays_inside(void **state)
{
	struct plot_bad bad[400] = {[3] = {2, 0, 0}};
	struct plot plot = basic();

	plot.legend = true;
	plot.bad_kinds = PLOT_NAN;
	plot.bad = bad;
	plot.bad_count = 400;
	plot.cursor = 1e5;
	for (int i = 0; i < 61 * 24; i++) {
		struct rect area = {3, 2, (i % 24) * (i % 24) / 4, i / 24};
		struct canvas canvas;

		plot.frame = i & 1;
		plot.marker = (enum plot_marker)(i % 4);
		canvas_init(&canvas, 140, 66, i % 7 == 0 ? CHARSET_ASCII : CHARSET_UNICODE);
		canvas_fill(&canvas, (struct rect){0, 0, 140, 66}, 'z', ROLE_HELP, 0);
		paint(&plot, three_lines, 3, &canvas, area);
		for (int y = 0; y < 66; y++)
			for (int x = 0; x < 140; x++)
				if (!rect_contains(area, x, y))
					assert_true(is_pristine(canvas_at(&canvas, x, y)));
		canvas_fini(&canvas);
	}
}

static void layout_is_inside_and_apart(void **state)
{
	struct plot plot = basic();
	struct plot_bad bad[1] = {{1, 0, 0}};

	plot.bad_kinds = PLOT_NAN;
	plot.bad = bad;
	plot.bad_count = 1;
	for (int i = 0; i < 121 * 61 * 2; i++) {
		struct rect area = {5, 7, i / 2 % 121, i / 242};
		struct plot_layout layout;

		plot.frame = i & 1;
		layout = plot_layout(&plot, area);

		struct rect parts[] = {layout.plot, layout.y_labels, layout.x_labels, layout.title, layout.bad_lane};

		for (size_t a = 0; a < 5; a++) {
			assert_true(rect_empty(parts[a]) || rect_inside(parts[a], area));
			for (size_t b = 0; b < a; b++)
				assert_false(rect_overlap(parts[a], parts[b]));
		}
		assert_int_equal(layout.dot_columns, layout.plot.width * 2);
		assert_true(area.width < 3 || area.height < 1 || !rect_empty(layout.plot));
	}
}

/* What lies outside of the scale is cut off, not drawn along the edge. */
static void outside_is_cut_off(void **state)
{
	struct plot_column columns[76];
	struct plot_line drawn = {.columns = columns, .count = 76, .role = ROLE_SERIES_0};
	struct plot plot = basic();
	struct str empty = {0}, text = {0};
	struct canvas canvas;

	canvas_init(&canvas, 40, 10, CHARSET_UNICODE);
	plot_paint(&plot, &canvas, (struct rect){0, 0, 40, 10});
	canvas_to_text(&canvas, &empty);
	plot.lines = &drawn;
	plot.line_count = 1;
	for (int i = 0; i < 76; i++)
		columns[i] = i < 38 ? (struct plot_column){4.5, 6, 4.5, 1e300, false}
		                    : (struct plot_column){-1, -1, -1e300, 2, i == 38};
	plot_paint(&plot, &canvas, (struct rect){0, 0, 40, 10});
	canvas_to_text(&canvas, &text);
	assert_string_equal(str_text(&text), str_text(&empty));
	str_fini(&empty);
	str_fini(&text);
	canvas_fini(&canvas);
}

/* Where colours tell nothing, lines carry the marks of their legend; one alone needs none. */
static void marks_stand_for_colours(void **state)
{
	for (size_t count = 1; count <= 3; count += 2) {
		struct plot plot = basic();
		struct canvas canvas;

		plot.legend = true;
		canvas_init(&canvas, 80, 16, CHARSET_UNICODE);
		canvas.colourless = true;
		paint(&plot, three_lines, count, &canvas, (struct rect){0, 0, 80, 16});
		golden_check(count == 1 ? "chart/colourless_one_80x16" : "chart/colourless_three_80x16", &canvas);
		canvas_fini(&canvas);
	}
}

/* Values far outside of the scale, and without a place on it, must neither hang nor overflow. */
static void wild_values(void **state)
{
	const double wild[] = {1e308, -1e308, INFINITY, -INFINITY, NAN, 0, 5e-324, 3};
	enum scale_kind kinds[] = {SCALE_LINEAR, SCALE_LOG, SCALE_SYMLOG};
	struct plot_column columns[76];
	struct plot_line drawn = {.columns = columns, .count = 76, .role = ROLE_SERIES_0};
	struct plot plot = basic();

	plot.lines = &drawn;
	plot.line_count = 1;
	for (size_t k = 0; k < 3; k++) {
		struct canvas canvas;

		plot.y = scale_of(kinds[k], 1, 4, true);
		for (size_t i = 0; i < 76; i++)
			columns[i] = (struct plot_column){wild[i % 8], wild[(i / 3) % 8], wild[i * 5 % 8], wild[i / 2 % 8],
			                                  i % 11 == 0};
		canvas_init(&canvas, 40, 10, CHARSET_UNICODE);
		plot_paint(&plot, &canvas, (struct rect){0, 0, 40, 10});
		canvas_fini(&canvas);
	}
}

/* The ends are further apart than a double can tell: what goes from one to the other is seen at both. */
static void a_span_beyond_doubles(void **state)
{
	const double high = 0.9e308;
	struct plot_column columns[76];
	struct plot_line drawn = {.columns = columns, .count = 76, .role = ROLE_SERIES_0};
	struct plot plot = basic();
	struct canvas canvas;

	plot.lines = &drawn;
	plot.line_count = 1;
	plot.y = scale_of(SCALE_LINEAR, -1e308, 1e308, false);
	for (size_t i = 0; i < 76; i++)
		columns[i] = (struct plot_column){-high, high, -high, high, false};
	canvas_init(&canvas, 40, 10, CHARSET_UNICODE);
	plot_paint(&plot, &canvas, (struct rect){0, 0, 40, 10});
	golden_check("chart/widest_40x10", &canvas);
	canvas_fini(&canvas);
}

static int set_locale(void **state)
{
	return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : 1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line),
		cmocka_unit_test(without_frame),
		cmocka_unit_test(waiting),
		cmocka_unit_test(several_lines),
		cmocka_unit_test(a_spike_is_seen),
		cmocka_unit_test(bad_lane),
		cmocka_unit_test(infinity_is_no_nan),
		cmocka_unit_test(events_fold),
		cmocka_unit_test(few_points),
		cmocka_unit_test(other_scales),
		cmocka_unit_test(markers),
		cmocka_unit_test(any_size_stays_inside),
		cmocka_unit_test(layout_is_inside_and_apart),
		cmocka_unit_test(outside_is_cut_off),
		cmocka_unit_test(marks_stand_for_colours),
		cmocka_unit_test(wild_values),
		cmocka_unit_test(a_span_beyond_doubles),
	};

	return cmocka_run_group_tests(tests, set_locale, NULL);
}
