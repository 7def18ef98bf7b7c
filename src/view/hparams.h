/* The state of HParams: the tab's own files alone (hparams*.c). */
#ifndef TBTOP_VIEW_HPARAMS_H
#define TBTOP_VIEW_HPARAMS_H

#include "chart/dots.h"
#include "model/hparam_table.h"
#include "ui/list.h"
#include "view/ask.h"
#include "view/label.h"
#include "view/scene.h"

enum { SORTS_MOST = 4, BRUSHES_MOST = 8 };

enum hparams_form { HPARAMS_TABLE, HPARAMS_PARALLEL, HPARAMS_SCATTER, HPARAMS_FORMS };

/* A column on the screen. */
struct hparams_column {
	size_t column; /* of the table */
	int x, width;
	struct label name;
};

/* A row of the table on the screen. */
struct hparams_row {
	struct label name;
	uint32_t mark, status;
	enum role mark_role, status_role;
};

struct hparams_tab {
	struct hparam_table table;
	bool made;
	uint64_t generation;  /* of the store it was made of, */
	uint64_t finds;       /* and of the files */
	enum metric_value made_value, value;
	struct metric_means means;
	enum hparams_form form;
	struct list list;     /* a row */
	size_t column;        /* the cursor's; 0 is the name, else 1 + a column of the table */
	size_t left;          /* the first visible one that is shown */
	struct hparam_order sorts[SORTS_MOST]; /* the first counts most; none: by name */
	size_t sort_count;
	struct hparams_brush { /* a stretch of an axis: rows outside of it are faint */
		struct str column;
		bool numbers;
		double low, high;
		struct str first, last; /* of texts */
	} brushes[BRUSHES_MOST];
	size_t brush_count;
	bool brushing;        /* the last brush goes from where it began to the cursor's row */
	int pressed_x, pressed_y; /* where the mouse began one */
	uint32_t anchor;      /* the row (of all groups) that it began at */
	struct str filter;
	struct str *hidden;   /* names of columns; owned */
	size_t hidden_count, hidden_capacity;
	struct str cursor_name; /* of the column under the cursor: it stays when columns come and go */
	/* As of the last prepare: */
	struct rect area, head, body, foot;
	struct hparams_column *columns;
	size_t column_count, column_capacity;
	int name_width;
	struct hparams_row *rows;
	int row_count, row_capacity;
	struct label note, facts, importance;
	enum plot_marker marker;
};

/* Columns that no person hid, in order: those of the table. */
bool hparams_hidden(const struct hparams_tab *tab, size_t column);
/* The metric that forms and importance are about: that under the cursor, else the sorted one, else the first; -1 without. */
int hparams_metric(const struct hparams_tab *tab);
/* Text of a cell, short. */
void hparams_cell_text(const struct hparam_cell *cell, int columns, struct label *out);

/* hparams_table.c: the columns and rows of the table that have room; paints them. */
void hparams_lay_table(struct hparams_tab *tab, const struct scene *scene);
void hparams_paint_table(const struct hparams_tab *tab, struct canvas *canvas);

/* hparams_brush.c: the column's brush becomes what lies between two cells; none where either is nothing. */
void hparams_brush_set(struct hparams_tab *tab, size_t column, const struct hparam_cell *a, const struct hparam_cell *b);
void hparams_brush_drop(struct hparams_tab *tab, struct slice column);
void hparams_brush_clear(struct hparams_tab *tab);
const struct hparams_brush *hparams_brush_of(const struct hparams_tab *tab, size_t column);
/* Whether the row (of all groups) lies within all brushes. */
bool hparams_brushed(const struct hparams_tab *tab, uint32_t row);
/* Begins and ends a brush at the cursor (v), and lets it follow the cursor. */
void hparams_brush_turn(struct hparams_tab *tab, struct asks *out);
void hparams_brush_follow(struct hparams_tab *tab);

/* The axis that is nearest to a cell of the parallel form, and the cell's value there. False beside all of it. */
bool hparams_axis_at(const struct hparams_tab *tab, struct rect area, int x, int y, size_t *column,
                     struct hparam_cell *out);
void hparams_paint_parallel(const struct hparams_tab *tab, struct canvas *canvas, struct rect area);
/* Which pairs of an hparam (across) and a metric (down) have room; x and y: the cursor's. Those are -1 where there is none. */
struct hparams_matrix {
	int x, y, first_x, first_y; /* columns of the table */
	int across, down, pairs;    /* pairs: in all */
};
struct hparams_matrix hparams_matrix(const struct hparams_tab *tab, struct rect area);
void hparams_paint_scatter(const struct hparams_tab *tab, struct canvas *canvas, struct rect area);

#endif
