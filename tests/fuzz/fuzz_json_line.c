/* Any line of JSON Lines: values whose parts lie where they say, or one clean line that says why not. */
#include "base/alloc.h"
#include "decode/json_line.h"
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "unit/base/shown.h"

#include <math.h>

static void check_part(const struct json_line *line, struct json_part part)
{
	if (part.at > line->bytes.length || part.length > line->bytes.length - part.at)
		object("a part lies among the bytes");
}

static void check_elements(const struct json_item *item, size_t there)
{
	if (!item->count || item->first > there || item->count > there - item->first)
		object("elements lie among those of their kind");
	if (item->rows && item->count % item->rows)
		object("rows have one length");
}

static void check_item(const struct json_line *line, const struct json_item *item)
{
	double number;
	check_part(line, item->name);
	check_part(line, item->text);
	if (item->kind == JSON_NUMBERS)
		check_elements(item, line->number_count);
	if (item->kind == JSON_TEXTS)
		check_elements(item, line->text_count);
	if (item->kind != JSON_NUMBER)
		return;
	/* What was written reads back alone, but needs an end that is no part of a number. */
	struct slice text = json_line_text(line, item->text);
	char *alone = xmemdup0(text.data, text.length);
	if (!json_line_number(slice_make(alone, text.length), &number) ||
	    (number != item->number && !(isnan(number) && isnan(item->number))))
		object("a number is what was written");
	free(alone);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_line line = {0};
	struct str why = {0};
	char *text = xmemdup0((const char *)data, size);
	bool good = json_line_read(&line, slice_make(text, size), &why);
	if (good == (why.length > 0))
		object("values, or why there are none");
	if (!good && (line.count || !shown_clean(str_text(&why), why.length)))
		object("a complaint is a clean line");
	for (size_t i = 0; i < line.text_count; i++)
		check_part(&line, line.texts[i]);
	for (size_t i = 0; i < line.count; i++)
		check_item(&line, &line.items[i]);
	/* The memory of a line before does no harm. */
	bool again = json_line_read(&line, slice_make(text, size), &why);
	if (again != good)
		object("the same line says the same");
	json_line_fini(&line);
	str_fini(&why);
	free(text);
	return 0;
}
