#include "decode/settings.h"

#include "base/alloc.h"
#include "base/text.h"
#include "decode/json_line.h"
#include "read/target.h"

#include <stdlib.h>

/* ---- Values ---- */

bool settings_add(struct session_start *out, struct slice name, struct hparam value)
{
	if (!name.length) {
		str_fini(&value.text);
		return true;
	}
	if (out->count >= SETTINGS_VALUES || !array_reserve(&out->hparams, &out->capacity, out->count + 1)) {
		str_fini(&value.text);
		return false;
	}
	struct hparam *hparam = &out->hparams[out->count++];
	*hparam = value;
	hparam->name = (struct str){0};
	str_append_slice(&hparam->name, name);
	if (hparam->text.length > SETTINGS_TEXT)
		hparam->text.length = SETTINGS_TEXT;
	return true;
}

/* By name, and of equal names the one that came later first. */
static int by_name(const void *left, const void *right)
{
	const struct hparam *const *a = left, *const *b = right;
	int order = slice_compare(str_slice(&(*a)->name), str_slice(&(*b)->name));
	return order ? order : (*a < *b) - (*a > *b);
}

/* The last one of a name counts. */
static bool sort(struct session_start *out)
{
	struct hparam **order = data_alloc(out->count, sizeof *order);
	struct hparam *sorted = data_alloc(out->count, sizeof *sorted);
	size_t kept = 0;
	if (!order || !sorted) {
		free(order);
		free(sorted);
		return false;
	}
	for (size_t i = 0; i < out->count; i++)
		order[i] = &out->hparams[i];
	if (out->count)
		qsort(order, out->count, sizeof *order, by_name);
	for (size_t i = 0; i < out->count; i++) {
		if (kept && slice_equal(str_slice(&sorted[kept - 1].name), str_slice(&order[i]->name)))
			hparam_fini(order[i]);
		else
			sorted[kept++] = *order[i];
	}
	free(out->hparams);
	free(order);
	out->hparams = sorted;
	out->capacity = out->count;
	out->count = kept;
	return true;
}

/* ---- JSON ---- */

/* "[1, 2, 3]": as much as is kept of a value. */
static void list_text(const struct json_line *line, const struct json_item *item, struct str *out)
{
	str_append_char(out, '[');
	for (size_t i = 0; i < item->count && out->length < SETTINGS_TEXT; i++) {
		if (i)
			str_append_text(out, ", ");
		if (item->kind == JSON_NUMBERS)
			str_printf(out, "%.9g", line->numbers[item->first + i]);
		else
			str_append_slice(out, json_line_text(line, line->texts[item->first + i]));
	}
	str_append_char(out, ']');
}

static struct hparam value_of(const struct json_line *line, const struct json_item *item)
{
	struct hparam value = {.type = HPARAM_TEXT};
	switch (item->kind) {
	case JSON_NULL: value.type = HPARAM_NULL; break;
	case JSON_BOOL:
		value.type = HPARAM_BOOL;
		value.truth = item->number != 0;
		break;
	case JSON_NUMBER:
		value.type = HPARAM_NUMBER;
		value.number = item->number;
		break;
	case JSON_TEXT: str_append_slice(&value.text, json_line_text(line, item->text)); break;
	case JSON_NUMBERS:
	case JSON_TEXTS: list_text(line, item, &value.text); break;
	case JSON_OTHER: str_append_text(&value.text, "[…]"); break;
	}
	return value;
}

static bool read_json(struct slice bytes, struct session_start *out, struct str *why)
{
	struct json_line line = {0};
	struct str text = {0}; /* ends with a NUL */
	str_append_slice(&text, bytes);
	str_append_text(&text, "");
	bool all = json_line_read(&line, slice_make(str_text(&text), text.length), why);
	for (size_t i = 0; all && i < line.count; i++)
		all = settings_add(out, json_line_text(&line, line.items[i].name), value_of(&line, &line.items[i]));
	json_line_fini(&line);
	str_fini(&text);
	return all;
}

/* ---- Either ---- */

enum status settings_read(struct slice bytes, enum settings_form form, struct session_start *out, struct str *why)
{
	struct str said = {0};
	*out = (struct session_start){0};
	if (bytes.length > SETTINGS_BYTES) {
		str_append_text(why, "too large for a list of hparams");
		return STATUS_LIMIT;
	}
	bool all = form == SETTINGS_JSON ? read_json(bytes, out, &said) : settings_yaml(bytes, out, &said);
	if (!all && !said.length)
		str_append_text(&said, "it holds more values than are read");
	text_clean(why, str_slice(&said));
	str_fini(&said);
	if (!sort(out))
		return STATUS_NO_MEMORY;
	return out->count || !why->length ? STATUS_OK : STATUS_CORRUPT;
}

double settings_target(const struct session_start *settings)
{
	return target_of_hparams(settings->hparams, settings->count);
}
