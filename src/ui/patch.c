#include "ui/patch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool patch_put(struct patch *patch, struct place at, uint8_t look, bool blank, struct slice text)
{
	if (patch->count == PATCH_CELLS || text.length > PATCH_TEXT)
		return false;
	struct patch_cell *cell = &patch->cells[patch->count++];
	*cell = (struct patch_cell){.at = at, .look = look, .blank = blank, .length = (uint8_t)text.length};
	memcpy(cell->text, text.data, text.length);
	return true;
}

/* ---- Order --------------------------------------------------------------------------------- */

static int compare(const void *left, const void *right)
{
	const struct place *a = &((const struct patch_cell *)left)->at, *b = &((const struct patch_cell *)right)->at;
	return a->row != b->row ? a->row - b->row : a->column - b->column;
}

static bool are_apart(const struct patch *patch)
{
	for (size_t i = 1; i < patch->count; i++)
		if (compare(&patch->cells[i - 1], &patch->cells[i]) == 0)
			return false;
	return true;
}

static bool is_beside(const struct patch_cell *left, const struct patch_cell *right)
{
	return left->at.row == right->at.row && left->at.column + 1 == right->at.column;
}

struct ordering {
	struct patch *patch;
	size_t count;
	bool (*suits)(const void *context, uint8_t blank, uint8_t look);
	const void *context;
};

static void take(struct ordering *ordering, size_t at)
{
	ordering->patch->cells[at].ordered = true;
	ordering->patch->order[ordering->count++] = (uint16_t)at;
}

static bool goes_with(const struct ordering *ordering, size_t at, uint8_t look)
{
	const struct patch_cell *cell = &ordering->patch->cells[at];
	return !cell->ordered && (cell->blank ? ordering->suits(ordering->context, cell->look, look) : cell->look == look);
}

/* Cells of a look, with the blanks right before and behind them. */
static void take_look(struct ordering *ordering, uint8_t look)
{
	struct patch_cell *cells = ordering->patch->cells;
	size_t count = ordering->patch->count;
	for (size_t i = 0; i < count; i++) {
		if (cells[i].blank || !goes_with(ordering, i, look))
			continue;
		size_t first = i;
		while (first && is_beside(&cells[first - 1], &cells[first]) && goes_with(ordering, first - 1, look))
			first--;
		for (; first < i; first++)
			take(ordering, first);
		take(ordering, i);
		while (i + 1 < count && is_beside(&cells[i], &cells[i + 1]) && goes_with(ordering, i + 1, look))
			take(ordering, ++i);
	}
}

bool patch_order(struct patch *patch, const uint8_t *looks, size_t count,
                 bool (*suits)(const void *context, uint8_t blank, uint8_t look), const void *context)
{
	struct ordering ordering = {.patch = patch, .suits = suits, .context = context};
	qsort(patch->cells, patch->count, sizeof *patch->cells, compare);
	if (!are_apart(patch))
		return false;
	for (size_t i = 0; i < count; i++)
		take_look(&ordering, looks[i]);
	for (size_t i = 0; i < patch->count; i++) /* blanks that stand alone */
		if (!patch->cells[i].ordered)
			take(&ordering, i);
	return true;
}

/* ---- Moves --------------------------------------------------------------------------------- */

#define WAY 32 /* bytes: more has no way */

/* By a sequence, or by a control character for each cell where that is no longer. */
static void go(char *way, int cells, char final, char control)
{
	char sequence[WAY];
	int length = cells == 1 ? snprintf(sequence, sizeof sequence, "\033[%c", final) :
	                          snprintf(sequence, sizeof sequence, "\033[%d%c", cells, final);
	if (!control || cells > length) {
		strcat(way, sequence);
		return;
	}
	size_t at = strlen(way);
	memset(way + at, control, (size_t)cells);
	way[at + (size_t)cells] = '\0';
}

void patch_move(struct place from, struct place to, struct str *out)
{
	char there[WAY], way[3 * WAY] = "";
	snprintf(there, sizeof there, to.column ? "\033[%d;%dH" : "\033[%dH", to.row + 1, to.column + 1);
	int down = to.row - from.row, right = to.column - from.column;
	if (from.row < 0) {
		str_append_text(out, there);
		return;
	}
	if (right < 0 && to.column == 0)
		strcat(way, "\r");
	else if (right < 0)
		go(way, -right, 'D', '\b');
	else if (right > 0)
		go(way, right, 'C', '\0');
	if (down)
		go(way, abs(down), down > 0 ? 'B' : 'A', down > 0 ? '\n' : '\0');
	str_append_text(out, strlen(way) <= strlen(there) ? way : there);
}
