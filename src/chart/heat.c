#include "chart/heat.h"

#include <math.h>

#define STOPS 6

static uint32_t mix(const uint8_t stops[STOPS][3], double level)
{
	double at = fmin(fmax(level, 0), 1) * (STOPS - 1);
	int below = at >= STOPS - 1 ? STOPS - 2 : (int)at;
	uint32_t colour = 0;
	for (int i = 0; i < 3; i++) {
		double value = stops[below][i] + (at - below) * (stops[below + 1][i] - stops[below][i]);
		colour = colour << 8 | (uint32_t)(value + 0.5);
	}
	return colour;
}

uint32_t heat_colour(double level)
{
	static const uint8_t stops[STOPS][3] = {
		{63, 1, 84}, {44, 58, 140}, {42, 120, 142}, {34, 168, 132}, {122, 209, 81}, {253, 231, 37}};
	return level > 0 ? mix(stops, level) : HALF_CLEAR;
}

uint32_t heat_balance(double level)
{
	static const uint8_t stops[STOPS][3] = {
		{60, 120, 230}, {105, 145, 210}, {125, 130, 150}, {150, 130, 125}, {215, 120, 90}, {225, 60, 50}};
	return isnan(level) ? HALF_CLEAR : mix(stops, level / 2 + 0.5);
}

void heat_paint(struct canvas *canvas, struct rect area, const float *levels)
{
	for (int y = 0; y < area.height; y++)
		for (int x = 0; x < area.width; x++) {
			float upper = levels[2 * y * area.width + x], lower = levels[(2 * y + 1) * area.width + x];
			if (upper > 0 || lower > 0)
				canvas_halves(canvas, area.x + x, area.y + y, heat_colour(upper), heat_colour(lower),
				              fmax(upper, lower));
		}
}

void heat_scale_paint(struct canvas *canvas, int x, int y, int width, bool balance)
{
	for (int i = 0; i < width; i++) {
		double level = (i + 0.5) / width;
		uint32_t colour = balance ? heat_balance(2 * level - 1) : heat_colour(level);
		canvas_halves(canvas, x + i, y, colour, colour, balance ? fabs(2 * level - 1) : level);
	}
}
