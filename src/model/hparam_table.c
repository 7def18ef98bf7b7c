#include "model/hparam_table.h"

#include "base/alloc.h"
#include "base/names.h"
#include "model/query.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *metric_value_name(enum metric_value value)
{
	static const char *const names[METRIC_VALUES] = {"last", "min", "max", "mean"};
	return names[value];
}

/* ---- Columns ---------------------------------------------------------------------------- */

static bool add_column(struct hparam_table *table, struct slice name, bool is_metric, size_t metric)
{
	if (!array_reserve(&table->columns, &table->column_capacity, table->column_count + 1))
		return false;
	struct hparam_column *column = &table->columns[table->column_count++];
	*column = (struct hparam_column){.is_metric = is_metric, .metric = metric};
	str_append_slice(&column->name, name);
	return true;
}

static int compare_columns(const void *a, const void *b)
{
	return slice_compare(str_slice(&((const struct hparam_column *)a)->name),
	                     str_slice(&((const struct hparam_column *)b)->name));
}

static bool add_hparams(struct hparam_table *table)
{
	const struct sessions *sessions = table->sessions;
	struct names names;
	names_init(&names);
	bool fine = true;
	for (size_t i = 0; i < sessions->group_count && fine; i++) {
		const struct session_start *info = session_group_hparams(sessions, &sessions->groups[i]);
		for (size_t k = 0; k < info->count && fine; k++) {
			struct slice name = str_slice(&info->hparams[k].name);
			if (names_find(&names, name) != NAMES_NONE)
				continue;
			bool room = table->column_count < HPARAM_COLUMNS_MOST;
			table->left_out += !room;
			fine = names_intern(&names, name) != NAMES_NONE && (!room || add_column(table, name, false, 0));
		}
	}
	names_fini(&names);
	if (table->column_count)
		qsort(table->columns, table->column_count, sizeof *table->columns, compare_columns);
	return fine;
}

static bool add_metrics(struct hparam_table *table)
{
	for (size_t i = 0; i < table->sessions->metric_count; i++) {
		const struct session_metric *metric = &table->sessions->metrics[i];
		struct str name = {0};
		str_append_slice(&name, metric->group);
		if (name.length)
			str_append_char(&name, '/');
		str_append_slice(&name, metric->tag);
		struct slice shown = metric->display_name.length ? metric->display_name : str_slice(&name);
		bool fine = add_column(table, shown, true, i);
		str_fini(&name);
		if (!fine)
			return false;
	}
	return true;
}

/* ---- Cells -------------------------------------------------------------------------------- */

static struct hparam_cell cell_of(const struct hparam *hparam)
{
	switch (hparam->type) {
	case HPARAM_NUMBER: return (struct hparam_cell){true, true, hparam->number, {0}};
	case HPARAM_BOOL: return (struct hparam_cell){true, false, hparam->truth, slice_of(hparam->truth ? "true" : "false")};
	case HPARAM_NULL: return (struct hparam_cell){0};
	default: return (struct hparam_cell){true, false, NAN, str_slice(&hparam->text)};
	}
}

/* The run that has a session's metric: the session's own, or one below it. */
static uint32_t run_of(const struct store *store, const struct session *session, struct slice group)
{
	struct str name = {0};
	if (!group.length)
		return session->run;
	str_append_slice(&name, store_run(store, session->run).name);
	if (name.length == 1 && name.data[0] == '.')
		str_clear(&name);
	else
		str_append_char(&name, '/');
	str_append_slice(&name, group);
	uint32_t run = store_run_find(store, str_slice(&name));
	str_fini(&name);
	return run;
}

/* What stands for all points; NaN without. */
static double end_of(const struct store *store, const struct session *session, const struct session_metric *metric,
                     enum metric_value value, struct metric_means *means)
{
	uint32_t run = run_of(store, session, metric->group), tag = store_tag_find(store, metric->tag);
	uint32_t series = run == STORE_NONE || tag == STORE_NONE ? STORE_NONE : store_series_find(store, run, tag);
	if (series == STORE_NONE || store_series(store, series).kind != KIND_SCALAR)
		return NAN;
	if (value == METRIC_MEAN)
		return metric_means_of(means, store, series);
	struct chunk_summary whole = query_whole(store, series);
	return value == METRIC_MIN ? whole.min : whole.max;
}

