#include "model/troubles.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static int compare_trouble(const struct trouble *trouble, const char *shown, uint32_t file)
{
	int compared = strcmp(trouble->shown, shown);
	return compared ? compared : trouble->file < file ? -1 : trouble->file > file;
}

static size_t trouble_position(const struct store *store, const char *shown, uint32_t file, bool *found)
{
	size_t low = 0, high = store->trouble_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_trouble(&store->troubles[middle], shown, file) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*found = low < store->trouble_count && !compare_trouble(&store->troubles[low], shown, file);
	return low;
}

/* What a file has to be listed for; 0 when it isn't. */
static uint32_t file_problems_now(const struct file *file)
{
	return file->listed ? file_tally(file).problems : 0;
}

static void trouble_remove(struct store *store, size_t at)
{
	free(store->troubles[at].place);
	store->trouble_count--;
	memmove(store->troubles + at, store->troubles + at + 1,
	        (store->trouble_count - at) * sizeof *store->troubles);
}

bool troubles_reserve(struct store *store)
{
	return array_reserve(&store->troubles, &store->trouble_capacity,
	                     (size_t)store->file_keys.count + store->place_count + 1);
}

static struct trouble *trouble_insert(struct store *store, size_t at)
{
	struct trouble *trouble = &store->troubles[at];
	memmove(trouble + 1, trouble, (store->trouble_count - at) * sizeof *trouble);
	store->trouble_count++;
	return trouble;
}

static void troubles_number(struct store *store, size_t from)
{
	uint32_t before = from ? store->troubles[from - 1].before + store->troubles[from - 1].problems : 0;
	for (size_t i = from; i < store->trouble_count; i++) {
		store->troubles[i].before = before;
		before += store->troubles[i].problems;
	}
}

void troubles_settle_file(struct store *store, uint32_t number)
{
	const struct file *file = &store->files[number];
	uint32_t problems = file_problems_now(file);
	bool found;
	size_t at = trouble_position(store, file->shown, number, &found);
	if ((found ? store->troubles[at].problems : 0) == problems)
		return;
	if (!problems)
		trouble_remove(store, at);
	else if (!found)
		*trouble_insert(store, at) = (struct trouble){.shown = file->shown, .file = number, .problems = problems};
	else
		store->troubles[at].problems = problems;
	troubles_number(store, at);
}

void troubles_sweep(struct store *store)
{
	size_t kept = 0;
	for (size_t i = 0; i < store->trouble_count; i++) {
		struct trouble trouble = store->troubles[i];
		if (trouble.file != STORE_NONE)
			trouble.problems = file_problems_now(&store->files[trouble.file]);
		if (trouble.problems)
			store->troubles[kept++] = trouble;
	}
	store->trouble_count = kept;
	troubles_number(store, 0);
}

void store_trouble(struct store *store, struct slice shown_path, enum status status)
{
	struct str shown = {0};
	text_repair(&shown, shown_path);
	bool found;
	size_t at = trouble_position(store, str_text(&shown), STORE_NONE, &found);
	if (found && status != STATUS_OK) {
		store->troubles[at].status = status;
	} else if (found) {
		trouble_remove(store, at);
		store->place_count--;
		troubles_number(store, at);
	} else if (status == STATUS_OK) {
		store->untold -= store->untold > 0;
	} else if (!troubles_reserve(store)) {
		store->untold++;
		store->untold_status = status;
	} else {
		char *place = xmemdup0(str_text(&shown), shown.length);
		*trouble_insert(store, at) =
			(struct trouble){.shown = place, .place = place, .file = STORE_NONE, .status = status,
			                 .problems = 1};
		store->place_count++;
		troubles_number(store, at);
	}
	str_fini(&shown);
	tables_changed(store, NULL);
}
