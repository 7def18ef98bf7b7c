#include "cmd/rows_text.h"

#include "base/number.h"
#include "cmd/json.h"

#include <inttypes.h>
#include <math.h>

/* Most values were 4-byte floats, which are told in fewer digits. */
static bool is_float(double value)
{
	return fabs(value) < 3.5e38 && (double)(float)value == value;
}

static void append_plain(struct str *out, enum export_format format, const struct rows *rows,
                         const struct rows_cell *cell)
{
	char number[NUMBER_SIZE];
	switch (cell->type) {
	case ROWS_NONE: break;
	case ROWS_TEXT: export_cell(out, format, rows_slice(rows, cell)); break;
	case ROWS_INTEGER: str_printf(out, "%" PRId64, cell->integer); break;
	case ROWS_NUMBER:
		str_append(out, number, is_float(cell->number) ? number_shortest_float(number, (float)cell->number)
		                                               : number_shortest_double(number, cell->number));
		break;
	}
}

static void append_json(struct json *json, const struct rows *rows, const struct rows_cell *cell)
{
	switch (cell->type) {
	case ROWS_NONE: json_none(json); break;
	case ROWS_TEXT: json_text(json, rows_slice(rows, cell)); break;
	case ROWS_INTEGER: json_signed(json, cell->integer); break;
	case ROWS_NUMBER:
		if (is_float(cell->number))
			json_float(json, (float)cell->number);
		else
			json_double(json, cell->number);
		break;
	}
}

static void end_cell(struct str *out, enum export_format format, const struct rows *rows, size_t column)
{
	str_append_char(out, column + 1 == rows->columns ? '\n' : format == EXPORT_TSV ? '\t' : ',');
}

void rows_text_header(struct str *out, enum export_format format, const struct rows *rows)
{
	for (size_t i = 0; i < rows->columns && format != EXPORT_JSONL; i++) {
		export_cell(out, format, rows_name(rows, i));
		end_cell(out, format, rows, i);
	}
}

static void row_json(struct str *out, const struct rows *rows, size_t row)
{
	struct json json = {.out = out};
	json_open(&json, '{');
	for (size_t i = 0; i < rows->columns; i++) {
		json_name(&json, rows_name(rows, i));
		append_json(&json, rows, rows_at(rows, row, i));
	}
	json_close(&json, '}');
	str_append_char(out, '\n');
}

void rows_text_row(struct str *out, enum export_format format, const struct rows *rows, size_t row)
{
	if (format == EXPORT_JSONL) {
		row_json(out, rows, row);
		return;
	}
	for (size_t i = 0; i < rows->columns; i++) {
		append_plain(out, format, rows, rows_at(rows, row, i));
		end_cell(out, format, rows, i);
	}
}
