/* How much the axes show (extent.h), as lines of a choice's text: for its table in choice_text.c. */
#ifndef TBTOP_MODEL_CHOICE_AXES_H
#define TBTOP_MODEL_CHOICE_AXES_H

#include "model/choice.h"
#include "model/choice_line.h"

void axes_write_x_tag(const struct choice *choice, struct str *out);
bool axes_read_x_tag(struct choice *choice, const struct words *words);
void axes_write_x_log(const struct choice *choice, struct str *out);
bool axes_read_x_log(struct choice *choice, const struct words *words);
void axes_write_tail(const struct choice *choice, struct str *out);
bool axes_read_tail(struct choice *choice, const struct words *words);
void axes_write_tail_sizes(const struct choice *choice, struct str *out);
bool axes_read_tail_size(struct choice *choice, const struct words *words);
void axes_write_y_ends(const struct choice *choice, struct str *out);
bool axes_read_y_ends(struct choice *choice, const struct words *words);
void axes_write_hands(const struct choice *choice, struct str *out);
bool axes_read_hand(struct choice *choice, const struct words *words);

#endif
