#include "view/greeting.h"

#include <string.h>

#define FRAME 4      /* columns */
#define ROWS_LEFT 8  /* of what it lies over */

/* The first key of an action, in `out`; its `:` line when it has none. */
static const char *key(const struct binds *binds, enum action action, struct label *out)
{
	struct str keys = {0};
	bind_keys(binds, action, &keys);
	if (keys.length)
		label_format(out, "%.*s", (int)strcspn(str_text(&keys), " "), str_text(&keys));
	else
		label_format(out, ":%s", action_name(action));
	str_fini(&keys);
	return out->text;
}

void greeting_prepare(struct greeting *greeting, const struct binds *binds, struct rect body)
{
	struct label k[5], *lines = greeting->lines;
	greeting->area = (struct rect){0};
	if (!greeting->on || body.height < ROWS_LEFT + GREETING_LINES)
		return;
	label_format(&lines[0], "%s %s move   %s shows or hides a run   %s zooms into a chart", key(binds, ACTION_DOWN, &k[0]),
	             key(binds, ACTION_UP, &k[1]), key(binds, ACTION_TOGGLE, &k[2]), key(binds, ACTION_ENTER, &k[3]));
	label_format(&lines[1], "%s filters   %s %s zoom   %s smooths   %s goes back", key(binds, ACTION_FILTER, &k[0]),
	             key(binds, ACTION_ZOOM_IN, &k[1]), key(binds, ACTION_ZOOM_OUT, &k[2]), key(binds, ACTION_MORE_SMOOTH, &k[3]),
	             key(binds, ACTION_BACK, &k[4]));
	label_format(&lines[2], "%s has all keys   %s runs any action by name   %s quits", key(binds, ACTION_HELP, &k[0]),
	             key(binds, ACTION_COMMAND, &k[1]), key(binds, ACTION_QUIT, &k[2]));
	int width = 0;
	for (int i = 0; i < GREETING_LINES; i++)
		width = lines[i].width + FRAME > width ? lines[i].width + FRAME : width;
	if (width > body.width)
		return;
	int height = GREETING_LINES + 2;
	greeting->area = (struct rect){body.x + (body.width - width) / 2, body.y + body.height - height, width, height};
}

void greeting_paint(const struct greeting *greeting, struct canvas *canvas)
{
	struct rect area = greeting->area;
	if (!greeting->on || rect_empty(area))
		return;
	struct rect old = canvas_clip(canvas, area), rows = rect_inset(area, 2, 1);
	canvas_fill(canvas, area, ' ', ROLE_TEXT, 0);
	canvas_box(canvas, area, slice_of("Welcome: any key closes this"), ROLE_BORDER_FOCUS);
	for (int i = 0; i < GREETING_LINES; i++)
		canvas_text(canvas, rows.x, rows.y + i, rows.width, label_slice(&greeting->lines[i]), ROLE_TEXT, 0);
	canvas_unclip(canvas, old);
}
