/* The state of HParams: the tab's own files alone (hparams*.c). */
#ifndef TBTOP_VIEW_HPARAMS_H
#define TBTOP_VIEW_HPARAMS_H

#include "chart/dots.h"
#include "model/hparam_table.h"
#include "ui/list.h"
#include "view/label.h"
#include "view/scene.h"

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
	uint64_t generation;  /* of the store it was made of */
	enum metric_value made_value, value;
	enum hparams_form form;
	struct list list;     /* a row */
	size_t column;        /* the cursor's; 0 is the name, else 1 + a column of the table */
	size_t left;          /* the first visible one that is shown */
	int sort;             /* as column; 0 by name */
	bool descending;
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

void hparams_paint_parallel(const struct hparams_tab *tab, struct canvas *canvas, struct rect area);
void hparams_paint_scatter(const struct hparams_tab *tab, struct canvas *canvas, struct rect area);

#endif
