/* HParams as a table: the columns that have room, the rows on the screen. */
#include "view/hparams.h"

#include "base/alloc.h"
#include "view/lineup.h"

enum { CELL_MOST = 14, CELL_LEAST = 5, NAME_LEAST = 14, NAME_MOST = 30, MEASURED = 500 };

/* ---- Columns and rows ----------------------------------------------------------------------- */

static int width_of(const struct hparams_tab *tab, size_t column)
{
	struct label label;
	label_name(&label, str_slice(&tab->table.columns[column].name), CELL_MOST);
	int width = label.width > CELL_LEAST ? label.width : CELL_LEAST;
	for (size_t i = 0; i < tab->table.row_count && i < MEASURED && width < CELL_MOST; i++) {
		hparams_cell_text(hparam_table_cell(&tab->table, tab->table.rows[i], column), CELL_MOST, &label);
		width = label.width > width ? label.width : width;
	}
	return width + 1 + (tab->sort_count > 1); /* the sign of sorting, its rank */
}

static void add_column(struct hparams_tab *tab, size_t column, int x, int width)
{
	if (tab->column_count == tab->column_capacity) {
		tab->column_capacity = tab->column_capacity ? 2 * tab->column_capacity : 16;
		tab->columns = xrealloc(tab->columns, tab->column_capacity * sizeof *tab->columns);
	}
	struct hparams_column *one = &tab->columns[tab->column_count++];
	*one = (struct hparams_column){.column = column, .x = x, .width = width};
	label_name(&one->name, str_slice(&tab->table.columns[column].name), width - 1 - (tab->sort_count > 1));
}

/* Columns from `left` on that have room; true when that of the cursor is among them. */
static bool fit_columns(struct hparams_tab *tab)
{
	int x = tab->area.x + tab->name_width, end = tab->area.x + tab->area.width;
	bool seen = !tab->column;
	tab->column_count = 0;
	for (size_t i = tab->left; i < tab->table.column_count; i++) {
		if (hparams_hidden(tab, i))
			continue;
		int width = width_of(tab, i);
		if (x + 1 + width > end)
			break;
		add_column(tab, i, x + 1, width);
		seen |= i + 1 == tab->column;
		x += 1 + width;
	}
	return seen;
}

static void lay_columns(struct hparams_tab *tab)
{
	if (tab->column && tab->column - 1 < tab->left)
		tab->left = tab->column - 1;
	if (!tab->column)
		tab->left = 0;
	while (!fit_columns(tab) && tab->left + 1 < tab->table.column_count)
		tab->left++;
}

static void fit_name(struct hparams_tab *tab)
{
	int widest = 0, most = tab->area.width / 3 < NAME_MOST ? tab->area.width / 3 : NAME_MOST;
	for (size_t i = 0; i < tab->table.row_count && i < MEASURED; i++) {
		struct label name;
		label_name(&name, tab->table.sessions->groups[tab->table.rows[i]].name, NAME_MOST);
		widest = name.width > widest ? name.width : widest;
	}
	widest += 4;
	tab->name_width = widest < NAME_LEAST ? NAME_LEAST : widest > most ? most : widest;
}

static void say_status(struct hparams_row *row, enum session_status status)
{
	static const struct { uint32_t mark; enum role role; } signs[] = {
		[SESSION_UNKNOWN] = {0x00B7, ROLE_DIM}, [SESSION_SUCCESS] = {0x25CB, ROLE_GOOD},
		[SESSION_FAILURE] = {0x2717, ROLE_BAD}, [SESSION_RUNNING] = {0x25CF, ROLE_GOOD}};
	row->status = signs[status].mark;
	row->status_role = signs[status].role;
}

