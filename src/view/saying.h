/* A row, or some, that say several things, the most important first: those at the end are left out where there is no room. */
#ifndef TBTOP_VIEW_SAYING_H
#define TBTOP_VIEW_SAYING_H

#include "chart/canvas.h"
#include "view/label.h"

#define SAYING_PARTS 8
struct saying {
	struct label parts[SAYING_PARTS];
	int count;
	struct rect row; /* empty: nothing is said; of more than one row each thing is in one of them */
};

/* Nothing yet. */
void saying_begin(struct saying *saying);
/* More than SAYING_PARTS are left out. */
void saying_add(struct saying *saying, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* `between` stands between two; the first in a role of its own. */
void saying_paint(const struct saying *saying, struct canvas *canvas, const char *between, enum role first,
                  enum role rest);

#endif
