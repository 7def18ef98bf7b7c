#include "model/closest.h"

#include <string.h>

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* What says something else in a pattern is not part of the word that was meant. */
static bool is_sign(char c)
{
	return strchr("!^$.*+?()[]{}|\\/", c) != NULL;
}

void closest_begin(struct closest *closest, const char *wanted)
{
	*closest = (struct closest){0};
	for (; *wanted && closest->length < CLOSEST_BYTES; wanted++)
		if (!is_sign(*wanted))
			closest->wanted[closest->length++] = lower(*wanted);
	closest->distance = closest->length < 3 ? 1 : (int)(closest->length + 2) / 3;
	closest->distance++; /* the first that is nearer than this is taken */
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* With swaps of neighbours; three rows of the table are enough. */
static int distance_of(const struct closest *closest, const char *part, size_t length)
{
	int rows[3][CLOSEST_BYTES + 1];
	int *older = rows[0], *old = rows[1], *now = rows[2];
	for (size_t k = 0; k <= length; k++)
		old[k] = (int)k;
	for (size_t i = 1; i <= closest->length; i++) {
		now[0] = (int)i;
		for (size_t k = 1; k <= length; k++) {
			bool same = closest->wanted[i - 1] == lower(part[k - 1]);
			now[k] = least(least(old[k], now[k - 1]) + 1, old[k - 1] + !same);
			bool swapped = i > 1 && k > 1 && closest->wanted[i - 1] == lower(part[k - 2]) &&
			               closest->wanted[i - 2] == lower(part[k - 1]);
			if (swapped)
				now[k] = least(now[k], older[k - 2] + 1);
		}
		int *free_row = older;
		older = old;
		old = now;
		now = free_row;
	}
	return old[length];
}

static void offer_part(struct closest *closest, const char *part, size_t length)
{
	size_t apart = length > closest->length ? length - closest->length : closest->length - length;
	if (!length || length > CLOSEST_BYTES || !closest->length || (int)apart >= closest->distance)
		return;
	int distance = distance_of(closest, part, length);
	if (distance >= closest->distance)
		return;
	closest->found = true;
	closest->distance = distance;
	memcpy(closest->best, part, length);
	closest->best[length] = '\0';
}

void closest_offer(struct closest *closest, struct slice name)
{
	size_t from = 0;
	for (size_t i = 0; i <= name.length; i++)
		if (i == name.length || name.data[i] == '/') {
			offer_part(closest, name.data + from, i - from);
			from = i + 1;
		}
}
