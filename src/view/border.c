#include "view/border.h"

#include "view/typed.h"

#include <stdlib.h>
#include <string.h>

/* The edges of both frames: whoever aims at the border hits one of them. */
static bool is_border(const struct scalars_layout *layout, int x, int y)
{
	int last = layout->runs.x + layout->runs.width - 1, below = layout->tags.y + layout->tags.height;
	return layout->shape == SCALARS_WIDE && (x == last || x == last + 1) && y >= layout->runs.y && y < below;
}

bool border_act(struct border *border, const struct scalars_layout *layout, const struct event *event, struct asks *out)
{
	bool was_held = border->held;
	if (event->mouse == MOUSE_PRESS) {
		border->held = event->button == 0 && is_border(layout, event->x, event->y);
		border->off = event->x - (layout->runs.x + layout->runs.width - 1);
		return border->held;
	}
	border->held &= event->mouse == MOUSE_DRAG && layout->shape == SCALARS_WIDE;
	int columns = event->x - border->off - layout->runs.x + 1;
	if (border->held && columns != layout->runs.width) /* at the left edge of the screen as narrow as it goes */
		ask_edit(out, (struct edit){.what = EDIT_SIDE, .number = columns > 0 ? columns : 1});
	return was_held;
}

void border_type(const struct input *input, struct asks *out)
{
	if (!typed_text(input, "sidebar: columns, or auto: ", out))
		return;
	char *end;
	long columns = strtol(input->text, &end, 10);
	struct label text;
	if (!strcmp(input->text, "auto")) {
		ask_edit(out, (struct edit){.what = EDIT_SIDE, .number = 0});
	} else if (end == input->text || *end || columns < CHOICE_SIDE_LEAST || columns > CHOICE_SIDE_MOST) {
		label_format(&text, "sidebar takes %d to %d columns, or auto", CHOICE_SIDE_LEAST, CHOICE_SIDE_MOST);
		ask(out, ASK_NOTICE, text.text);
	} else {
		ask_edit(out, (struct edit){.what = EDIT_SIDE, .number = (double)columns});
	}
}
