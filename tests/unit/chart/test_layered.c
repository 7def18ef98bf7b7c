/* Layered drawings: ranks, circles, what passes ranks, crossings, limits. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "chart/layered.h"

#include <locale.h>
#include <stdlib.h>

#define WIDTH 7

struct drawing {
	struct layered layered;
	struct layered_box boxes[LAYERED_BOXES];
	struct layered_edge edges[LAYERED_EDGES];
	uint32_t box_count, edge_count;
};

static void edge(struct drawing *drawing, uint32_t from, uint32_t to)
{
	drawing->edges[drawing->edge_count++] = (struct layered_edge){.from = from, .to = to};
}

static void make(struct drawing *drawing, uint32_t box_count)
{
	for (uint32_t i = 0; i < box_count; i++)
		if (!drawing->boxes[i].width)
			drawing->boxes[i].width = WIDTH;
	drawing->box_count = box_count;
	layered_make(&drawing->layered, drawing->boxes, box_count, drawing->edges, drawing->edge_count, 40);
}

static void expect(const struct drawing *drawing, enum charset charset, const char *want)
{
	const struct layered *layered = &drawing->layered;
	struct canvas canvas;
	struct str text = {0};
	enum role *edges = xcalloc(LAYERED_EDGES, sizeof *edges), *boxes = xcalloc(LAYERED_BOXES, sizeof *boxes);
	for (int i = 0; i < LAYERED_EDGES; i++)
		edges[i] = ROLE_BORDER;
	canvas_init(&canvas, layered->columns, layered->rows, charset);
	layered_paint(layered, &canvas, (struct rect){0, 0, layered->columns, layered->rows}, 0, 0, &(struct layered_looks){edges, boxes});
	for (uint32_t i = 0; i < drawing->box_count; i++)
		canvas_put(&canvas, layered->boxes[i].x + 2, layered->boxes[i].y + 1, 'a' + i, ROLE_TEXT, 0);
	canvas_to_text(&canvas, &text);
	assert_string_equal(str_text(&text), want);
	str_fini(&text);
	canvas_fini(&canvas);
	free(edges);
	free(boxes);
}

static struct drawing *new_drawing(void)
{
	return xcalloc(1, sizeof(struct drawing));
}

static void free_drawing(struct drawing *drawing)
{
	layered_fini(&drawing->layered);
	free(drawing);
}

/* A line that passes a rank has a column there; what joins is of one box. */
static void past_a_rank(void **state)
{
	struct drawing *drawing = new_drawing();
	edge(drawing, 0, 1);
	edge(drawing, 1, 2);
	edge(drawing, 0, 2);
	drawing->edges[0].dotted = true;
	make(drawing, 3);
	expect(drawing, CHARSET_UNICODE,
	       "  ┌─────┐\n"
	       "  │ a   │\n"
	       "  └─┬─┬─┘\n"
	       "    ┊ └─┐\n"
	       "┌───▼─┐ │\n"
	       "│ b   │ │\n"
	       "└──┬──┘ │\n"
	       "   └──┐ │\n"
	       "    ┌─▼─▼─┐\n"
	       "    │ c   │\n"
	       "    └─────┘\n");
	free_drawing(drawing);
}

/* Turned where it would lead back to where one comes in; an arrow up is at that end. */
static void circles(void **state)
{
	struct drawing *drawing = new_drawing();
	edge(drawing, 2, 0);
	edge(drawing, 0, 1);
	edge(drawing, 1, 2);
	edge(drawing, 2, 2); /* to itself: no line */
	edge(drawing, 3, 0);
	make(drawing, 4);
	assert_true(drawing->layered.edges[0].back);
	assert_true(drawing->layered.edges[3].left_out);
	assert_int_equal(drawing->layered.left_out, 0);
	expect(drawing, CHARSET_ASCII,
	       "  +-----+\n"
	       "  | d   |\n"
	       "  +--+--+\n"
	       "     |\n"
	       "  +--v--+\n"
	       "  | a   |\n"
	       "  +-^-+-+\n"
	       "  +-+ |\n"
	       "  | +-v---+\n"
	       "  | | b   |\n"
	       "  | +--+--+\n"
	       "  | +--+\n"
	       "+-+-v-+\n"
	       "| c   |\n"
	       "+-----+\n");
	free_drawing(drawing);
}

/* Ordered so that none is left; those that can't be undone pass over one another, and nothing looks like a join. */
static void crossings(void **state)
{
	struct drawing *drawing = new_drawing();
	edge(drawing, 0, 3);
	edge(drawing, 1, 2);
	make(drawing, 4);
	expect(drawing, CHARSET_ASCII,
	       "+-----+  +-----+\n"
	       "| a   |  | b   |\n"
	       "+--+--+  +--+--+\n"
	       "   |        |\n"
	       "+--v--+  +--v--+\n"
	       "| d   |  | c   |\n"
	       "+-----+  +-----+\n");
	free_drawing(drawing);
	drawing = new_drawing();
	for (uint32_t i = 0; i < 3; i++)
		for (uint32_t k = 3; k < 5; k++)
			edge(drawing, i, k);
	make(drawing, 5);
	expect(drawing, CHARSET_UNICODE,
	       "┌─────┐  ┌─────┐  ┌─────┐\n"
	       "│ a   │  │ b   │  │ c   │\n"
	       "└──┬──┘  └──┬──┘  └──┬──┘\n"
	       "   │     ┌──│─────┬──┘\n"
	       "   │   ┌─│──┴───┐ │\n"
	       "   └─┬─│─│────┐ │ │\n"
	       "    ┌▼─▼─▼┐  ┌▼─▼─▼┐\n"
	       "    │ d   │  │ e   │\n"
	       "    └─────┘  └─────┘\n");
	free_drawing(drawing);
}

