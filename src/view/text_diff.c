#include "view/text_diff.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

struct lines {
	struct slice *items;
	int count, capacity;
};

static void split(struct lines *lines, struct slice text)
{
	while (text.length) {
		const char *end = memchr(text.data, '\n', text.length);
		size_t length = end ? (size_t)(end - text.data) : text.length;
		if (lines->count == lines->capacity) {
			lines->capacity = lines->capacity ? 2 * lines->capacity : 64;
			lines->items = xrealloc(lines->items, (size_t)lines->capacity * sizeof *lines->items);
		}
		lines->items[lines->count++] = slice_make(text.data, length);
		text = slice_make(text.data + length + (end != NULL), text.length - length - (end != NULL));
	}
}

/* What differs: lines [from, a_end) of one and [from, b_end) of the other. */
struct middle {
	const struct slice *a, *b;
	int a_count, b_count;
	int **rounds; /* furthest places on each diagonal, a round each; diagonal k at k + round */
	text_diff_each *each;
	void *context;
};

static void all_changed(const struct middle *middle)
{
	for (int i = 0; i < middle->a_count; i++)
		middle->each(middle->context, '-', middle->a[i]);
	for (int i = 0; i < middle->b_count; i++)
		middle->each(middle->context, '+', middle->b[i]);
}

/* Whether the furthest place on diagonal k after `round` edits is reached by a line of `b`. */
static bool comes_down(const int *former, int round, int k)
{
	return k == -round || (k != round && former[k - 1 + round - 1] < former[k + 1 + round - 1]);
}

/* Rounds until all is reached, or -1. */
static int search(struct middle *middle)
{
	for (int round = 0; round <= TEXT_DIFF_MOST; round++) {
		int *places = xmalloc((size_t)(2 * round + 1) * sizeof *places);
		const int *former = round ? middle->rounds[round - 1] : NULL;
		middle->rounds[round] = places;
		for (int k = -round; k <= round; k += 2) {
			int x = 0;
			if (round)
				x = comes_down(former, round, k) ? former[k + 1 + round - 1] : former[k - 1 + round - 1] + 1;
			int y = x - k;
			while (x < middle->a_count && y >= 0 && y < middle->b_count && slice_equal(middle->a[x], middle->b[y])) {
				x++;
				y++;
			}
			places[k + round] = x;
			if (x >= middle->a_count && y >= middle->b_count)
				return round;
		}
		for (int k = -round + 1; k < round; k += 2)
			places[k + round] = 0; /* never looked at, but no memory is left unset */
	}
	return -1;
}

/* The way back from the end, told forwards. */
static void tell(const struct middle *middle, int rounds)
{
	int x = middle->a_count, y = middle->b_count, count = 0;
	char *signs = xmalloc((size_t)x + (size_t)y + 1);
	for (int round = rounds; round > 0; round--) {
		const int *former = middle->rounds[round - 1];
		int k = x - y;
		bool down = comes_down(former, round, k);
		int from_k = down ? k + 1 : k - 1, from_x = former[from_k + round - 1], from_y = from_x - from_k;
		for (; x > from_x + !down && y > from_y + down; x--, y--)
			signs[count++] = ' ';
		signs[count++] = down ? '+' : '-';
		x = from_x;
		y = from_y;
	}
	for (; x > 0; x--)
		signs[count++] = ' ';
	for (int i = 0, j = 0; count-- > 0;) {
		char sign = signs[count];
		middle->each(middle->context, sign, sign == '+' ? middle->b[j] : middle->a[i]);
		i += sign != '+';
		j += sign != '-';
	}
	free(signs);
}

static void differ(struct middle *middle)
{
	middle->rounds = xcalloc(TEXT_DIFF_MOST + 1, sizeof *middle->rounds);
	int rounds = search(middle);
	if (rounds < 0)
		all_changed(middle);
	else
		tell(middle, rounds);
	for (int i = 0; i <= TEXT_DIFF_MOST; i++)
		free(middle->rounds[i]);
	free(middle->rounds);
}

void text_diff(struct slice before, struct slice after, text_diff_each *each, void *context)
{
	struct lines a = {0}, b = {0};
	int from = 0, behind = 0;
	split(&a, before);
	split(&b, after);
	while (from < a.count && from < b.count && slice_equal(a.items[from], b.items[from]))
		each(context, ' ', a.items[from++]);
	while (behind < a.count - from && behind < b.count - from &&
	       slice_equal(a.items[a.count - 1 - behind], b.items[b.count - 1 - behind]))
		behind++;
	struct middle middle = {a.items + from, b.items + from, a.count - from - behind, b.count - from - behind,
	                        NULL, each, context};
	differ(&middle);
	for (int i = a.count - behind; i < a.count; i++)
		each(context, ' ', a.items[i]);
	free(a.items);
	free(b.items);
}
