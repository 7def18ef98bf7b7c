/* The profiles of shown runs, as a list; which of them is looked at. */
#ifndef TBTOP_VIEW_PROFILE_FILES_H
#define TBTOP_VIEW_PROFILE_FILES_H

#include "ui/list.h"
#include "ui/view.h"
#include "view/scene.h"

#define PROFILE_FILES_MOST 1000

struct profile_files {
	char *path;                    /* of the one that is looked at; NULL: the first */
	const struct find *items[PROFILE_FILES_MOST]; /* by run, then file */
	bool twins[PROFILE_FILES_MOST]; /* the same spans lie there in Chrome's form, too, which is not read */
	int count, current;
	struct list list;
};

void profile_files_list(struct profile_files *files, const struct scene *scene);
/* False when there is none of that number. */
bool profile_files_choose(struct profile_files *files, int number);
/* NULL when there is none at all. */
const struct find *profile_files_current(const struct profile_files *files);
/* Whether two tell of one training: hosts of a session, workers in a directory. */
bool profile_files_together(const struct find *a, const struct find *b);
void profile_files_paint(const struct profile_files *files, struct canvas *canvas, struct rect body);
/* All but Enter. */
bool profile_files_act(struct profile_files *files, const struct input *input, struct rect body);
void profile_files_fini(struct profile_files *files);

#endif
