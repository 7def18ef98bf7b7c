/* Lines of text with styles (rich.h) as they are looked at: painted, and searched. */
#ifndef TBTOP_VIEW_RICH_LOOK_H
#define TBTOP_VIEW_RICH_LOOK_H

#include "view/rich.h"

/* Lines from `top` on; `search` (NULL or "" for none) is set off wherever it stands, whatever its case. */
void rich_paint(const struct rich *rich, struct canvas *canvas, struct rect area, uint32_t top, const char *search);
/* The next line after `from` (in direction `by`, 1 or -1, round the ends) that has the text; -1 when none has. */
int64_t rich_find(const struct rich *rich, uint32_t from, int by, const char *search);
uint32_t rich_matches(const struct rich *rich, const char *search);

#endif
