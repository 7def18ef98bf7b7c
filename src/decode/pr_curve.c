#include "decode/kinds.h"
#include "decode/plugin.h"
#include "decode/values.h"

#include "base/alloc.h"

#include <math.h>

/* A field of PrCurvePluginData (event-format 3.8). */
enum { DATA_THRESHOLDS = 2 };

/* Thresholds: writers stop at some hundreds. */
#define COLUMNS_MOST ((uint64_t)4 << 20)

/*
 * The sum that TensorBoard trims by is of 64-bit integers, to which numpy
 * casts as the machine does: what doesn't fit is the smallest of them, and two
 * of those add up to 0.
 */
static uint64_t cast(double value)
{
	return value >= -0x1p63 && value < 0x1p63 ? (uint64_t)(int64_t)value : UINT64_C(1) << 63;
}

/* Keeps the columns up to the last with positives, at least one: the rest has no precision. */
static void trim(struct pr_curve *curve, size_t columns)
{
	size_t kept = columns;
	while (kept > 1 && cast(curve->values[kept - 1]) + cast(curve->values[columns + kept - 1]) == 0)
		kept--;
	for (size_t row = 1; row < PR_ROWS; row++)
		for (size_t column = 0; column < kept; column++)
			curve->values[row * kept + column] = curve->values[row * columns + column];
	curve->count = kept;
}

uint32_t plugin_thresholds(struct slice content)
{
	struct wire message = wire_of(content.data, content.length);
	struct wire_field field;
	uint32_t thresholds = 0;
	while (wire_next(&message, &field))
		if (wire_is(&field, DATA_THRESHOLDS, WIRE_VARINT))
			thresholds = (uint32_t)field.number;
	return wire_fine(&message) ? thresholds : 0;
}

enum status decode_pr_curve(const struct payload *payload, struct pr_curve *out, size_t *memory)
{
	struct values values;
	enum status status = values_open(&values, payload);
	if (status)
		return status;
	const struct tensor_facts *facts = &values.tensor.facts;
	if (!(tensor_fits(facts) & KIND_BIT(KIND_PR_CURVE)) || !facts->real)
		return STATUS_CORRUPT;
	int64_t shape[2];
	values_shape(&values, shape);
	uint64_t columns = (uint64_t)shape[1];
	if (columns > COLUMNS_MOST)
		return STATUS_LIMIT;
	*memory = (size_t)columns * PR_ROWS * sizeof *out->values;
	out->values = data_alloc((size_t)columns * PR_ROWS, sizeof *out->values);
	if (!out->values)
		return STATUS_NO_MEMORY;
	out->thresholds = columns;
	out->claimed = plugin_thresholds(payload->content);
	out->type = values_type(&values);
	for (size_t i = 0; i < columns * PR_ROWS; i++) {
		double value = values_next_double(&values);
		out->values[i] = i < columns * PR_PRECISION ? trunc(value) : value;
	}
	trim(out, (size_t)columns);
	return STATUS_OK;
}
