#include "view/copy.h"

#include "base/text.h"

#include <string.h>

/* The directory that the run's files are in. */
static bool path_of(const struct scene *scene, uint32_t run, struct str *path)
{
	uint32_t number = 0, count = store_file_count(scene->store);
	while (number < count && store_file(scene->store, number).run != run)
		number++;
	if (run == STORE_NONE || number == count)
		return false;
	struct slice shown = store_file(scene->store, number).shown;
	while (shown.length > 1 && shown.data[shown.length - 1] != '/')
		shown.length--;
	text_clean(path, slice_make(shown.data, shown.length - (shown.length > 1)));
	return true;
}

static void copy_path(const struct offer *offer, const struct scene *scene, struct asks *out)
{
	struct str path = {0}, said = {0};
	if (path_of(scene, offer->run, &path)) {
		str_printf(&said, "the path %s", str_text(&path));
		ask_copy(out, str_text(&path), str_text(&said));
	} else {
		ask(out, ASK_NOTICE, "there is no run with a file");
	}
	str_fini(&path);
	str_fini(&said);
}

static void copy_table(struct offer *offer, struct asks *out)
{
	struct str said = {0};
	size_t count = rows_count(&offer->rows);
	str_printf(&said, "a table of %zu row%s: ", count, count == 1 ? "" : "s");
	text_clean(&said, str_slice(&offer->name));
	if (count)
		ask_copy_rows(out, &offer->rows, str_text(&said));
	else
		ask(out, ASK_NOTICE, "there is no table to copy");
	str_fini(&said);
}

static void copy_value(const struct offer *offer, struct asks *out)
{
	struct str said = {0};
	str_printf(&said, "%s%s%s", str_text(&offer->value), offer->value_said.length ? ": " : "",
	           str_text(&offer->value_said));
	if (offer->value.length)
		ask_copy(out, str_text(&offer->value), str_text(&said));
	else
		ask(out, ASK_NOTICE, "there is no value to copy");
	str_fini(&said);
}

static void copy_text(const struct offer *offer, struct asks *out)
{
	if (offer->text.length && strlen(offer->text.data) == offer->text.length)
		ask_copy(out, offer->text.data, "the text");
	else
		ask(out, ASK_NOTICE, "there is no text to copy");
}

/* What a view does not say it takes first. */
static const char *what_there_is(const struct offer *offer)
{
	return offer->value.length        ? "value"
	       : offer->text.length       ? "text"
	       : rows_count(&offer->rows) ? "table"
	                                  : "path";
}

void copy(const struct published *published, const struct scene *scene, const char *what, struct asks *out)
{
	struct offer offer = offer_of(published, scene);
	if (!what)
		what = offer.first ? offer.first : what_there_is(&offer);
	if (!strcmp(what, "table"))
		copy_table(&offer, out);
	else if (!strcmp(what, "value"))
		copy_value(&offer, out);
	else if (!strcmp(what, "text"))
		copy_text(&offer, out);
	else if (!strcmp(what, "path"))
		copy_path(&offer, scene, out);
	else
		ask(out, ASK_NOTICE, "copy takes value, text, table or path");
	offer_fini(&offer);
}
