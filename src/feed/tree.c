#include "feed/tree.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* `name` below `path`; an empty path adds no slash. */
static char *join(const char *path, const char *name)
{
	struct str out = {0};
	str_append_text(&out, path);
	if (out.length > 0 && out.data[out.length - 1] != '/')
		str_append_char(&out, '/');
	str_append_text(&out, name);
	return out.data ? out.data : xstrdup("");
}

/* The directory in which `path` lies. */
static char *holder_of(const char *path)
{
	size_t length = strlen(path);
	while (length > 1 && path[length - 1] == '/')
		length--;
	while (length > 0 && path[length - 1] != '/')
		length--;
	return length == 0 ? xstrdup(".") : xmemdup0(path, length);
}

struct directory *directory_root(struct feed *feed, const struct logdir *logdir)
{
	struct directory *root = xcalloc(1, sizeof *root);
	root->feed = feed;
	root->logdir = (struct logdir){.name = xstrdup(logdir->name), .path = xstrdup(logdir->path)};
	root->name = xstrdup("");
	root->below = xstrdup("");
	root->path = xstrdup(logdir->path);
	root->holder = holder_of(logdir->path);
	root->run = scan_run_name(&root->logdir, "");
	return root;
}

static struct directory *child_new(struct directory *parent, const char *name)
{
	struct directory *child = xcalloc(1, sizeof *child);
	child->feed = parent->feed;
	child->parent = parent;
	child->logdir = parent->logdir;
	child->name = xstrdup(name);
	child->below = join(parent->below, name);
	child->path = join(parent->path, name);
	child->run = scan_run_name(&parent->logdir, child->below);
	child->gone = true; /* until a listing has named it */
	return child;
}

/* Where `name` is among the children, or would be. */
static size_t child_place(const struct directory *parent, const char *name)
{
	size_t low = 0, high = parent->child_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(parent->children[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t file_place(const struct directory *directory, const char *name)
{
	size_t low = 0, high = directory->file_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(directory->files[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Makes room for one more pointer at `place`. Program-sized: a name has been allocated for each already. */
#define INSERT(items, count, capacity, place, item)                                                      \
	do {                                                                                             \
		if ((count) == (capacity)) {                                                             \
			(capacity) = (capacity) ? 2 * (capacity) : 8;                                    \
			(items) = xrealloc((items), (capacity) * sizeof *(items));                       \
		}                                                                                        \
		memmove((items) + (place) + 1, (items) + (place), ((count) - (place)) * sizeof *(items)); \
		(items)[place] = (item);                                                                 \
		(count)++;                                                                               \
	} while (0)

struct directory *directory_child(struct directory *parent, const char *name)
{
	size_t place = child_place(parent, name);
	if (place < parent->child_count && strcmp(parent->children[place]->name, name) == 0)
		return parent->children[place];
	struct directory *child = child_new(parent, name);
	INSERT(parent->children, parent->child_count, parent->child_capacity, place, child);
	return child;
}

struct feed_file *directory_find_file(const struct directory *directory, const char *name)
{
	size_t place = file_place(directory, name);
	bool there = place < directory->file_count && strcmp(directory->files[place]->name, name) == 0;
	return there ? directory->files[place] : NULL;
}

struct feed_file *directory_add_file(struct directory *directory, const char *name)
{
	struct feed_file *file = xcalloc(1, sizeof *file);
	file->directory = directory;
	file->name = xstrdup(name);
	file->gone = true; /* until a listing has named it */
	size_t place = file_place(directory, name);
	INSERT(directory->files, directory->file_count, directory->file_capacity, place, file);
	return file;
}

bool file_id_equal(struct file_id a, struct file_id b)
{
	return a.dev == b.dev && a.ino == b.ino;
}

bool directory_leads_back(const struct directory *directory, struct file_id id)
{
	for (; directory; directory = directory->parent)
		if (file_id_equal(directory->id, id))
			return true;
	return false;
}

void directory_unlink(struct directory *directory)
{
	struct directory *parent = directory->parent;
	size_t place = child_place(parent, directory->name);
	parent->child_count--;
	memmove(parent->children + place, parent->children + place + 1,
	        (parent->child_count - place) * sizeof *parent->children);
}

static void feed_file_free(struct feed_file *file)
{
	tail_free(file->tail);
	tail_free(file->left);
	sketch_free(file->sketch);
	free(file->name);
	free(file);
}

void directory_free(struct directory *directory)
{
	for (size_t i = 0; i < directory->file_count; i++)
		feed_file_free(directory->files[i]);
	for (size_t i = 0; i < directory->child_count; i++)
		directory_free(directory->children[i]);
	if (!directory->parent)
		logdir_fini(&directory->logdir);
	free(directory->files);
	free(directory->children);
	free(directory->name);
	free(directory->below);
	free(directory->path);
	free(directory->run);
	free(directory->holder);
	free(directory);
}

void directory_walk(struct directory *directory, void (*each)(struct directory *directory, void *context),
                    void *context)
{
	each(directory, context);
	for (size_t i = 0; i < directory->child_count; i++)
		directory_walk(directory->children[i], each, context);
}

char *feed_file_path(const struct feed_file *file)
{
	const struct directory *directory = file->directory;
	return directory->single ? xstrdup(directory->path) : join(directory->path, file->name);
}

char *feed_file_shown(const struct feed_file *file)
{
	const char *run = file->directory->run;
	return strcmp(run, ".") == 0 ? xstrdup(file->name) : join(run, file->name);
}
