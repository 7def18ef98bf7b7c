/* `Y`: what the view offers, a value, a text, a table or the path of the run, goes to the clipboard. */
#ifndef TBTOP_VIEW_COPY_H
#define TBTOP_VIEW_COPY_H

#include "view/publish.h"

/* `what`: "value", "text", "table", "path"; NULL: what the view thinks of first. */
void copy(const struct published *published, const struct scene *scene, const char *what, struct asks *out);

#endif
