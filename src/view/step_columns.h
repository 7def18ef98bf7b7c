/*
 * The columns of the Steps table: which there are, which fit, how wide each is,
 * what stands in them and by what they sort.
 */
#ifndef TBTOP_VIEW_STEP_COLUMNS_H
#define TBTOP_VIEW_STEP_COLUMNS_H

#include "ui/bind.h"
#include "view/ask.h"
#include "view/lineup.h"

/* X(id, head, width with the blank before it, rank: where there is no room for all, the lowest stay) */
#define COLUMN_LIST(X)                                                                                    \
	X(STATE, "state", 8, 2) X(STEP, "step", 7, 1) X(NOW, "steps/s", 9, 2) X(MINUTE, "1 min", 7, 13)         \
	X(HOUR, "1 h", 7, 12) X(RUN, "of run", 7, 7) X(P50, "p50", 7, 4) X(P95, "p95", 7, 8)                    \
	X(P99, "p99", 7, 5) X(MAX, "max", 7, 6) X(DRIFT, "drift", 7, 10) X(EVAL, "eval", 6, 9)                  \
	X(CHECKPOINT, "ckpt", 6, 11) X(STALL, "stall", 7, 9) X(ETA, "ETA", 7, 3) X(AGE, "age", 7, 4)

enum column_id {
#define X(id, head, width, rank) COLUMN_##id,
	COLUMN_LIST(X)
#undef X
	COLUMN_COUNT
};
#define COLUMN_RUN_NAME "run" /* that of names, which is always there */

struct step_columns {
	enum column_id shown[COLUMN_COUNT];
	int widths[COLUMN_COUNT]; /* of all, with the blank before it */
	int count, name_width;    /* name_width: with the marks before it */
	const char *cursor;       /* the head of the column that keys are for; NULL for none */
};

/* The column of that head; -1 when there is none. */
int step_column_find(const char *head);
const char *step_column_head(enum column_id id);

/*
 * The most telling columns that fit into `room` beside names in full, which take `asked`; the first of them even
 * where names are cut for it. `any_target`: some run has a time left.
 */
void step_columns_fit(struct step_columns *columns, const struct columns *said, int room, int asked, bool any_target);

/* The cursor to the column `by` places on: the name's comes first. */
void step_columns_move(struct step_columns *columns, int by);
/* COLUMN, WIDER, NARROWER: asks for an edit of what is `said`, or says what is wrong. False: not its action. */
bool step_columns_act(const struct step_columns *columns, const struct columns *said, const struct input *input,
                      struct asks *out);

/* "column takes one of these:" with the heads of all. */
void step_columns_say_heads(const char *what, struct asks *out);

/* What a run is sorted by; NaN where it has nothing. */
double step_column_key(const struct scene *scene, uint32_t run, enum column_id id);
void step_column_cells(struct label cells[COLUMN_COUNT], const struct scene *scene, uint32_t run,
                       const struct run_sign *sign);
/* Seconds left; NaN when it can't be told. */
double step_time_left(const struct scene *scene, uint32_t run, const struct steptime *steptime);

#endif
