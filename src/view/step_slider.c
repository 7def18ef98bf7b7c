#include "view/step_slider.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

enum { FAR = 10, TRACK_LEAST = 8, RIGHT_FROM = 44, TIME_SIZE = 32 };

static bool place_at(const struct scene *scene, uint32_t series, uint64_t position, struct asset_place *out)
{
	return asset_place(scene->store, series, position, out);
}

bool step_slider_find(const struct scene *scene, uint32_t series, int64_t step, uint64_t *position,
                      struct asset_place *out)
{
	uint64_t count = series == STORE_NONE ? 0 : store_series_head(scene->store, series).points;
	uint64_t low = 0, high = count;
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		if (place_at(scene, series, middle, out) && out->item.step <= step)
			low = middle + 1;
		else
			high = middle;
	}
	*position = low ? low - 1 : 0;
	return count && place_at(scene, series, *position, out);
}

static void find(struct step_slider *slider, const struct scene *scene, uint32_t series)
{
	slider->count = series == STORE_NONE ? 0 : store_series_head(scene->store, series).points;
	slider->any = false;
	if (!slider->count)
		return;
	if (slider->chosen) {
		slider->any = step_slider_find(scene, series, slider->step, &slider->position, &slider->place);
	} else {
		slider->position = slider->count - 1;
		slider->any = place_at(scene, series, slider->position, &slider->place);
	}
}

/* The day too, for it is no matter of today alone; nothing when it is no time. */
static void say_time(char text[TIME_SIZE], double wall)
{
	struct tm parts;
	time_t seconds = (time_t)(fabs(wall) < 1e11 ? wall : 0);
	text[0] = '\0';
	if (fabs(wall) < 1e11 && localtime_r(&seconds, &parts))
		strftime(text, TIME_SIZE, "  %m-%d %H:%M:%S", &parts);
}

static void say_unfit(struct step_slider *slider, const struct scene *scene, uint32_t series)
{
	char number[NUMBER_SIZE];
	uint64_t misfits = series == STORE_NONE ? 0 : store_series_head(scene->store, series).misfits;
	slider->unfit = (struct label){0};
	number_grouped(number, (int64_t)misfits);
	if (misfits)
		label_format(&slider->unfit, "%s left out  ", number);
}

static void say(struct step_slider *slider, int width)
{
	char step[NUMBER_SIZE], at[NUMBER_SIZE], of[NUMBER_SIZE], time[TIME_SIZE];
	label_format(&slider->left, "no step");
	slider->right = (struct label){0};
	if (!slider->any)
		return;
	number_grouped(step, slider->place.item.step);
	number_grouped(at, (int64_t)slider->position + 1);
	number_grouped(of, (int64_t)slider->count);
	label_format(&slider->left, "step %s", step);
	say_time(time, slider->place.item.wall_time);
	if (width >= RIGHT_FROM)
		label_format(&slider->right, "%s/%s%s", at, of, time);
	else
		label_format(&slider->right, "%s/%s", at, of);
}

void step_slider_prepare(struct step_slider *slider, const struct scene *scene, uint32_t series, struct rect area)
{
	slider->area = area;
	find(slider, scene, series);
	say(slider, area.width);
	say_unfit(slider, scene, series);
}

static struct rect track(const struct step_slider *slider)
{
	struct rect row = slider->area;
	rect_take_left(&row, slider->left.width + 2);
	rect_take_right(&row, slider->right.width + 2 + slider->unfit.width);
	return row.width >= TRACK_LEAST && slider->count > 1 ? row : (struct rect){0};
}

static int column_of(const struct step_slider *slider, int width, uint64_t position)
{
	return (int)((double)position / (double)(slider->count - 1) * (width - 1) + 0.5);
}

void step_slider_paint(const struct step_slider *slider, struct canvas *canvas)
{
	struct rect row = slider->area, line = track(slider);
	if (rect_empty(row))
		return;
	canvas_text(canvas, row.x, row.y, row.width, label_slice(&slider->left), ROLE_STRONG, 0);
	rect_take_left(&row, slider->left.width + 1);
	if (slider->right.width <= row.width) {
		canvas_text_right(canvas, row.x, row.y, row.width, label_slice(&slider->right), ROLE_DIM, 0);
		rect_take_right(&row, slider->right.width);
	}
	canvas_text_right(canvas, row.x, row.y, row.width, label_slice(&slider->unfit), ROLE_WARN, 0);
	if (rect_empty(line))
		return;
	canvas_fill(canvas, line, 0x2500, ROLE_AXIS, 0);
	canvas_put(canvas, line.x + column_of(slider, line.width, slider->position), line.y, 0x25CF, ROLE_CURSOR, 0);
}

