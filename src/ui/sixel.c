#include "ui/sixel.h"

#include "base/alloc.h"
#include "ui/few_colours.h"

#include <stdlib.h>
#include <string.h>

#define BAND 6
#define SHORTEST_RUN 4 /* "!4x" is no longer than "xxxx" */

static void append_run(struct str *out, unsigned char bits, int length)
{
	char letter = (char)('?' + bits);
	if (length >= SHORTEST_RUN)
		str_printf(out, "!%d%c", length, letter);
	for (; length > 0 && length < SHORTEST_RUN; length--)
		str_append_char(out, letter);
}

/* One colour of a band. What is empty at its end needs no bytes. */
static void append_row(struct str *out, const unsigned char *row, int width)
{
	while (width > 0 && !row[width - 1])
		width--;
	for (int from = 0, to; from < width; from = to) {
		to = from + 1;
		while (to < width && row[to] == row[from])
			to++;
		append_run(out, row[from], to - from);
	}
}

/* Which of the six pixels of each column have the colour. */
static void take_band(const struct few_colours *few, int width, int rows, const uint8_t *indices, unsigned char *bits,
                      bool *used)
{
	memset(used, 0, FEW_COLOURS_MOST * sizeof *used);
	for (int y = 0; y < rows; y++)
		for (int x = 0; x < width; x++)
			used[indices[y * width + x]] = true;
	for (int i = 0; i < few->count; i++)
		if (used[i])
			memset(bits + (size_t)i * (size_t)width, 0, (size_t)width);
	for (int y = 0; y < rows; y++)
		for (int x = 0; x < width; x++)
			bits[(size_t)indices[y * width + x] * (size_t)width + (size_t)x] |= (unsigned char)(1 << y);
}

static void append_band(struct str *out, const struct few_colours *few, int width, const unsigned char *bits,
                        const bool *used)
{
	bool first = true;
	for (int i = 0; i < few->count; i++) {
		if (!used[i])
			continue;
		str_printf(out, first ? "#%d" : "$#%d", i);
		append_row(out, bits + (size_t)i * (size_t)width, width);
		first = false;
	}
	str_append_char(out, '-');
}

bool sixel_append(struct str *out, const uint8_t *rgb, int width, int height, int colours)
{
	struct few_colours few;
	bool used[FEW_COLOURS_MOST];
	if (!few_colours_of(rgb, width, height, colours, &few))
		return false;
	unsigned char *bits = data_alloc((size_t)few.count, (size_t)width);
	if (bits) {
		/* Pixels that are square; those that are not set stay as they are. */
		str_printf(out, "\033P0;1q\"1;1;%d;%d", width, height);
		for (int i = 0; i < few.count; i++)
			str_printf(out, "#%d;2;%d;%d;%d", i, few.colours[i][0], few.colours[i][1], few.colours[i][2]);
		for (int y = 0; y < height; y += BAND) {
			take_band(&few, width, height - y < BAND ? height - y : BAND, few.indices + (size_t)y * (size_t)width,
			          bits, used);
			append_band(out, &few, width, bits, used);
		}
		str_append_text(out, "\033\\");
	}
	free(bits);
	few_colours_fini(&few);
	return bits != NULL;
}
