/*
 * The whole screen: top bar with tabs, the view, status line, hint line,
 * prompt, overlays (help, problems, info). The same for the live program and
 * for `once`. It knows no tab by name. Loop thread.
 */
#ifndef TBTOP_VIEW_DASHBOARD_H
#define TBTOP_VIEW_DASHBOARD_H

#include "ui/view.h"
#include "view/ask.h"
#include "view/scene.h"

struct dashboard;

struct dashboard *dashboard_new(void);
void dashboard_free(struct dashboard *dashboard);

/* Commands of earlier times, a line each, the oldest first. */
void dashboard_remember(struct dashboard *dashboard, struct slice lines);
/* A person's own keys; borrowed, NULL for none. */
void dashboard_set_keys(struct dashboard *dashboard, const struct keymap *keys);
/* False when there is no view of that name (or number in the list). */
bool dashboard_show(struct dashboard *dashboard, const char *name);
/* Thinks: everything that paint will draw on a canvas of this size. */
void dashboard_prepare(struct dashboard *dashboard, const struct scene *scene, int columns, int rows, struct asks *out);
void dashboard_paint(const struct dashboard *dashboard, struct canvas *canvas);
/* A key or the mouse: looked up, acted on by overlay, prompt, view or the dashboard itself. */
void dashboard_event(struct dashboard *dashboard, const struct scene *scene, const struct event *event,
                     struct asks *out);
/*
 * Acts on the first of the keys that were pressed, and lines that were typed, before there was anything to
 * act on, when there is by now; after a prepare, as for any other key. False: none is left.
 */
bool dashboard_early(struct dashboard *dashboard, const struct scene *scene, struct asks *out);
/* Three lines for a newcomer, until the first key. */
void dashboard_greet(struct dashboard *dashboard);
/* A line in place of the hints for some seconds, or until the next key. */
void dashboard_notice(struct dashboard *dashboard, const char *text, double now);
/*
 * When the screen will say something else although no data came (an age in
 * steps, a notice that ends): wall time, or infinity. One timer for all.
 */
double dashboard_next_change(const struct dashboard *dashboard, const struct scene *scene);

#endif
