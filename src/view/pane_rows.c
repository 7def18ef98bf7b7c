#include "view/pane_rows.h"

#include <math.h>

#define LOGGED 1   /* rows of what a run logged of its machine, while the hardware is off */
#define QUICK 1e-4 /* seconds a step up to which, */
#define SLOW 9.995 /* and from which on they are not told in ms */

int pane_rows_count(struct hardware_pane *hardware, const struct scene *scene, uint32_t run)
{
	return hardware_find(hardware, scene, run, LOGGED) + (run != STORE_NONE);
}

/* "step ms" and "318"; what is far from it with its unit. */
static void say_step(struct pane_rows *rows, const struct steptime *steptime)
{
	char text[NUMBER_SIZE];
	bool usual = !(steptime->p50 < QUICK || steptime->p50 > SLOW);
	label_format(&rows->name, "%s", usual ? "step ms" : "step");
	if (usual)
		number_short(text, steptime->p50 * 1000, 3);
	else
		number_duration(text, steptime->p50);
	label_format(&rows->value, "%s", isnan(steptime->p50) ? "—" : text);
}

void pane_rows_prepare(struct pane_rows *rows, struct hardware_pane *hardware, const struct scene *scene, uint32_t run,
                       struct rect area)
{
	bool step = run != STORE_NONE && area.height > choice_hardware(scene->choice);
	rows->step = step ? rect_take_bottom(&area, 1) : (struct rect){0};
	rows->hardware = area;
	rows->strip.count = 0;
	hardware_prepare(hardware, scene, run, &(struct hardware_axis){.cursor = NAN}, false, area);
	if (!step || !scene->steptimes)
		return;
	const struct steptime *steptime = steptimes_get(scene->steptimes, scene->store, run, scene->now);
	say_step(rows, steptime);
	step_strip_prepare(&rows->strip, scene, NULL, run, steptime, hardware_inside(rows->step).width);
}

void pane_rows_paint(const struct pane_rows *rows, struct canvas *canvas)
{
	struct rect cells = hardware_inside(rows->step), line = rows->step;
	if (rect_empty(line))
		return;
	struct rect old = canvas_clip(canvas, line);
	canvas_text(canvas, line.x, line.y, cells.x - line.x, label_slice(&rows->name), ROLE_TEXT, 0);
	step_strip_paint(&rows->strip, canvas, cells.x, line.y);
	int end = cells.x + cells.width;
	canvas_text_right(canvas, end, line.y, line.x + line.width - end, label_slice(&rows->value), ROLE_STRONG, 0);
	canvas_unclip(canvas, old);
}