/* What feeds only something far down stands near to it; what nothing is at, below all in rows. */
static void near_what_it_feeds(void **state)
{
	struct drawing *drawing = new_drawing();
	edge(drawing, 0, 1);
	edge(drawing, 1, 2);
	edge(drawing, 3, 2);
	make(drawing, 12);
	assert_int_equal(drawing->layered.boxes[3].rank, 1);
	assert_true(drawing->layered.boxes[4].alone);
	assert_int_equal(drawing->layered.boxes[4].y, drawing->layered.boxes[2].y + LAYERED_HEIGHT + 1);
	assert_int_equal(drawing->layered.boxes[8].y, drawing->layered.boxes[4].y + LAYERED_HEIGHT);
	assert_int_equal(layered_at(&drawing->layered, drawing->layered.boxes[8].x + 1, drawing->layered.boxes[8].y + 1), 8);
	assert_int_equal(layered_at(&drawing->layered, 1000, 0), UINT32_MAX);
	free_drawing(drawing);
}

static void moving(void **state)
{
	struct drawing *drawing = new_drawing();
	edge(drawing, 0, 1);
	edge(drawing, 0, 2);
	edge(drawing, 2, 3);
	make(drawing, 5);
	const struct layered *layered = &drawing->layered;
	assert_int_equal(layered_next(layered, 0, 0, -1), 0);
	assert_int_equal(layered_next(layered, 3, 0, -1), 2);
	assert_int_equal(layered_next(layered, 2, 0, 1), 3);
	assert_int_equal(layered_next(layered, 1, 1, 0), 2);
	assert_int_equal(layered_next(layered, 1, -1, 0), 1);
	assert_int_equal(layered_next(layered, 1, 0, 1), 3); /* no edge leads on: the next row */
	assert_int_equal(layered_next(layered, 3, 0, 1), 4);
	free_drawing(drawing);
}

/* ---- Any graph ---- */

static struct drawing *any(unsigned seed, uint32_t box_count, uint32_t edge_count)
{
	struct drawing *drawing = new_drawing();
	uint32_t state = seed * 2654435761u + 1;
	for (uint32_t i = 0; i < edge_count; i++) {
		state = state * 1664525u + 1013904223u;
		uint32_t from = (state >> 8) % box_count;
		state = state * 1664525u + 1013904223u;
		edge(drawing, from, (from + 1 + (state >> 8) % (box_count / 4 + 2)) % box_count);
	}
	make(drawing, box_count);
	return drawing;
}

static void check_boxes(const struct layered *layered)
{
	for (uint32_t i = 0; i < layered->box_count; i++) {
		const struct layered_box *a = &layered->boxes[i];
		struct rect own = {a->x, a->y, a->width, LAYERED_HEIGHT};
		assert_true(rect_inside(own, (struct rect){0, 0, layered->columns, layered->rows}));
		for (uint32_t k = 0; k < i; k++) {
			const struct layered_box *b = &layered->boxes[k];
			assert_false(rect_overlap(own, (struct rect){b->x, b->y, b->width, LAYERED_HEIGHT}));
		}
	}
}

/* Every edge is one line from frame to frame, each of its parts begins where the one before ended. */
static void check_lines(const struct layered *layered)
{
	size_t at = 0;
	for (uint32_t i = 0; i < layered->edge_count; i++) {
		const struct layered_edge *edge = &layered->edges[i];
		const struct layered_box *above = &layered->boxes[edge->back ? edge->to : edge->from];
		const struct layered_box *below = &layered->boxes[edge->back ? edge->from : edge->to];
		if (edge->left_out)
			continue;
		int x = layered->lines[at].x0, y = above->y + LAYERED_HEIGHT - 1;
		assert_true(x > above->x && x < above->x + above->width - 1);
		for (; at < layered->line_count && layered->lines[at].edge == i; at++) {
			const struct layered_line *line = &layered->lines[at];
			assert_true(line->y0 == y && (line->x0 == x || line->x1 == x));
			assert_true(line->x0 == line->x1 || line->y0 == line->y1);
			x = line->x0 == x ? line->x1 : line->x0;
			y = line->y1;
		}
		assert_int_equal(y, below->y);
		assert_true(x > below->x && x < below->x + below->width - 1);
	}
	assert_int_equal(at, layered->line_count);
}

static void any_graph(void **state)
{
	for (unsigned seed = 0; seed < 60; seed++) {
		struct drawing *drawing = any(seed, 2 + seed % 30, seed * 2);
		check_boxes(&drawing->layered);
		check_lines(&drawing->layered);
		free_drawing(drawing);
	}
}

static void at_its_limits(void **state)
{
	struct drawing *drawing = any(7, LAYERED_BOXES, LAYERED_EDGES);
	check_boxes(&drawing->layered);
	check_lines(&drawing->layered);
	assert_true(drawing->layered.left_out > 0);
	free_drawing(drawing);
	drawing = new_drawing();
	make(drawing, 0);
	assert_int_equal(drawing->layered.rows, 0);
	free_drawing(drawing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(past_a_rank), cmocka_unit_test(circles), cmocka_unit_test(crossings), cmocka_unit_test(near_what_it_feeds),
		cmocka_unit_test(moving),      cmocka_unit_test(any_graph), cmocka_unit_test(at_its_limits),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
