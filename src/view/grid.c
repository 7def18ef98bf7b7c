#include "view/grid.h"

/* A chart is good at this size, and can still be read at the smaller one. */
enum { GOOD_WIDTH = 50, GOOD_HEIGHT = 12, SMALL_HEIGHT = 7, LEAST_WIDTH = 20, LEAST_HEIGHT = 4 };

static int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

/* Splits along the side on which the charts are longer; a cell is twice as high as wide. */
static void denser(struct grid *grid, struct rect area)
{
	int width = area.width / grid->columns, height = area.height / grid->rows;
	bool wide_enough = area.width / (grid->columns + 1) >= LEAST_WIDTH;
	bool high_enough = area.height / (grid->rows + 1) >= LEAST_HEIGHT;
	if (wide_enough && (width > 4 * height || !high_enough))
		grid->columns++;
	else if (high_enough)
		grid->rows++;
}

static void sparser(struct grid *grid, struct rect area)
{
	int width = area.width / grid->columns, height = area.height / grid->rows;
	if (grid->rows > 1 && (width > 4 * height || grid->columns == 1))
		grid->rows--;
	else if (grid->columns > 1)
		grid->columns--;
}

struct grid grid_for(struct rect area, int charts, int density)
{
	struct grid grid = {clamp(area.width / GOOD_WIDTH, 1, 4), 1};
	grid.rows = clamp(area.height / (area.height < 2 * GOOD_HEIGHT ? SMALL_HEIGHT : GOOD_HEIGHT), 1, 6);
	for (int i = 0; i < density; i++)
		denser(&grid, area);
	for (int i = 0; i > density; i--)
		sparser(&grid, area);
	if (charts < 1)
		charts = 1;
	while (grid.columns * (grid.rows - 1) >= charts)
		grid.rows--;
	while (grid.rows == 1 && grid.columns > charts)
		grid.columns--;
	return grid;
}
