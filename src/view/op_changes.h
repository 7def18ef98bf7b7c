/* Operations of a profile against those of another one, as a table: what changed most first. */
#ifndef TBTOP_VIEW_OP_CHANGES_H
#define TBTOP_VIEW_OP_CHANGES_H

#include "data/rows.h"
#include "model/pattern.h"
#include "model/profile.h"
#include "model/profile_change.h"
#include "ui/list.h"
#include "ui/view.h"
#include "view/ask.h"
#include "view/label.h"

enum change_sort { CHANGE_TOTAL, CHANGE_SELF, CHANGE_CALLS, CHANGE_SORTS };

struct op_changes {
	char *before_path;             /* of the file whose operations others are compared with; NULL: none yet */
	struct str before_name;
	struct op_tallies before, after;
	const struct profile *profile; /* of `after` */
	struct op_change *all;         /* of both; names are theirs */
	size_t all_count;
	const struct op_change **rows; /* those that the filter wants, as they are sorted */
	size_t count;
	enum change_sort sort;
	struct str filter;
	struct list list;
	bool stale;
	struct rect title, head, body, foot;
};

/* Others are compared with this one from now on; what it is called is shown. */
void op_changes_set(struct op_changes *changes, const struct profile *profile, const char *path, struct slice name);
/* The profile that is looked at, or another one. */
void op_changes_open(struct op_changes *changes, const struct profile *profile);
void op_changes_prepare(struct op_changes *changes, struct rect area);
void op_changes_paint(const struct op_changes *changes, struct canvas *canvas);
bool op_changes_act(struct op_changes *changes, const struct input *input, struct asks *out);
/* The chosen one; NULL when there is none. */
const struct op_change *op_changes_row(const struct op_changes *changes);
void op_changes_rows(const struct op_changes *changes, struct rows *out);
void op_changes_fini(struct op_changes *changes);

#endif
