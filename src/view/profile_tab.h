/* The inside of the tab "Profile": its forms, and what of them is looked at. Part of view/profile. */
#ifndef TBTOP_VIEW_PROFILE_TAB_H
#define TBTOP_VIEW_PROFILE_TAB_H

#include "view/flame.h"
#include "view/op_changes.h"
#include "view/op_table.h"
#include "view/profile_files.h"
#include "view/profile_memory.h"
#include "view/profile_overview.h"
#include "view/profile_ranks.h"
#include "view/strip.h"
#include "view/timeline.h"

enum profile_form { FORM_FILES, FORM_OVERVIEW, FORM_OPS, FORM_TIMELINE, FORM_FLAME, FORM_MEMORY, FORM_RANKS, FORM_COMPARE, FORMS };

struct profile_tab {
	enum profile_form form;
	bool started;
	bool stopped;                  /* a person doesn't want it to be read */
	const struct profile *profile; /* that the forms were opened on */
	uint64_t serial;               /* of it */
	struct profile_files files;
	struct overview overview;
	struct op_table ops;
	struct timeline timeline;
	struct flame flame;
	struct memory_view memory;
	struct op_changes changes;
	struct profile_ranks ranks;
	struct label note;             /* in place of a form */
	struct strip strip;
	struct rect body;
};

/* The keys of the form that is looked at. */
const struct binding *profile_keys(const struct profile_tab *tab);

/* ---- To a place in the timeline: each does what Enter does in a form ---- */

/* To where a finding points. */
void profile_show_finding(struct profile_tab *tab);
/* To the first call of the operation at the cursor, or into the row when it is several. */
void profile_show_row(struct profile_tab *tab);
/* To the first call of what changed, when this profile has it. */
void profile_show_change(struct profile_tab *tab, struct asks *out);
/* To where the chosen memory was taken. */
void profile_show_block(struct profile_tab *tab);

#endif
