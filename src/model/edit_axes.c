#include "base/alloc.h"
#include "model/choice_inside.h"

#include <math.h>
#include <stdlib.h>

static void set_zoom(struct choice *choice, double from, double to)
{
	if (!isfinite(from) || !isfinite(to) || !(from < to))
		return;
	choice->zoom = (struct window){from, to};
	choice->zoomed = true;
	choice->extent.held = false;
}

/* Shows the newest end of x, or all; none of both stays where it is. */
static void set_tail(struct choice *choice, enum tail tail)
{
	choice->zoomed = choice->extent.held = false;
	choice->extent.tail = tail;
}

/* The next form, as large as it was last; or what was asked for. */
static void edit_tail(struct choice *choice, const char *text)
{
	struct tail_spec spec = {.tail = (enum tail)choice_pick(-1, (int)choice->extent.tail, TAIL_ROUND)};
	if (text && !tail_parse(text, &spec))
		return;
	if (spec.size > 0)
		choice->extent.tails[spec.tail] = spec.size;
	set_tail(choice, spec.tail);
}

/* What is seen stays where it is; or goes on with the newest, as much of it as was seen. */
static void turn_follow(struct choice *choice, double from, double to)
{
	struct extent *extent = &choice->extent;
	if (!choice->zoomed) {
		set_zoom(choice, from, to);
		extent->held = choice->zoomed;
		return;
	}
	if (!extent->held)
		extent->tail_width = choice->zoom.to - choice->zoom.from;
	set_tail(choice, extent->held ? extent->tail : TAIL_WIDTH);
}

static void set_x_axis(struct choice *choice, double number)
{
	enum x_axis before = choice->x;
	int count = choice->extent.x_tag ? X_AXIS_COUNT : X_TAG;
	choice->x = (enum x_axis)choice_pick(number, (int)choice->x, count);
	if (choice->x == before)
		return;
	set_tail(choice, choice->extent.tail == TAIL_WIDTH ? TAIL_NONE : choice->extent.tail);
}

static void set_x_tag(struct choice *choice, const char *tag)
{
	free(choice->extent.x_tag);
	choice->extent.x_tag = tag[0] ? xstrdup(tag) : NULL;
	choice->x = X_STEP; /* also from one tag to another: the zoom ends */
	if (tag[0])
		set_x_axis(choice, X_TAG);
}

static void set_y_ends(struct choice *choice, enum y_ends ends)
{
	if (ends == Y_ENDS_ZERO)
		choice->extent.y_zero = !choice->extent.y_zero;
	else if (ends == Y_ENDS_SHARED)
		choice->extent.y_shared = !choice->extent.y_shared;
	else
		choice->extent.y_zero = choice->extent.y_shared = false;
}

void choice_edit_axes(struct choice *choice, const struct edit *edit)
{
	const char *text = edit->text ? edit->text : "";
	struct extent *extent = &choice->extent;
	switch (edit->what) {
	case EDIT_X_AXIS: set_x_axis(choice, edit->number); break;
	case EDIT_ZOOM: set_zoom(choice, edit->from, edit->to); break;
	case EDIT_ZOOM_FIT: set_tail(choice, TAIL_NONE); break;
	case EDIT_TAIL: edit_tail(choice, edit->text); break;
	case EDIT_FOLLOW: turn_follow(choice, edit->from, edit->to); break;
	case EDIT_X_LOG: extent->x_log = !extent->x_log; break;
	case EDIT_X_TAG: set_x_tag(choice, text); break;
	case EDIT_Y_ENDS: set_y_ends(choice, (enum y_ends)edit->number); break;
	case EDIT_Y_HAND: extent_set_hand(extent, text, edit->from, edit->to); break;
	default: break;
	}
}
