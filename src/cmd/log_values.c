#include "cmd/logging.h"

#include "base/alloc.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HISTOGRAM_BUCKETS 30 /* as TensorFlow 2 has them */
#define FLOAT_END 0x1.ffffffp127 /* from here on a double is no 4-byte float */

/* A C string of it: valid UTF-8, without what would end it early. Returns its place among the names. */
static size_t add_name(struct logging *logging, struct slice text)
{
	struct str *names = &logging->names;
	size_t place = names->length;
	while (text.length) {
		const char *nul = memchr(text.data, '\0', text.length);
		size_t length = nul ? (size_t)(nul - text.data) : text.length;
		text_repair(names, slice_make(text.data, length));
		if (nul)
			str_append_text(names, "\xef\xbf\xbd");
		text = slice_make(text.data + length + (nul != NULL), text.length - length - (nul != NULL));
	}
	str_append_char(names, '\0');
	return place;
}

static const char *name_at(const struct logging *logging, size_t place)
{
	return logging->names.data + place;
}

/* ---- Scalars ---------------------------------------------------------------------- */

bool logging_is_number_name(struct slice text, double *out)
{
	static const struct { const char *name; double value; } names[] = {
		{"nan", NAN}, {"-nan", NAN}, {"inf", INFINITY}, {"+inf", INFINITY}, {"-inf", -INFINITY},
		{"infinity", INFINITY}, {"+infinity", INFINITY}, {"-infinity", -INFINITY}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i].name) == text.length && !strncasecmp(names[i].name, text.data, text.length)) {
			*out = names[i].value;
			return true;
		}
	return false;
}

bool logging_add_scalar(struct logging *logging, struct slice tag, double value, struct str *why)
{
	size_t count = logging->value_count;
	if (isfinite(value) && fabs(value) >= FLOAT_END) {
		str_append_text(why, "a scalar, of 4 bytes, can't be that large");
		return false;
	}
	if (!array_reserve(&logging->values, &logging->value_capacity, count + 1) ||
	    !array_reserve(&logging->places, &logging->place_capacity, count + 1)) {
		str_append_text(why, "out of memory");
		return false;
	}
	logging->places[count] = add_name(logging, tag);
	logging->values[count].value = (float)value;
	logging->value_count++;
	return true;
}

bool logging_record_scalars(struct logging *logging, struct str *why)
{
	size_t count = logging->value_count;
	for (size_t i = 0; i < count; i++)
		logging->values[i].tag = name_at(logging, logging->places[i]);
	bool good = !count || (logging_open(logging) &&
		logging_took(logging, tbr_scalars(logging->writer, logging->step, logging->values, count), why));
	logging->value_count = 0;
	str_clear(&logging->names);
	return good;
}

/* ---- Other kinds ------------------------------------------------------------------ */

bool logging_text(struct logging *logging, struct slice tag, struct slice text, struct str *why)
{
	size_t begin = logging->names.length, name = add_name(logging, tag), content = add_name(logging, text);
	bool good = logging_open(logging) &&
		logging_took(logging, tbr_text(logging->writer, name_at(logging, name), logging->step,
		                               name_at(logging, content)), why);
	logging->names.length = begin;
	return good;
}

bool logging_table(struct logging *logging, struct slice tag, const struct slice *texts, size_t count, size_t rows,
                   struct str *why)
{
	size_t begin = logging->names.length, name = add_name(logging, tag);
	size_t *places = data_alloc(count, sizeof *places);
	const char **cells = data_alloc(count, sizeof *cells);
	bool good = places && cells;
	if (!good)
		str_append_text(why, "out of memory");
	for (size_t i = 0; good && i < count; i++)
		places[i] = add_name(logging, texts[i]);
	for (size_t i = 0; good && i < count; i++)
		cells[i] = name_at(logging, places[i]);
	if (!rows)
		rows = count;
	good = good && logging_open(logging) &&
		logging_took(logging, tbr_text_table(logging->writer, name_at(logging, name), logging->step, rows,
		                                     count / rows, cells), why);
	logging->names.length = begin;
	free(places);
	free(cells);
	return good;
}

bool logging_histogram(struct logging *logging, struct slice tag, const double *values, size_t count, struct str *why)
{
	size_t begin = logging->names.length, name = add_name(logging, tag);
	bool good = logging_open(logging) &&
		logging_took(logging, tbr_histogram(logging->writer, name_at(logging, name), logging->step, values, count,
		                                    HISTOGRAM_BUCKETS), why);
	logging->names.length = begin;
	return good;
}