static struct hparam_cell metric_cell(const struct hparam_table *table, const struct store *store,
                                      const struct session_group *group, size_t metric, enum metric_value value,
                                      struct metric_means *means)
{
	double sum = 0;
	size_t count = 0;
	if (value == METRIC_LAST)
		return (struct hparam_cell){group->has_metric[metric], true, group->metrics[metric], {0}};
	for (size_t i = group->first; i < group->first + group->count; i++) {
		double end = end_of(store, &table->sessions->sessions[i], &table->sessions->metrics[metric], value, means);
		if (isnan(end))
			continue;
		sum += end;
		count++;
	}
	return (struct hparam_cell){count > 0, true, sum / (double)count, {0}};
}

static int compare_hparam(const void *key, const void *hparam)
{
	return slice_compare(*(const struct slice *)key, str_slice(&((const struct hparam *)hparam)->name));
}

static void fill_row(struct hparam_table *table, const struct store *store, size_t row, enum metric_value value,
                     struct metric_means *means)
{
	const struct session_group *group = &table->sessions->groups[row];
	const struct session_start *info = session_group_hparams(table->sessions, group);
	for (size_t i = 0; i < table->column_count; i++) {
		struct hparam_cell *cell = &table->cells[row * table->column_count + i];
		struct slice name = str_slice(&table->columns[i].name);
		if (table->columns[i].is_metric) {
			*cell = metric_cell(table, store, group, table->columns[i].metric, value, means);
			continue;
		}
		const struct hparam *hparam =
			info->count ? bsearch(&name, info->hparams, info->count, sizeof *info->hparams, compare_hparam) : NULL;
		*cell = hparam ? cell_of(hparam) : (struct hparam_cell){0};
	}
}

bool hparam_table_make(struct hparam_table *table, const struct store *store, const struct finds *finds,
                       enum metric_value value, struct metric_means *means)
{
	*table = (struct hparam_table){.sessions = sessions_new(store, finds)};
	if (!table->sessions || !add_hparams(table) || !add_metrics(table)) {
		hparam_table_fini(table);
		return false;
	}
	size_t rows = table->sessions->group_count;
	table->rows = data_alloc(rows, sizeof *table->rows);
	table->cells = data_alloc(rows, (table->column_count + 1) * sizeof *table->cells);
	if (!table->rows || !table->cells) {
		hparam_table_fini(table);
		return false;
	}
	for (size_t i = 0; i < rows; i++)
		fill_row(table, store, i, value, means);
	hparam_table_filter(table, "");
	return true;
}

void hparam_table_fini(struct hparam_table *table)
{
	for (size_t i = 0; i < table->column_count; i++)
		str_fini(&table->columns[i].name);
	free(table->columns);
	free(table->cells);
	free(table->rows);
	free(table->unknown);
	sessions_free(table->sessions);
	*table = (struct hparam_table){0};
}

/* ---- Filter ---------------------------------------------------------------------------------- */

struct term {
	struct slice name, value;
	char sign; /* < > = ! l (<=) g (>=), 0 for a word */
};

static struct slice last_part(struct slice name)
{
	for (size_t i = name.length; i > 0; i--)
		if (name.data[i - 1] == '/' || name.data[i - 1] == '.')
			return slice_make(name.data + i, name.length - i);
	return name;
}

int hparam_table_column(const struct hparam_table *table, struct slice name)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (slice_equal(str_slice(&table->columns[i].name), name))
			return (int)i;
	for (size_t i = 0; i < table->column_count; i++)
		if (slice_equal(last_part(str_slice(&table->columns[i].name)), name))
			return (int)i;
	return -1;
}

static struct term parse(struct slice word)
{
	size_t at = 0;
	while (at < word.length && !strchr("<>=!", word.data[at]))
		at++;
	if (at == word.length || !at)
		return (struct term){.name = word};
	struct term term = {slice_make(word.data, at), {0}, word.data[at]};
	bool two = at + 1 < word.length && word.data[at + 1] == '=';
	if (two && term.sign != '=')
		term.sign = term.sign == '<' ? 'l' : term.sign == '>' ? 'g' : '!';
	size_t behind = at + 1 + two;
	term.value = slice_make(word.data + behind, word.length - behind);
	return term;
}