/* ---- Acting ---------------------------------------------------------------------------- */

static void go_to(struct step_slider *slider, const struct scene *scene, uint32_t series, double position)
{
	struct asset_place place;
	if (!slider->count)
		return;
	double last = (double)(slider->count - 1);
	position = position < 0 ? 0 : position > last ? last : position;
	if (!place_at(scene, series, (uint64_t)position, &place))
		return;
	slider->place = place;
	slider->position = (uint64_t)position; /* the next key may come before the next prepare */
	slider->step = place.item.step;
	slider->chosen = position < last; /* at the end the newest is followed again */
}

static void go_to_step(struct step_slider *slider, const struct scene *scene, uint32_t series, int64_t step)
{
	uint64_t position;
	struct asset_place place;
	if (step_slider_find(scene, series, step, &position, &place))
		go_to(slider, scene, series, (double)position);
}

static void go_to_typed(struct step_slider *slider, const struct scene *scene, uint32_t series,
                        const struct input *input, struct asks *out)
{
	if (input->phase == INPUT_CANCEL || input->phase == INPUT_PREVIEW)
		return;
	char *end;
	double step = input->text ? strtod(input->text, &end) : 0;
	if (!input->text)
		ask_prompt(out, ACTION_GOTO, "to step: ", "");
	else if (end == input->text || *end || !(fabs(step) < 9e18))
		ask(out, ASK_NOTICE, "goto takes a step: a number");
	else
		go_to_step(slider, scene, series, (int64_t)step);
}

static void mark(struct step_slider *slider, const struct scene *scene, uint32_t series, const struct input *input,
                 struct asks *out)
{
	bool set = input->action == ACTION_MARK;
	const char *text = input->text;
	int at = text && text[0] >= 'a' && text[0] <= 'z' && !text[1] ? text[0] - 'a' : -1;
	if (!text) {
		ask_letter(out, input->action, set ? "mark this step: a … z" : "to mark: a … z");
	} else if (at < 0) {
		ask(out, ASK_NOTICE, "a mark is a letter from a to z");
	} else if (set && slider->any) {
		slider->marks[at].set = true;
		slider->marks[at].step = slider->place.item.step;
		slider->last_mark = at + 1;
	} else if (slider->marks[at].set) {
		go_to_step(slider, scene, series, slider->marks[at].step);
	} else {
		ask(out, ASK_NOTICE, "no such mark: m and a letter set one at this step");
	}
}

static bool click(struct step_slider *slider, const struct scene *scene, uint32_t series, const struct event *event)
{
	struct rect line = track(slider);
	bool on = event->mouse == MOUSE_PRESS || event->mouse == MOUSE_DRAG;
	if (!on || line.width < 2 || !rect_contains(line, event->x, event->y))
		return false;
	go_to(slider, scene, series, floor((event->x - line.x) / (line.width - 1.0) * (double)(slider->count - 1) + 0.5));
	return true;
}

bool step_slider_act(struct step_slider *slider, const struct scene *scene, uint32_t series, const struct input *input,
                     struct asks *out)
{
	double at = (double)slider->position;
	switch (input->action) {
	case ACTION_LEFT: go_to(slider, scene, series, at - 1); return true;
	case ACTION_RIGHT: go_to(slider, scene, series, at + 1); return true;
	case ACTION_LEFT_10: go_to(slider, scene, series, at - FAR); return true;
	case ACTION_RIGHT_10: go_to(slider, scene, series, at + FAR); return true;
	case ACTION_GOTO: go_to_typed(slider, scene, series, input, out); return true;
	case ACTION_FOLLOW: slider->chosen = false; return true;
	case ACTION_MARK:
	case ACTION_TO_MARK: mark(slider, scene, series, input, out); return true;
	case ACTION_MOUSE: return click(slider, scene, series, &input->event);
	default: return false;
	}
}

bool step_slider_turn(struct step_slider *slider, const struct scene *scene, uint32_t series)
{
	struct asset_place place;
	if (!slider->count || !asset_place(scene->store, series, (slider->position + 1) % slider->count, &place))
		return false;
	slider->chosen = true;
	slider->step = place.item.step;
	return true;
}
