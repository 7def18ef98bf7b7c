#include "model/jump.h"
#include "view/ask.h"
#include "view/happen.h"
#include "view/label.h"
#include "view/scalars.h"

/* From where: the cursor's step, else beyond the end that one comes from. */
static int64_t start_of(const struct scalars *view, const struct scene *scene, enum jump_way way)
{
	struct row row;
	if (view->has_cursor && cursor_point(view, scene, &row))
		return row.step;
	return way == JUMP_ON ? INT64_MIN : INT64_MAX;
}

/* The nearest event, or restart. */
static bool find_event(const struct scene *scene, uint32_t run, bool restarts, int64_t from, enum jump_way way,
                       int64_t *step)
{
	struct happenings all = happen_in(scene, run);
	struct happening one;
	bool found = false;
	for (size_t i = 0; i < happen_count(&all); i++) {
		if (!happen_at(&all, i, &one) || (restarts && one.kind != PAUSE_RESTART))
			continue;
		bool ahead = way == JUMP_ON ? one.step > from : one.step < from;
		if (!ahead || (found && (way == JUMP_ON ? one.step >= *step : one.step <= *step)))
			continue;
		*step = one.step;
		found = true;
	}
	return found;
}

/* Where nobody can tell which way is better, the least counts. */
static bool is_high(const struct scalars *view, const struct scene *scene)
{
	return choice_better(scene->choice, store_tag_name(scene->store, view->chart_tag)) == BETTER_HIGH;
}

static void leap(struct scalars *view, const struct scene *scene, char what, enum jump_way way, struct asks *out)
{
	uint32_t series = STORE_NONE;
	const struct line_run *line = cursor_line(view, scene, &series);
	int64_t from = start_of(view, scene, way), step = 0;
	const char *name = what == 'b' ? "best" : what == 'n' ? "NaN or infinity" : what == 'r' ? "restart" : "event";
	bool found = false;
	if (!line) {
		ask(out, ASK_NOTICE, "there is no line to go along");
		return;
	}
	switch (what) {
	case 'b': found = jump_best(scene->store, series, from, way, is_high(view, scene), &step); break;
	case 'n': found = jump_bad(scene->store, series, from, way, &step); break;
	case 'r':
	case 'e': found = find_event(scene, line->run, what == 'r', from, way, &step); break;
	default: ask(out, ASK_NOTICE, "b best, n NaN, r restart, e event"); return;
	}
	if (found) {
		cursor_to_step(view, scene, (double)step, out);
		return;
	}
	struct label text;
	label_format(&text, "no %s %s in %s", name, way == JUMP_ON ? "after this" : "before this", line->name.text);
	ask(out, ASK_NOTICE, text.text);
}

bool leap_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	bool on = input->action == ACTION_NEXT;
	if (!on && input->action != ACTION_PREVIOUS)
		return false;
	if (!input->text)
		ask_letter(out, input->action, on ? "next: b best   n NaN, inf   r restart   e event"
		                                  : "previous: b best   n NaN, inf   r restart   e event");
	else
		leap(view, scene, input->text[1] ? '?' : input->text[0], on ? JUMP_ON : JUMP_BACK, out);
	return true;
}
