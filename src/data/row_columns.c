#include "data/row_columns.h"

#include <string.h>

/* Nearly always floats: worth a loop without a switch in it. */
WIDE static void values_of_floats(const uint64_t *patterns, size_t count, double *out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = number_value(NUMBER_F32, patterns[i]);
}

void number_values(enum number_type type, const uint64_t *patterns, size_t count, double *out)
{
	if (type == NUMBER_F32)
		values_of_floats(patterns, count, out);
	else
		for (size_t i = 0; i < count; i++)
			out[i] = number_value(type, patterns[i]);
}

void row_columns_of(struct row_columns *out, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		out->patterns[COLUMN_STEP][i] = (uint64_t)rows[i].step;
		out->patterns[COLUMN_WALL][i] = number_bits_double(rows[i].wall_time);
		out->patterns[COLUMN_VALUE][i] = rows[i].bits;
	}
}

struct row row_of_patterns(uint64_t step, uint64_t wall, uint64_t bits)
{
	struct row row = {.bits = bits};
	memcpy(&row.step, &step, sizeof row.step);
	memcpy(&row.wall_time, &wall, sizeof row.wall_time);
	return row;
}
