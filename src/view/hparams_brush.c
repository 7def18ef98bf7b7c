#include "view/hparams.h"

#include <math.h>

static size_t find(const struct hparams_tab *tab, struct slice column)
{
	size_t at = 0;
	while (at < tab->brush_count && !slice_equal(str_slice(&tab->brushes[at].column), column))
		at++;
	return at;
}

static void fini(struct hparams_brush *brush)
{
	str_fini(&brush->column);
	str_fini(&brush->first);
	str_fini(&brush->last);
	*brush = (struct hparams_brush){0};
}

void hparams_brush_drop(struct hparams_tab *tab, struct slice column)
{
	size_t at = find(tab, column);
	if (at == tab->brush_count)
		return;
	fini(&tab->brushes[at]);
	tab->brushes[at] = tab->brushes[--tab->brush_count];
	tab->brushes[tab->brush_count] = (struct hparams_brush){0};
}

void hparams_brush_clear(struct hparams_tab *tab)
{
	while (tab->brush_count)
		fini(&tab->brushes[--tab->brush_count]);
	tab->brushing = false;
}

const struct hparams_brush *hparams_brush_of(const struct hparams_tab *tab, size_t column)
{
	size_t at = find(tab, str_slice(&tab->table.columns[column].name));
	return at < tab->brush_count ? &tab->brushes[at] : NULL;
}

void hparams_brush_set(struct hparams_tab *tab, size_t column, const struct hparam_cell *a, const struct hparam_cell *b)
{
	struct slice name = str_slice(&tab->table.columns[column].name);
	hparams_brush_drop(tab, name);
	if (!a->has || !b->has || a->is_number != b->is_number || tab->brush_count == BRUSHES_MOST)
		return;
	struct hparams_brush *brush = &tab->brushes[tab->brush_count++];
	bool turned = !a->is_number && slice_compare(a->text, b->text) > 0;
	*brush = (struct hparams_brush){.numbers = a->is_number, .low = fmin(a->number, b->number),
	                                .high = fmax(a->number, b->number)};
	str_append_slice(&brush->column, name);
	str_append_slice(&brush->first, turned ? b->text : a->text);
	str_append_slice(&brush->last, turned ? a->text : b->text);
}

static bool is_within(const struct hparams_brush *brush, const struct hparam_cell *cell)
{
	if (!cell->has || cell->is_number != brush->numbers)
		return false;
	if (cell->is_number)
		return cell->number >= brush->low && cell->number <= brush->high;
	return slice_compare(cell->text, str_slice(&brush->first)) >= 0 && slice_compare(cell->text, str_slice(&brush->last)) <= 0;
}

bool hparams_brushed(const struct hparams_tab *tab, uint32_t row)
{
	for (size_t i = 0; i < tab->brush_count; i++) {
		int column = hparam_table_column(&tab->table, str_slice(&tab->brushes[i].column));
		if (column >= 0 && !is_within(&tab->brushes[i], hparam_table_cell(&tab->table, row, (size_t)column)))
			return false;
	}
	return true;
}

void hparams_brush_follow(struct hparams_tab *tab)
{
	size_t row = (size_t)tab->list.cursor;
	tab->brushing &= tab->column && row < tab->table.row_count && tab->anchor < tab->table.sessions->group_count;
	if (tab->brushing)
		hparams_brush_set(tab, tab->column - 1, hparam_table_cell(&tab->table, tab->anchor, tab->column - 1),
		                  hparam_table_cell(&tab->table, tab->table.rows[row], tab->column - 1));
}

void hparams_brush_turn(struct hparams_tab *tab, struct asks *out)
{
	size_t row = (size_t)tab->list.cursor;
	if (tab->form != HPARAMS_PARALLEL || !tab->column) {
		ask(out, ASK_NOTICE, "v brushes along an axis of the parallel form (T): h l choose it");
	} else if (!tab->brushing && row < tab->table.row_count) {
		tab->anchor = tab->table.rows[row];
		tab->brushing = true;
	} else {
		tab->brushing = false;
	}
}
