#include "view/ask.h"
#include "view/axes.h"
#include "view/scalars.h"

#include <string.h>

/* The place of a word among names, or -1: the next one. */
static double word_index(const char *text, const char *const *names, int count)
{
	for (int i = 0; text && i < count; i++)
		if (!strncmp(names[i], text, strlen(text)))
			return i;
	return -1;
}

static void set_x_axis(struct scalars *view, const char *text, struct asks *out)
{
	view->has_cursor = false; /* its place has no meaning on another axis */
	ask_edit(out, (struct edit){.what = EDIT_X_AXIS, .number = word_index(text, axis_names, X_AXIS_COUNT)});
}

static void show_superseded(const struct scalars *view, const struct scene *scene, struct asks *out)
{
	bool any = choice_superseded(scene->choice);
	for (size_t i = 0; i < view->lineup.count && !any; i++)
		any = store_run(scene->store, view->lineup.items[i].run).restarts > 0;
	if (!any)
		ask(out, ASK_NOTICE, "no restart of a shown run took points back: there is nothing superseded");
	ask_edit(out, (struct edit){.what = EDIT_SUPERSEDED});
}

/* What is typed after `:smooth`; a window that is too wide for a screen is refused, not cut without a word. */
static void smooth(const struct input *input, struct asks *out)
{
	struct smooth_spec spec;
	if (input->phase == INPUT_CANCEL || input->phase == INPUT_PREVIEW)
		return;
	if (!input->text)
		ask_prompt(out, ACTION_SMOOTH, "smooth: ", "");
	else if (smooth_parse(input->text, &spec) && spec.window <= DERIVED_WINDOW)
		ask_edit(out, (struct edit){.what = EDIT_SMOOTH, .text = input->text});
	else
		ask(out, ASK_NOTICE, "smooth takes ema W or tw-ema W, W from 0 to 1, window N, N up to 1000, or off");
}

static void change_panels(const struct scene *scene, int by, struct asks *out)
{
	ask_edit(out, (struct edit){.what = EDIT_PANELS, .number = choice_panels(scene->choice) + by});
}

bool look_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	switch (input->action) {
	case ACTION_X_AXIS: set_x_axis(view, input->text, out); return true;
	case ACTION_Y_SCALE:
		ask_edit(out, (struct edit){
			.what = EDIT_Y_SCALE, .number = word_index(input->text, y_scale_names, Y_SCALE_COUNT)});
		return true;
	case ACTION_MARKER:
		ask_edit(out, (struct edit){
			.what = EDIT_MARKER, .number = word_index(input->text, marker_names, MARKER_COUNT)});
		return true;
	case ACTION_SUPERSEDED: show_superseded(view, scene, out); return true;
	case ACTION_LESS_SMOOTH: ask_edit(out, (struct edit){.what = EDIT_SMOOTH, .number = -1}); return true;
	case ACTION_MORE_SMOOTH: ask_edit(out, (struct edit){.what = EDIT_SMOOTH, .number = 1}); return true;
	case ACTION_SMOOTH: smooth(input, out); return true;
	case ACTION_OUTLIERS: ask_edit(out, (struct edit){.what = EDIT_OUTLIERS}); return true;
	case ACTION_LEGEND: ask_edit(out, (struct edit){.what = EDIT_LEGEND}); return true;
	case ACTION_MORE_PANELS: change_panels(scene, 1, out); return true;
	case ACTION_FEWER_PANELS: change_panels(scene, -1, out); return true;
	default: return false;
	}
}
