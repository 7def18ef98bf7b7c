/* What there is to say of a run and of a tag: lines of text for the info sheet, cleaned. */
#ifndef TBTOP_VIEW_ABOUT_H
#define TBTOP_VIEW_ABOUT_H

#include "base/str.h"
#include "view/scene.h"

/* Its state, steps, times, who writes it, and its files with what is wrong with them. O(files). */
void about_run(const struct scene *scene, uint32_t run, struct str *out);
/* Its name for people, what the writer says of it (Markdown as plain text), and in which runs it is. O(runs). */
void about_tag(const struct scene *scene, uint32_t tag, struct str *out);
/* A text in Markdown without its marks, in lines of at most `columns`. */
void about_plain(struct slice markdown, int columns, struct str *out);

#endif
