/*
 * A person's own layout of charts, for runs whose writers gave none, by lines of
 * the configuration:
 *
 *     [layout Losses]                                  ; a category of this title
 *     closed = yes                                     ; folded at first
 *     train and val = train/loss val/.*                ; a chart: regular expressions, a blank between
 *     loss, bounds = margin loss loss/lower loss/upper ; filled between the two tags behind the value
 *
 * The expressions are TensorBoard's (base/regexp.h, at the start). A margin may have several
 * times three tags.
 */
#ifndef TBTOP_CMD_OWN_LAYOUT_H
#define TBTOP_CMD_OWN_LAYOUT_H

#include "data/layout.h"

/* One line of the section `category`. Returns what is wrong with the value, or NULL. */
const char *own_layout_set(struct custom_layout *layout, const char *category, const char *name, const char *value);

#endif
