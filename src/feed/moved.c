#include "feed/state.h"

#include "base/alloc.h"

#include <stdlib.h>

/* ---- Who may be the heir ------------------------------------------------------ */

static int compare_ids(struct file_id a, struct file_id b)
{
	if (a.dev != b.dev)
		return a.dev < b.dev ? -1 : 1;
	return a.ino < b.ino ? -1 : a.ino > b.ino;
}

static int compare_files(const void *left, const void *right)
{
	const struct feed_file *const *a = left, *const *b = right;
	return compare_ids((*a)->seen.id, (*b)->seen.id);
}

static bool is_missing(const struct directory *directory, const struct feed_file *file)
{
	return !file->gone && file->stamp != directory->listings;
}

static size_t count_missing(const struct directory *directory)
{
	size_t count = 0;
	for (size_t i = 0; i < directory->file_count; i++)
		count += is_missing(directory, directory->files[i]);
	return count;
}

/* Those that the listing was the first to have, by their numbers: how many. */
static size_t list_arrivals(const struct directory *directory, struct feed_file **out)
{
	size_t count = 0;
	for (size_t i = 0; i < directory->file_count; i++) {
		struct feed_file *file = directory->files[i];
		if (!file->gone && file->arrived == directory->listings)
			out[count++] = file;
	}
	if (count)
		qsort(out, count, sizeof *out, compare_files);
	return count;
}

static void set_heir(struct feed_file *file, struct feed_file *heir)
{
	if (file->heir)
		file->heir->inherits--;
	file->heir = heir;
	if (heir)
		heir->inherits++;
}

/* With what it was the heir of itself, and was not compared with yet. */
static void bequeath(struct feed_file *file, struct feed_file *heir)
{
	const struct directory *directory = file->directory;
	for (size_t i = 0; file->inherits && i < directory->file_count; i++)
		if (directory->files[i]->heir == file)
			set_heir(directory->files[i], heir);
	moved_back(file);
	set_heir(file, heir);
}

void moved_find(struct directory *directory)
{
	if (!count_missing(directory))
		return;
	struct feed_file **arrivals = xmalloc(directory->file_count * sizeof *arrivals);
	size_t count = list_arrivals(directory, arrivals);
	for (size_t i = 0; i < directory->file_count && count; i++) {
		struct feed_file *file = directory->files[i];
		if (!is_missing(directory, file))
			continue;
		struct feed_file **heir = bsearch(&file, arrivals, count, sizeof *arrivals, compare_files);
		if (heir)
			bequeath(file, *heir);
	}
	free(arrivals);
}

void moved_back(struct feed_file *file)
{
	tail_free(file->left);
	file->left = NULL;
	file->lent = false;
	set_heir(file, NULL);
}

void moved_keep(struct feed_file *file)
{
	if (!file->heir || !file->tail)
		return;
	file->left = file->tail;
	file->tail = NULL;
	if (!file->heir->gone)
		feed_want(file->directory->feed, file->heir);
}

/* ---- Whether it is -------------------------------------------------------------- */

void moved_lend(struct feed_file *file, struct read_job *read)
{
	const struct directory *directory = file->directory;
	for (size_t i = 0; file->inherits && i < directory->file_count; i++) {
		struct feed_file *missing = directory->files[i];
		if (missing->heir != file || !missing->left)
			continue;
		read->missing = missing;
		read->left = missing->left;
		missing->left = NULL;
		missing->lent = true;
		return;
	}
}

bool moved_take(struct feed *feed, struct feed_file *file, struct read_job *read)
{
	struct feed_file *missing = read->missing;
	if (!read->left || !missing->lent) /* it was back meanwhile */
		return false;
	missing->lent = false;
	if (missing->heir != file || !read->compared) {
		missing->left = read->left;
		read->left = NULL;
		if (missing->heir != file && !missing->heir->gone)
			feed_want(feed, missing->heir);
		return false; /* else there is more to read, or the next look finds it readable */
	}
	moved_back(missing);
	if (read->moved) {
		inflow_drop_file(&feed->inflow, missing->number);
		feed->news = true;
	}
	return file->inherits;
}
