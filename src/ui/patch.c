#include "ui/patch.h"

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

/* ---- Ways ---------------------------------------------------------------------------------- */

static int digits_of(int number)
{
	return number < 10 ? 1 : number < 100 ? 2 : number < 1000 ? 3 : 5;
}

/* By a sequence, or by a control character for each cell where that is no longer. */
static bool by_control(int cells, char control)
{
	return control && cells <= (cells == 1 ? 3 : 3 + digits_of(cells));
}

static int step_length(int cells, char control)
{
	return by_control(cells, control) ? cells : cells == 1 ? 3 : 3 + digits_of(cells);
}

static void append_step(struct str *out, int cells, char final, char control)
{
	if (cells == 1 && !control)
		str_printf(out, "\033[%c", final);
	else if (!by_control(cells, control))
		str_printf(out, "\033[%d%c", cells, final);
	for (int i = 0; i < cells && by_control(cells, control); i++)
		str_append_char(out, control);
}

static int absolute_length(struct place to)
{
	return 3 + digits_of(to.row + 1) + (to.column ? 1 + digits_of(to.column + 1) : 0);
}

/* From where it is: across, then up or down. */
static int relative_length(struct place from, struct place to)
{
	int down = to.row - from.row, right = to.column - from.column;
	int across = !right ? 0 : right < 0 && !to.column ? 1 : step_length(abs(right), right < 0 ? '\b' : '\0');
	return across + (down ? step_length(abs(down), down > 0 ? '\n' : '\0') : 0);
}

static int way_length(struct place from, struct place to)
{
	int absolute = absolute_length(to), relative = from.row < 0 ? absolute : relative_length(from, to);
	return relative < absolute ? relative : absolute;
}

void patch_move(struct place from, struct place to, struct str *out)
{
	int down = to.row - from.row, right = to.column - from.column;
	if (from.row < 0 || relative_length(from, to) > absolute_length(to)) {
		str_printf(out, to.column ? "\033[%d;%dH" : "\033[%dH", to.row + 1, to.column + 1);
		return;
	}
	if (right < 0 && !to.column)
		str_append_char(out, '\r');
	else if (right)
		append_step(out, abs(right), right < 0 ? 'D' : 'C', right < 0 ? '\b' : '\0');
	if (down)
		append_step(out, abs(down), down > 0 ? 'B' : 'A', down > 0 ? '\n' : '\0');
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
	struct place at, begun; /* of the cursor behind those that are ordered; where the last of them began */
	bool (*suits)(const void *context, uint8_t blank, uint8_t look);
	const void *context;
};

static bool goes_with(const struct ordering *ordering, size_t at, uint8_t look)
{
	const struct patch_cell *cell = &ordering->patch->cells[at];
	return !cell->ordered && (cell->blank ? ordering->suits(ordering->context, cell->look, look) : cell->look == look);
}

static struct place place_of(const struct patch *patch, const struct patch_stretch *stretch)
{
	return patch->cells[stretch->first].at;
}

/* Two that begin in a column: what is drawn in every other row is one, too. */
static bool is_below(struct place at, struct place above)
{
	return at.column == above.column && at.row > above.row && at.row - above.row <= 2;
}

static bool goes_on(const struct patch *patch, struct place at)
{
	for (size_t i = patch->stretch_count; i-- > 0;) {
		struct place above = place_of(patch, &patch->stretches[i]);
		if (is_below(at, above))
			return true;
		if (at.row - above.row > 2)
			break;
	}
	return false;
}

/* What lies side by side from `first` to before `end`. */
static void add_stretch(struct patch *patch, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		patch->cells[i].ordered = true;
	bool goes = goes_on(patch, patch->cells[first].at);
	patch->stretches[patch->stretch_count++] = (struct patch_stretch){(uint16_t)first, (uint16_t)end, goes};
}

/* Cells of a look, with the blanks right before and behind them. */
static void find_stretches(const struct ordering *ordering, uint8_t look)
{
	struct patch *patch = ordering->patch;
	const struct patch_cell *cells = patch->cells;
	patch->stretch_count = 0;
	for (size_t i = 0; i < patch->count; i++) {
		if (cells[i].blank || !goes_with(ordering, i, look))
			continue;
		size_t first = i;
		while (first && is_beside(&cells[first - 1], &cells[first]) && goes_with(ordering, first - 1, look))
			first--;
		while (i + 1 < patch->count && is_beside(&cells[i], &cells[i + 1]) && goes_with(ordering, i + 1, look))
			i++;
		add_stretch(patch, first, i + 1);
	}
}

static void find_lone_blanks(struct patch *patch)
{
	patch->stretch_count = 0;
	for (size_t i = 0; i < patch->count; i++)
		if (!patch->cells[i].ordered)
			add_stretch(patch, i, i + 1);
}

static void take(struct ordering *ordering, size_t index)
{
	struct patch *patch = ordering->patch;
	const struct patch_stretch *stretch = &patch->stretches[index];
	for (uint16_t i = stretch->first; i < stretch->end; i++)
		patch->order[ordering->count++] = i;
	ordering->begun = place_of(patch, stretch);
	ordering->at = patch->cells[stretch->end - 1].at;
	ordering->at.column++;
	memmove(&patch->stretches[index], &patch->stretches[index + 1],
	        (--patch->stretch_count - index) * sizeof *patch->stretches);
}

/*
 * The one that the shortest way leads to, of those that are not above; the first where none is nearer. Columns are
 * begun at their top and gone down: that takes a few control characters a row, and each way to the side and back
 * two sequences.
 */
static size_t nearest(const struct ordering *ordering)
{
	const struct patch *patch = ordering->patch;
	struct place at = ordering->at;
	size_t best = 0;
	int least = way_length(at, place_of(patch, &patch->stretches[0]));
	for (size_t i = 1; i < patch->stretch_count && least > 1; i++) {
		struct place to = place_of(patch, &patch->stretches[i]);
		if (to.row < at.row || (patch->stretches[i].goes_on && !is_below(to, ordering->begun)))
			continue;
		if (to.row - at.row > least)
			break;
		int length = way_length(at, to);
		if (length < least || (length == least && is_below(to, ordering->begun)))
			best = i;
		least = length < least ? length : least;
	}
	return best;
}

static void take_all(struct ordering *ordering, enum patch_way way)
{
	while (ordering->patch->stretch_count)
		take(ordering, way == PATCH_BY_ROWS ? 0 : nearest(ordering));
}

bool patch_order(struct patch *patch, enum patch_way way, struct place from, const uint8_t *looks, size_t count,
                 bool (*suits)(const void *context, uint8_t blank, uint8_t look), const void *context)
{
	struct ordering ordering = {.patch = patch, .at = from, .begun = from, .suits = suits, .context = context};
	qsort(patch->cells, patch->count, sizeof *patch->cells, compare);
	if (!are_apart(patch))
		return false;
	for (size_t i = 0; i < patch->count; i++)
		patch->cells[i].ordered = false;
	for (size_t i = 0; i < count; i++) {
		find_stretches(&ordering, looks[i]);
		take_all(&ordering, way);
	}
	find_lone_blanks(patch);
	take_all(&ordering, way);
	return true;
}
