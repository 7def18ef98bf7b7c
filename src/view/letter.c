#include "view/letter.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

bool letter_event(struct letter *letter, const struct event *event, struct input *input)
{
	if (letter->action == ACTION_NONE || event->what != EVENT_KEY)
		return false;
	*input = (struct input){.number = NAN, .event = *event};
	memset(letter->text, 0, sizeof letter->text);
	if (!event->modifiers && event->key > ' ' && event->key < INPUT_UP) {
		text_encode(event->key, letter->text);
		input->action = letter->action;
		input->text = letter->text;
	}
	letter->action = ACTION_NONE;
	return true;
}

void letter_paint(const struct letter *letter, struct canvas *canvas, struct rect row)
{
	canvas_fill(canvas, row, ' ', ROLE_PROMPT, 0);
	canvas_text(canvas, row.x + 1, row.y, row.width - 1, slice_of(letter->label), ROLE_PROMPT, 0);
}
