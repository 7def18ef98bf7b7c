/*
 * What is wrong with a file, or not yet there, in words: the likely reason and
 * what helps. The same on the screen and in `tbtop check`.
 */
#ifndef TBTOP_MODEL_REASON_H
#define TBTOP_MODEL_REASON_H

#include "model/store.h"

/* Static text. */
const char *problem_reason(const struct store *store, const struct store_problem *problem);

/*
 * "incomplete record at the end (12 bytes)", `join`, and "the writer went on in
 * FILE" or what else may be. Appends nothing when the file has none. Names are cleaned.
 */
void incomplete_describe(struct str *out, const struct store *store, const struct file_info *file, const char *join);

#endif
