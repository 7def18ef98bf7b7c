#include "chart/spark.h"

#include <math.h>

#define LEVELS 8
#define BLOCK_LOWEST 0x2581u /* one eighth; the full block is seven further on */
#define BLOCK_FULL 0x2588u   /* the left blocks follow it: seven eighths … one */

/* The newest finite of the values that cell `cell` of `width` stands for; NaN for none. */
static double value_of_cell(const double *values, size_t count, int width, int cell)
{
	size_t from = (size_t)cell, to = from + 1;

	if (count > (size_t)width) {
		from = (size_t)((double)count * cell / width);
		to = (size_t)((double)count * (cell + 1) / width);
	}
	if (to > count)
		to = count;
	for (size_t i = to; i > from; i--)
		if (isfinite(values[i - 1]))
			return values[i - 1];
	return NAN;
}

static int level_of(double value, double low, double high)
{
	/* Halved: high - low may be more than a double holds. */
	double part = (value / 2 - low / 2) / (high / 2 - low / 2);

	return high / 2 > low / 2 ? (int)lround(part * (LEVELS - 1)) : LEVELS / 2 - 1;
}

void spark_paint(struct canvas *canvas, int x, int y, int width, const double *values, size_t count, enum role role)
{
	double low = INFINITY, high = -INFINITY;

	for (int i = 0; i < width; i++) {
		double value = value_of_cell(values, count, width, i);

		if (isfinite(value)) {
			low = fmin(low, value);
			high = fmax(high, value);
		}
	}
	for (int i = 0; i < width; i++) {
		double value = value_of_cell(values, count, width, i);
		uint32_t code = isfinite(value) ? BLOCK_LOWEST + (uint32_t)level_of(value, low, high) : ' ';

		canvas_put(canvas, x + i, y, code, role, 0);
	}
}

void level_paint(struct canvas *canvas, int x, int y, double level, enum role role)
{
	double part = level > 0 ? fmin(level, 1) : 0;
	if (!isnan(level))
		canvas_put(canvas, x, y, BLOCK_LOWEST + (uint32_t)(part * (LEVELS - 0.01)), role, 0);
}

void bar_paint(struct canvas *canvas, int x, int y, int width, double part, enum role role)
{
	double filled = part > 0 ? fmin(part, 1) * width : 0;
	int step = canvas->charset != CHARSET_UNICODE ? 8 : 1; /* whole cells only */
	int eighths = (int)lround(filled * 8 / step) * step;

	for (int i = 0; i < width; i++) {
		int here = eighths - i * 8;
		uint32_t code = here >= 8 ? BLOCK_FULL : here > 0 ? BLOCK_FULL + (uint32_t)(8 - here) : ' ';

		canvas_put(canvas, x + i, y, code, role, 0);
	}
}