static bool compare_numbers(char sign, double a, double b)
{
	switch (sign) {
	case '<': return a < b;
	case '>': return a > b;
	case 'l': return a <= b;
	case 'g': return a >= b;
	case '!': return a != b;
	default: return a == b;
	}
}

static bool to_number(struct slice text, double *out)
{
	char buffer[64], *end;
	if (!text.length || text.length >= sizeof buffer)
		return false;
	memcpy(buffer, text.data, text.length);
	buffer[text.length] = '\0';
	*out = strtod(buffer, &end);
	return !*end;
}

static bool cell_holds(const struct hparam_cell *cell, const struct term *term)
{
	double number;
	if (!cell->has)
		return term->sign == '!' && term->value.length;
	if (cell->is_number)
		return !term->value.length || (to_number(term->value, &number) && compare_numbers(term->sign, cell->number, number));
	int order = slice_compare(cell->text, term->value);
	return !term->value.length || compare_numbers(term->sign, order, 0);
}

static bool has_word(struct slice text, struct slice word)
{
	for (size_t i = 0; i + word.length <= text.length; i++) {
		size_t k = 0;
		while (k < word.length && tolower((unsigned char)text.data[i + k]) == tolower((unsigned char)word.data[k]))
			k++;
		if (k == word.length)
			return true;
	}
	return false;
}

static bool row_holds(struct hparam_table *table, uint32_t row, const struct term *term)
{
	if (term->sign) {
		int column = hparam_table_column(table, term->name);
		if (column < 0 && !table->unknown)
			table->unknown = xmemdup0(term->name.data, term->name.length);
		return column >= 0 && cell_holds(hparam_table_cell(table, row, (size_t)column), term);
	}
	bool found = has_word(table->sessions->groups[row].name, term->name);
	for (size_t i = 0; i < table->column_count && !found; i++) {
		const struct hparam_cell *cell = hparam_table_cell(table, row, i);
		found = cell->has && !cell->is_number && has_word(cell->text, term->name);
	}
	return found;
}

static bool row_passes(struct hparam_table *table, uint32_t row, const char *expression)
{
	for (;;) {
		expression += strspn(expression, " ");
		size_t length = strcspn(expression, " ");
		if (!length)
			return true;
		struct term term = parse(slice_make(expression, length));
		if (!row_holds(table, row, &term))
			return false;
		expression += length;
	}
}

void hparam_table_filter(struct hparam_table *table, const char *expression)
{
	free(table->unknown);
	table->unknown = NULL;
	table->row_count = 0;
	for (uint32_t i = 0; i < table->sessions->group_count; i++)
		if (row_passes(table, i, expression))
			table->rows[table->row_count++] = i;
}

/* ---- Sorting ------------------------------------------------------------------------------------ */

struct sorting {
	const struct hparam_table *table;
	const struct hparam_order *orders;
	size_t count;
};

struct sort_entry {
	const struct sorting *sorting;
	uint32_t row;
};

static int compare_cells(const struct hparam_cell *a, const struct hparam_cell *b)
{
	if (a->is_number && b->is_number)
		return (a->number > b->number) - (a->number < b->number);
	return a->is_number != b->is_number ? (a->is_number ? -1 : 1) : slice_compare(a->text, b->text);
}

/* Nothing, and what is no number, comes last whichever way. */
static int compare_by(const struct hparam_cell *a, const struct hparam_cell *b, bool descending)
{
	if (a->has != b->has)
		return a->has ? -1 : 1;
	bool a_nan = a->is_number && isnan(a->number), b_nan = b->is_number && isnan(b->number);
	if (a_nan != b_nan)
		return a_nan ? 1 : -1;
	int order = compare_cells(a, b);
	return descending ? -order : order;
}

/* Groups are by name in the sessions: equals stay as they are there. */
static int compare_rows(const void *a, const void *b)
{
	const struct sort_entry *x = a, *y = b;
	int by_name = x->row < y->row ? -1 : x->row > y->row;
	for (size_t i = 0; i < x->sorting->count; i++) {
		const struct hparam_order *by = &x->sorting->orders[i];
		int order = by->descending ? -by_name : by_name;
		if (by->column >= 0)
			order = compare_by(hparam_table_cell(x->sorting->table, x->row, (size_t)by->column),
			                   hparam_table_cell(x->sorting->table, y->row, (size_t)by->column), by->descending);
		if (order)
			return order;
	}
	return by_name;
}

