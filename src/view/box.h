/* Why something can't be shown, in a frame in the middle of where it would be; and lines made of parts that fit. */
#ifndef TBTOP_VIEW_BOX_H
#define TBTOP_VIEW_BOX_H

#include "chart/canvas.h"
#include "view/label.h"

/* `text`: lines, cleaned; one that is too long goes on in the next row. Where there is no room for a frame the lines alone. */
void box_paint(struct canvas *canvas, struct rect area, const char *title, const char *text, enum role role);
/* The same over the last rows of a picture, but for those of its x axis: what is wrong with it. Nothing without a text. */
void box_paint_foot(struct canvas *canvas, struct rect picture, int axis_rows, const char *title, const char *text);

/* Appends a part, two blanks before it, unless that would make the line wider than `columns`. */
void line_add(struct label *line, int columns, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