static void make_rows(struct hparams_tab *tab, const struct scene *scene)
{
	int rest = (int)tab->table.row_count - tab->list.top;
	tab->row_count = rest < tab->body.height ? rest : tab->body.height;
	if (tab->row_count > tab->row_capacity) {
		tab->row_capacity = tab->row_count;
		tab->rows = xrealloc(tab->rows, (size_t)tab->row_capacity * sizeof *tab->rows);
	}
	for (int i = 0; i < tab->row_count; i++) {
		const struct session_group *group = &tab->table.sessions->groups[tab->table.rows[tab->list.top + i]];
		uint32_t run = tab->table.sessions->sessions[group->first].run;
		struct run_choice choice = choice_run(scene->choice, scene->store, run);
		struct hparams_row *row = &tab->rows[i];
		*row = (struct hparams_row){.mark = choice.shown ? run_mark(choice) : ' ',
		                            .mark_role = (enum role)(ROLE_SERIES_0 + choice.hue % CHOICE_HUES)};
		say_status(row, group->status);
		label_name(&row->name, group->name, tab->name_width - 4);
	}
}

void hparams_lay_table(struct hparams_tab *tab, const struct scene *scene)
{
	fit_name(tab);
	lay_columns(tab);
	make_rows(tab, scene);
}

/* ---- Painting ------------------------------------------------------------------------------- */

/* "▲", with its rank when there are several: "2▼". False, and nothing, when the table is not sorted by the column. */
static bool say_sort(const struct hparams_tab *tab, int column, struct label *out)
{
	*out = (struct label){0};
	if (column < 0 && !tab->sort_count)
		label_format(out, "▲");
	for (size_t i = 0; i < tab->sort_count; i++)
		if (tab->sorts[i].column == column && tab->sort_count > 1)
			label_format(out, "%zu%s", i + 1, tab->sorts[i].descending ? "▼" : "▲");
		else if (tab->sorts[i].column == column)
			label_format(out, tab->sorts[i].descending ? "▼" : "▲");
	return out->length > 0;
}

static void paint_head(const struct hparams_tab *tab, struct canvas *canvas)
{
	struct rect head = tab->head;
	struct label name_sign;
	bool by_name = say_sort(tab, -1, &name_sign);
	canvas_printf(canvas, head.x + 4, head.y, tab->name_width - 4, by_name ? ROLE_STRONG : ROLE_DIM, 0, "session%s",
	              name_sign.text);
	if (!tab->column)
		canvas_paint(canvas, (struct rect){head.x + 4, head.y, tab->name_width - 4, 1}, ROLE_CURSOR, CELL_UNDERLINE);
	for (size_t i = 0; i < tab->column_count; i++) {
		const struct hparams_column *column = &tab->columns[i];
		struct label text, sign;
		bool sorted = say_sort(tab, (int)column->column, &sign), chosen = tab->column == column->column + 1;
		label_format(&text, "%s%s", sign.text, column->name.text);
		enum role role = chosen ? ROLE_CURSOR : sorted ? ROLE_STRONG
		                 : tab->table.columns[column->column].is_metric ? ROLE_TITLE : ROLE_DIM;
		canvas_text_right(canvas, column->x, head.y, column->width, label_slice(&text), role, chosen ? CELL_UNDERLINE : 0);
	}
}

void hparams_paint_table(const struct hparams_tab *tab, struct canvas *canvas)
{
	paint_head(tab, canvas);
	for (int i = 0; i < tab->row_count; i++) {
		const struct hparams_row *row = &tab->rows[i];
		int x = tab->body.x, y = tab->body.y + i;
		canvas_put(canvas, x, y, row->status, row->status_role, 0);
		canvas_put(canvas, x + 2, y, row->mark, row->mark_role, 0);
		bool faint = !hparams_brushed(tab, tab->table.rows[tab->list.top + i]);
		canvas_text(canvas, x + 4, y, tab->name_width - 4, label_slice(&row->name), faint ? ROLE_DIM : ROLE_TEXT, 0);
		for (size_t k = 0; k < tab->column_count; k++) {
			const struct hparams_column *column = &tab->columns[k];
			const struct hparam_cell *cell =
				hparam_table_cell(&tab->table, tab->table.rows[tab->list.top + i], column->column);
			struct label text;
			hparams_cell_text(cell, column->width - 1, &text);
			canvas_text_right(canvas, column->x, y, column->width, label_slice(&text),
			                  cell->has && !faint ? ROLE_TEXT : ROLE_DIM, 0);
		}
		if (tab->list.top + i == tab->list.cursor)
			canvas_paint(canvas, (struct rect){x + 4, y, tab->area.width - 4, 1}, ROLE_SELECTED, 0);
	}
}
