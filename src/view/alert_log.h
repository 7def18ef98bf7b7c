/*
 * What rules told, over the view: a list, the newest first, those that nobody acknowledged marked; below it what the
 * one under the cursor is about, whole.
 */
#ifndef TBTOP_VIEW_ALERT_LOG_H
#define TBTOP_VIEW_ALERT_LOG_H

#include "chart/canvas.h"
#include "ui/list.h"
#include "view/label.h"
#include "view/scene.h"

#define ALERT_FACTS 6 /* lines */

struct alert_log {
	struct list list;
	uint64_t chosen;   /* the id of the alert under the cursor, when there was one: newer ones don't move it */
	bool any;
	struct alert_row {
		struct label when, run, rule, by;
		bool seen, troubled;
	} *rows;           /* those in sight */
	int count, capacity, total;
	struct label facts[ALERT_FACTS];
	enum role fact_roles[ALERT_FACTS];
	int fact_count;
	struct rect area, list_area, facts_area;
	struct label title;
	int when_width, run_width, rule_width, gap; /* columns */
};

/* Closed, it begins anew. */
void alert_log_reset(struct alert_log *log);
void alert_log_prepare(struct alert_log *log, const struct scene *scene, struct rect area);
void alert_log_paint(const struct alert_log *log, struct canvas *canvas);
/* Moves the cursor. True when it did. */
bool alert_log_act(struct alert_log *log, enum action action);
/* The id of the one under the cursor; false without. */
bool alert_log_chosen(const struct alert_log *log, uint64_t *id);
void alert_log_fini(struct alert_log *log);

#endif
