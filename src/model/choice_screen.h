/* What has how much of the screen (choice.h), as lines of a choice's text: for its table in choice_text.c. */
#ifndef TBTOP_MODEL_CHOICE_SCREEN_H
#define TBTOP_MODEL_CHOICE_SCREEN_H

#include "model/choice.h"
#include "model/choice_line.h"

void screen_write_panels(const struct choice *choice, struct str *out);
bool screen_read_panels(struct choice *choice, const struct words *words);
void screen_write_side(const struct choice *choice, struct str *out);
bool screen_read_side(struct choice *choice, const struct words *words);
void screen_write_legend(const struct choice *choice, struct str *out);
bool screen_read_legend(struct choice *choice, const struct words *words);
void screen_write_hints(const struct choice *choice, struct str *out);
bool screen_read_hints(struct choice *choice, const struct words *words);
void screen_write_columns(const struct choice *choice, struct str *out);
bool screen_read_column(struct choice *choice, const struct words *words);
void screen_write_column_sort(const struct choice *choice, struct str *out);
bool screen_read_column_sort(struct choice *choice, const struct words *words);
void screen_write_hardware(const struct choice *choice, struct str *out);
bool screen_read_hardware(struct choice *choice, const struct words *words);

#endif
