#include "view/head.h"

#include <math.h>
#include <stdio.h>

#define INDENT 2 /* of what stands below the name */
#define WORDS_WIDTH 32 /* columns in which a state is said in words */

struct gist head_gist(const struct scene *scene, uint32_t run, uint32_t tag)
{
	struct steptime steptime = scene->steptimes ? *steptimes_get(scene->steptimes, scene->store, run, scene->now)
	                                            : steptime_of(scene->store, run, scene->now);
	double given = scene->target_step > 0 ? scene->target_step : NAN;
	return gist_of(scene->store, run, &steptime, tag, target_of(scene->store, scene->finds, run, given, scene->now), scene->now);
}

uint32_t head_newest_run(const struct scene *scene, const struct lineup *lineup)
{
	uint32_t newest = STORE_NONE;
	double wall = -INFINITY;
	for (size_t i = 0; i < lineup->count; i++) {
		double own = run_newest_wall(scene->store, lineup->items[i].run, scene->now);
		if (own > wall) {
			wall = own;
			newest = lineup->items[i].run;
		}
	}
	return newest;
}

/* "live 30s  412k 82%" */
static void say_right(struct head *head, const struct scene *scene, uint32_t run, int width)
{
	char step[NUMBER_SIZE] = "", age[NUMBER_SIZE], part[NUMBER_SIZE] = "";
	double done = gist_part(&head->gist);
	if (head->gist.has_step)
		number_count(step, head->gist.last_step);
	if (isfinite(done))
		snprintf(part, sizeof part, " %d%%", (int)(done * 100));
	run_age(age, scene, run);
	if (width >= WORDS_WIDTH)
		label_format(&head->right, "%s %s  %s%s", head->sign.word, age, step, part);
	else
		label_format(&head->right, "%s %s%s", age, step, part);
}

static uint32_t unseen_alerts(const struct scene *scene)
{
	return scene->alerts ? alerts_unseen(scene->alerts) : 0;
}

static void say_alerts(struct head *head, const struct scene *scene)
{
	struct label right = head->right;
	if (unseen_alerts(scene))
		label_format(&head->right, "⚠%u %s", unseen_alerts(scene), right.text);
}

void head_prepare(struct head *head, const struct scene *scene, uint32_t run, uint32_t tag, struct rect area)
{
	head->any = run != STORE_NONE && !rect_empty(area);
	head->area = area;
	if (!head->any)
		return;
	head->gist = head_gist(scene, run, tag);
	head->sign = run_sign(scene, run);
	say_right(head, scene, run, area.width);
	if (area.height == 1) /* so low a pane has no status line that would tell of them */
		say_alerts(head, scene);
	int room = area.width - head->right.width - 3;
	label_name(&head->name, store_run(scene->store, run).name, room > 0 ? room : 0);
	glance_pace(&head->pace, &head->gist, scene->now, area.width - INDENT);
}

void head_paint(const struct head *head, struct canvas *canvas)
{
	struct rect area = head->area;
	if (!head->any)
		return;
	canvas_put(canvas, area.x, area.y, head->sign.mark, head->sign.role, 0);
	canvas_text(canvas, area.x + 2, area.y, area.width - 2, label_slice(&head->name), ROLE_STRONG, 0);
	if (head->right.width + 2 <= area.width)
		canvas_text_right(canvas, area.x + 2, area.y, area.width - 2, label_slice(&head->right), ROLE_TEXT, 0);
	if (area.height > 1)
		glance_paint(&head->pace, canvas, (struct rect){area.x + INDENT, area.y + 1, area.width - INDENT, 1});
}

void head_prepare_tiny(struct head *head, const struct scene *scene, uint32_t run, uint32_t tag, struct rect top,
                       struct rect tags, struct rect bottom)
{
	head->any = run != STORE_NONE && !rect_empty(top);
	head->area = top;
	head->tags = tags;
	head->bottom = bottom;
	if (!head->any)
		return;
	head->gist = head_gist(scene, run, tag);
	if (rect_empty(bottom))
		glance_line(&head->top, &head->gist, scene->now, top.width);
	else
		glance_head(&head->top, &head->gist, scene->now, top.width);
	glance_foot(&head->foot, &head->gist, scene->now, bottom.width);
	bool below = !rect_empty(bottom);
	glance_alerts(below ? &head->foot : &head->top, unseen_alerts(scene),
	              below ? bottom.width : top.width);
}

static int name_width(const struct gist *gist, int most)
{
	int widest = 0;
	for (uint32_t i = 0; i < gist->tag_count; i++) {
		int width = text_width(slice_of(gist->tags[i].name));
		widest = width > widest ? width : widest;
	}
	return widest < most ? widest : most;
}

void head_paint_tiny(const struct head *head, struct canvas *canvas)
{
	const struct gist *gist = &head->gist;
	if (!head->any)
		return;
	glance_paint(&head->top, canvas, head->area);
	int name = name_width(gist, head->tags.width / 2);
	for (int i = 0; i < (int)gist->tag_count && i < head->tags.height; i++)
		glance_tag(&gist->tags[i], canvas, (struct rect){head->tags.x, head->tags.y + i, head->tags.width, 1}, name);
	if (!rect_empty(head->bottom))
		glance_paint(&head->foot, canvas, head->bottom);
}
