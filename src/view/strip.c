#include "view/strip.h"

#include <string.h>

enum { BRIEF = 4, WHAT_LEAST = 12 };

/* Names are cut where not all of them fit, with some room for what they are of. */
static int width_of(const struct strip *strip, int form)
{
	int all = strip->what.width ? WHAT_LEAST + 1 : 0;
	for (int i = 0; i < STRIP_FORMS; i++)
		all += strip->names[i] ? (int)strlen(strip->names[i]) + 2 : 0;
	if (!strip->names[form])
		return 0;
	int own = (int)strlen(strip->names[form]);
	return (all > strip->area.width && own > BRIEF ? BRIEF : own) + 2;
}

/* Where not even that is enough, the first ones go, until the current one is in sight. */
static int first_of(const struct strip *strip)
{
	int width = 0, first = strip->current;
	while (first >= 0 && width + width_of(strip, first) <= strip->area.width)
		width += width_of(strip, first--);
	return first + 1;
}

void strip_paint(const struct strip *strip, struct canvas *canvas)
{
	int x = strip->area.x, end = strip->area.x + strip->area.width;
	for (int i = first_of(strip); i < STRIP_FORMS; i++) {
		struct label name;
		if (!strip->names[i])
			continue;
		int width = width_of(strip, i);
		label_format(&name, " %.*s ", width - 2, strip->names[i]);
		canvas_text(canvas, x, strip->area.y, end - x, label_slice(&name), strip->current == i ? ROLE_TAB_ON : ROLE_TAB, 0);
		x += width;
	}
	if (end - x > WHAT_LEAST) {
		struct label what;
		label_set(&what, label_slice(&strip->what), end - x - 2, TEXT_CUT_MIDDLE);
		canvas_text_right(canvas, x, strip->area.y, end - x, label_slice(&what), ROLE_DIM, 0);
	}
}

int strip_at(const struct strip *strip, int x)
{
	int from = strip->area.x;
	for (int i = first_of(strip); i < STRIP_FORMS; i++) {
		if (!strip->names[i])
			continue;
		if (x >= from && x < from + width_of(strip, i))
			return i;
		from += width_of(strip, i);
	}
	return -1;
}

int strip_next(const struct strip *strip, int by)
{
	int form = strip->current;
	do
		form = (form + by + STRIP_FORMS) % STRIP_FORMS;
	while (!strip->names[form] && form != strip->current);
	return form;
}
