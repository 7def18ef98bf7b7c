#include "ui/colour.h"

#define UPPER_HALF 0x2580
#define LOWER_HALF 0x2584
#define FIRST_OF_CUBE 16
#define FIRST_GREY 232
/* 64 levels a channel, which no eye tells from 256 in so few cells: curses has some 32,000 pairs of colours. */
#define FINE_ENOUGH 0xFCFCFC

/* As xterm has the 16. */
static const int32_t few[16] = {
	0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
	0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
};

int32_t colour_indexed(int n)
{
	if (n < FIRST_OF_CUBE)
		return few[n];
	if (n >= FIRST_GREY)
		return (8 + 10 * (n - FIRST_GREY)) * 0x010101;
	n -= FIRST_OF_CUBE;
	int steps[3] = {n / 36, n / 6 % 6, n % 6};
	int32_t colour = 0;
	for (int i = 0; i < 3; i++)
		colour = colour << 8 | (steps[i] ? 55 + 40 * steps[i] : 0);
	return colour;
}

static int apart(int32_t a, int32_t b)
{
	int red = (a >> 16 & 255) - (b >> 16 & 255), green = (a >> 8 & 255) - (b >> 8 & 255), blue = (a & 255) - (b & 255);
	return red * red + green * green + blue * blue;
}

static int cube_step(int level)
{
	return level < 48 ? 0 : level < 115 ? 1 : (level - 35) / 40;
}

int32_t colour_of_256(int32_t rgb)
{
	int red = rgb >> 16 & 255, green = rgb >> 8 & 255, blue = rgb & 255;
	int cube = FIRST_OF_CUBE + 36 * cube_step(red) + 6 * cube_step(green) + cube_step(blue);
	int level = (red + green + blue) / 3;
	int grey = FIRST_GREY + (level < 8 ? 0 : level > 238 ? 23 : (level - 3) / 10);
	return apart(colour_indexed(grey), rgb) < apart(colour_indexed(cube), rgb) ? grey : cube;
}

int32_t colour_of_16(int32_t rgb)
{
	int best = 0;
	for (int i = 1; i < 16; i++)
		if (apart(few[i], rgb) < apart(few[best], rgb))
			best = i;
	return best;
}

static int32_t at_depth(uint32_t rgb, enum colour_depth depth)
{
	if (rgb == HALF_CLEAR || depth == COLOUR_MONO)
		return THEME_DEFAULT;
	if (depth == COLOUR_256)
		return colour_of_256((int32_t)rgb);
	if (depth == COLOUR_16)
		return colour_of_16((int32_t)rgb);
	int32_t fine = (int32_t)(rgb & FINE_ENOUGH);
	return fine < 8 ? 8 : fine; /* see theme_style */
}

static uint32_t between(uint32_t a, uint32_t b)
{
	if (a == HALF_CLEAR || b == HALF_CLEAR)
		return a == HALF_CLEAR ? b : a;
	return ((a >> 1) & 0x7F7F7F) + ((b >> 1) & 0x7F7F7F);
}

struct painted colour_paint(const struct cell *cell, enum charset charset, enum colour_depth depth)
{
	int32_t upper = at_depth(cell->halves[0], depth), lower = at_depth(cell->halves[1], depth);
	struct style style = {THEME_DEFAULT, THEME_DEFAULT, 0};
	if (depth == COLOUR_MONO)
		return (struct painted){cell->code[0], style};
	if (cell->painted == PAINTED_INK) {
		style.foreground = upper;
		return (struct painted){cell->code[0], style};
	}
	if (charset != CHARSET_UNICODE) {
		style.background = at_depth(between(cell->halves[0], cell->halves[1]), depth);
		return (struct painted){' ', style};
	}
	if (upper == lower) {
		style.background = upper;
		return (struct painted){' ', style};
	}
	/* The half without a colour must be the background. */
	bool flipped = upper == THEME_DEFAULT;
	style.foreground = flipped ? lower : upper;
	style.background = flipped ? upper : lower;
	return (struct painted){flipped ? LOWER_HALF : UPPER_HALF, style};
}
