/* How one scalar point is printed by `export` (tbtop-export(1)). Pure; for the command and its tests. */
#ifndef TBTOP_CMD_EXPORT_H
#define TBTOP_CMD_EXPORT_H

#include "base/str.h"
#include "data/chunk.h"
#include "data/kind.h"

enum export_format { EXPORT_JSONL, EXPORT_CSV, EXPORT_TSV };

/* The part of a line that all points of a series share: its run, tag (and kind), up to the step. Tables are of scalars alone. */
void export_series_start(struct str *out, enum export_format format, struct slice run, struct slice tag,
                         enum kind kind);
/* The rest of the line, without the newline: step, wall time, value, and `smoothed` unless it is NULL. */
void export_row(struct str *out, enum export_format format, const struct row *row, enum number_type type,
                const double *smoothed);
/* A text of a table: quoted where it has to be (RFC 4180), control characters as in JSON. */
void export_cell(struct str *out, enum export_format format, struct slice text);
/* "run,tag,step,wall_time,value", and "smoothed" where there is one; nothing for JSON Lines. */
void export_header(struct str *out, enum export_format format, bool smoothed);

#endif
