/*
 * What the Steps view says of one run: its step times along the axis of the
 * charts, where its time goes, its pauses; and, in full, how often each step
 * time came and each pause by itself.
 */
#ifndef TBTOP_VIEW_STEP_NOTES_H
#define TBTOP_VIEW_STEP_NOTES_H

#include "chart/canvas.h"
#include "ui/list.h"
#include "view/hardware.h"
#include "view/label.h"
#include "view/scene.h"
#include "view/step_strip.h"

#define NOTES_LINES 128
#define NOTES_BARS 24
#define NOTES_TICKS 16

struct step_notes {
	struct rect area, cells, axis, bars, list, rows; /* cells: of the strip; rows: of the hardware, while it is on */
	struct step_strip strip;
	struct hardware_pane hardware;
	struct label p95; /* beside the strip */
	struct label title, from, to, middle; /* of the strip's axis */
	struct {
		struct label left, right;
		double part;
		enum role role;
	} bar[NOTES_BARS];
	int bar_count, bar_left, bar_right; /* columns of the labels beside the bars */
	struct label bar_scale; /* below them: that their lengths are logarithms */
	struct {
		struct label text;
		int end; /* where a bar of so many ends: columns from the start of the bars */
	} tick[NOTES_TICKS];
	int tick_count;
	struct {
		struct label text;
		enum role role;
	} lines[NOTES_LINES];
	int line_count;
	struct list spells; /* of single pauses, the newest first; how many there are, and have room */
	int spell_count, spell_rows;
};

/* Rows that it asks for below the table, of `most`. */
int step_notes_height(struct step_notes *notes, const struct scene *scene, uint32_t run, int most);
/* `full`: with bars and single pauses, over the whole view. `run` may be STORE_NONE; `line` is as for the strip. */
void step_notes_prepare(struct step_notes *notes, const struct scene *scene, const struct line_run *line, uint32_t run,
                        bool full, struct rect area);
/* In full: whether it was a move in the list of single pauses. */
bool step_notes_act(struct step_notes *notes, enum action action);
void step_notes_paint(const struct step_notes *notes, struct canvas *canvas);

#endif
