#include "base/alloc.h"
#include "view/ask.h"
#include "view/axes.h"
#include "view/scalars.h"
#include "view/typed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set_x_axis(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	int which;
	if (!typed_word(input, axis_names, X_AXIS_COUNT, &which, out))
		return;
	if (which == X_TAG && !choice_extent(scene->choice)->x_tag) {
		ask(out, ASK_NOTICE, "which tag? xtag NAME puts its values on x");
		return;
	}
	view->has_cursor = view->selecting = false; /* their places have no meaning on another axis */
	ask_edit(out, (struct edit){.what = EDIT_X_AXIS, .number = which});
}

static void choose(const struct input *input, enum edit_what what, const char *const *names, int count, struct asks *out)
{
	int which;
	if (typed_word(input, names, count, &which, out))
		ask_edit(out, (struct edit){.what = what, .number = which});
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
	if (!typed_text(input, "smooth: ", out))
		return;
	if (smooth_parse(input->text, &spec) && spec.window <= DERIVED_WINDOW)
		ask_edit(out, (struct edit){.what = EDIT_SMOOTH, .text = input->text});
	else
		ask(out, ASK_NOTICE, "smooth takes ema W or tw-ema W, W from 0 to 1, window N, N up to 1000, or off");
}

static void change_panels(const struct scene *scene, int by, struct asks *out)
{
	ask_edit(out, (struct edit){.what = EDIT_PANELS, .number = choice_panels(scene->choice) + by});
}

static void turn_x_log(const struct scene *scene, struct asks *out)
{
	if (axis_source(choice_x(scene->choice)) != AXIS_STEP)
		ask(out, ASK_NOTICE, "a logarithmic x is for steps and tags, not for time");
	else
		ask_edit(out, (struct edit){.what = EDIT_X_LOG});
}

static void set_x_tag(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	if (!typed_text(input, "x: tag (off: steps) ", out))
		return;
	bool off = !strcmp(input->text, "off");
	if (!off && store_tag_find(scene->store, slice_of(input->text)) == STORE_NONE) {
		ask(out, ASK_NOTICE, "no run has such a tag");
		return;
	}
	view->has_cursor = view->selecting = false;
	ask_edit(out, (struct edit){.what = EDIT_X_TAG, .text = off ? "" : input->text});
}

/* Of the focused chart, or for all. */
static void set_y_range(const struct scalars *view, const struct scene *scene, const struct input *input,
                        struct asks *out)
{
	double low, high;
	char more;
	if (view->chart_tag == STORE_NONE) {
		ask(out, ASK_NOTICE, "there is no chart whose range could be set");
		return;
	}
	if (!typed_text(input, "y: LOW HIGH, zero, shared or auto: ", out))
		return;
	struct slice name = store_tag_name(scene->store, view->chart_tag);
	char *tag = xmemdup0(name.data, name.length);
	bool zero = !strcmp(input->text, "zero"), shared = !strcmp(input->text, "shared");
	if (zero || shared) {
		/* What was set by hand would hide it: the last word counts. */
		const struct extent *extent = choice_extent(scene->choice);
		bool by_hand = extent_hand(extent, name), is_so = zero ? extent->y_zero : extent->y_shared;
		if (by_hand)
			ask_edit(out, (struct edit){.what = EDIT_Y_HAND, .text = tag, .from = NAN, .to = NAN});
		if (!by_hand || !is_so)
			ask_edit(out, (struct edit){.what = EDIT_Y_ENDS, .number = zero ? Y_ENDS_ZERO : Y_ENDS_SHARED});
	} else if (!strcmp(input->text, "auto")) {
		ask_edit(out, (struct edit){.what = EDIT_Y_ENDS, .number = Y_ENDS_AUTO});
		ask_edit(out, (struct edit){.what = EDIT_Y_HAND, .text = tag, .from = NAN, .to = NAN});
	} else if (sscanf(input->text, "%lf %lf %c", &low, &high, &more) == 2 && isfinite(low) && isfinite(high) &&
	           low < high) {
		ask_edit(out, (struct edit){.what = EDIT_Y_HAND, .text = tag, .from = low, .to = high});
	} else {
		ask(out, ASK_NOTICE, "yrange takes LOW HIGH (of this chart), zero, shared or auto");
	}
	free(tag);
}

bool look_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	switch (input->action) {
	case ACTION_X_AXIS: set_x_axis(view, scene, input, out); return true;
	case ACTION_X_LOG: turn_x_log(scene, out); return true;
	case ACTION_X_TAG: set_x_tag(view, scene, input, out); return true;
	case ACTION_Y_RANGE: set_y_range(view, scene, input, out); return true;
	case ACTION_Y_SCALE: choose(input, EDIT_Y_SCALE, y_scale_names, Y_SCALE_COUNT, out); return true;
	case ACTION_MARKER: choose(input, EDIT_MARKER, marker_names, MARKER_COUNT, out); return true;
	case ACTION_DRAWING: choose(input, EDIT_DRAWING, drawing_names, DRAWING_COUNT, out); return true;
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
