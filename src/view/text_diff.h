/* What changed between two texts, line by line: a shortest list of lines that went and came (Myers 1986, O(ND)). */
#ifndef TBTOP_VIEW_TEXT_DIFF_H
#define TBTOP_VIEW_TEXT_DIFF_H

#include "base/str.h"

/* ' ' is in both, '-' in `before` alone, '+' in `after` alone. */
typedef void text_diff_each(void *context, char sign, struct slice line);

/*
 * In the order of the texts. Where more than TEXT_DIFF_MOST lines differ, all
 * behind the common start and before the common end counts as changed.
 */
#define TEXT_DIFF_MOST 1000
void text_diff(struct slice before, struct slice after, text_diff_each *each, void *context);

#endif
