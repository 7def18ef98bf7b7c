#include "view/ask.h"
#include "view/axes.h"
#include "view/scalars.h"

#include <math.h>

static int index_of(const char *text)
{
	return text && text[0] >= 'a' && text[0] <= 'z' && !text[1] ? text[0] - 'a' : -1;
}

static void set_mark(struct scalars *view, const struct scene *scene, int at)
{
	struct row row;
	if (!view->has_cursor)
		cursor_move(view, scene, 1);
	if (view->has_cursor && cursor_point(view, scene, &row))
		view->marks[at] = (struct spot){true, row.step, row.wall_time};
}

static void go_to_mark(struct scalars *view, const struct scene *scene, int at, struct asks *out)
{
	if (view->marks[at].set)
		cursor_to_step(view, scene, (double)view->marks[at].step, out);
	else
		ask(out, ASK_NOTICE, "no such mark: m and a letter set one at the cursor");
}

bool marks_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	bool set = input->action == ACTION_MARK;
	if (!set && input->action != ACTION_TO_MARK)
		return false;
	int at = index_of(input->text);
	if (!input->text)
		ask_letter(out, input->action, set ? "mark the cursor: a … z   (a and b tell A→B)" : "to mark: a … z");
	else if (at < 0)
		ask(out, ASK_NOTICE, "a mark is a letter from a to z");
	else if (set)
		set_mark(view, scene, at);
	else
		go_to_mark(view, scene, at, out);
	return true;
}

/* Where it lies for the line that the cursor walks on. */
static double place_of(const struct scalars *view, const struct scene *scene, const struct spot *spot)
{
	uint32_t series;
	const struct line_run *line = cursor_line(view, scene, &series);
	return line && spot->set ? axis_place(choice_x(scene->choice), line, spot->step, spot->wall) : NAN;
}

int marks_flags(struct scalars *view, const struct scene *scene)
{
	int count = 0;
	for (int i = 0; i < MARKS; i++) {
		double x = place_of(view, scene, &view->marks[i]);
		bool end = i < 2 && !view->selecting;
		if (isfinite(x) && !(view->selecting && i < 2))
			view->flags[count++] = (struct plot_flag){x, (uint32_t)((end ? 'A' : 'a') + i)};
	}
	if (view->selecting) {
		bool forward = view->anchor <= view->cursor;
		view->flags[count++] = (struct plot_flag){view->anchor, forward ? 'A' : 'B'};
		view->flags[count++] = (struct plot_flag){view->cursor, forward ? 'B' : 'A'};
	}
	return count;
}

bool marks_ends(const struct scalars *view, const struct scene *scene, double *from, double *to)
{
	double a = view->selecting ? view->anchor : place_of(view, scene, &view->marks[0]);
	double b = view->selecting ? view->cursor : place_of(view, scene, &view->marks[1]);
	*from = fmin(a, b);
	*to = fmax(a, b);
	return isfinite(a) && isfinite(b) && a != b;
}