void hparam_table_sort(struct hparam_table *table, const struct hparam_order *orders, size_t count)
{
	struct sorting sorting = {table, orders, count};
	struct sort_entry *entries = xmalloc((table->row_count + 1) * sizeof *entries);
	for (size_t i = 0; i < table->row_count; i++)
		entries[i] = (struct sort_entry){&sorting, table->rows[i]};
	qsort(entries, table->row_count, sizeof *entries, compare_rows);
	for (size_t i = 0; i < table->row_count; i++)
		table->rows[i] = entries[i].row;
	free(entries);
}

/* ---- Importance ----------------------------------------------------------------------------------- */

struct pair {
	const struct hparam_cell *hparam;
	double metric, rank, metric_rank;
};

static int by_hparam(const void *a, const void *b)
{
	return compare_cells(((const struct pair *)a)->hparam, ((const struct pair *)b)->hparam);
}

static int by_metric(const void *a, const void *b)
{
	double x = ((const struct pair *)a)->metric, y = ((const struct pair *)b)->metric;
	return (x > y) - (x < y);
}

/* Equal ones share their mean rank. */
static void rank_metrics(struct pair *pairs, size_t count)
{
	qsort(pairs, count, sizeof *pairs, by_metric);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && pairs[end].metric == pairs[i].metric;)
			end++;
		for (size_t k = i; k < end; k++)
			pairs[k].metric_rank = (double)(i + end - 1) / 2;
	}
}

/* Ranks, and how many different values there are. */
static size_t rank_hparams(struct pair *pairs, size_t count)
{
	size_t values = 0;
	qsort(pairs, count, sizeof *pairs, by_hparam);
	for (size_t i = 0, end; i < count; i = end, values++) {
		for (end = i + 1; end < count && !compare_cells(pairs[i].hparam, pairs[end].hparam);)
			end++;
		for (size_t k = i; k < end; k++)
			pairs[k].rank = (double)(i + end - 1) / 2;
	}
	return values;
}

static double rank_correlation(const struct pair *pairs, size_t count)
{
	double mean = ((double)count - 1) / 2, both = 0, one = 0, other = 0;
	for (size_t i = 0; i < count; i++) {
		double x = pairs[i].rank - mean, y = pairs[i].metric_rank - mean;
		both += x * y;
		one += x * x;
		other += y * y;
	}
	return one > 0 && other > 0 ? both / sqrt(one * other) : NAN;
}

/* Of the variance of the metric's ranks that between the values of an hparam; pairs are by these. */
static double share_between(const struct pair *pairs, size_t count)
{
	double mean = ((double)count - 1) / 2, between = 0, all = 0;
	for (size_t i = 0, end; i < count; i = end) {
		double sum = 0;
		for (end = i; end < count && !compare_cells(pairs[i].hparam, pairs[end].hparam); end++) {
			sum += pairs[end].metric_rank - mean;
			all += (pairs[end].metric_rank - mean) * (pairs[end].metric_rank - mean);
		}
		between += sum * sum / (double)(end - i);
	}
	return all > 0 ? between / all : NAN;
}

struct importance hparam_importance(const struct hparam_table *table, size_t hparam, size_t metric)
{
	struct importance importance = {NAN, NAN, 0, 0};
	struct pair *pairs = xmalloc((table->row_count + 1) * sizeof *pairs);
	bool numbers = true;
	size_t count = 0;
	for (size_t i = 0; i < table->row_count; i++) {
		const struct hparam_cell *x = hparam_table_cell(table, table->rows[i], hparam);
		const struct hparam_cell *y = hparam_table_cell(table, table->rows[i], metric);
		if (!x->has || !y->has || !isfinite(y->number) || (x->is_number && isnan(x->number)))
			continue;
		numbers &= x->is_number;
		pairs[count++] = (struct pair){.hparam = x, .metric = y->number};
	}
	if (count) {
		rank_metrics(pairs, count);
		importance.values = rank_hparams(pairs, count);
	}
	importance.count = count;
	if (count >= 3 && importance.values > 1 && numbers) {
		double correlation = rank_correlation(pairs, count);
		importance.strength = fabs(correlation);
		importance.sign = correlation < 0 ? -1 : 1;
	} else if (count >= 3 && importance.values > 1 && importance.values < count) {
		importance.strength = share_between(pairs, count);
	}
	free(pairs);
	return importance;
}
