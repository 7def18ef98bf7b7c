#include "feed/queue.h"

#include "base/alloc.h"

#include <stdlib.h>

void queue_list(struct mount *mount, struct directory *directory)
{
	if (mount->list_count == mount->list_capacity) {
		mount->list_capacity = mount->list_capacity ? 2 * mount->list_capacity : 16;
		mount->lists = xrealloc(mount->lists, mount->list_capacity * sizeof *mount->lists);
	}
	mount->lists[mount->list_count++] = directory;
	directory->queued = true;
}

size_t queue_take_lists(struct mount *mount, uint64_t now, struct directory **out, size_t room, uint64_t *next)
{
	size_t taken = 0, kept = 0;
	*next = UINT64_MAX;
	for (size_t i = 0; i < mount->list_count; i++) {
		struct directory *directory = mount->lists[i];
		if (directory->gone) {
			directory->queued = false;
		} else if (directory->due <= now && taken < room) {
			directory->queued = false;
			out[taken++] = directory;
		} else {
			if (directory->due < *next)
				*next = directory->due;
			mount->lists[kept++] = directory;
		}
	}
	mount->list_count = kept;
	return taken;
}

static bool before(const struct feed_file *a, const struct feed_file *b)
{
	if (a->turn != b->turn)
		return a->turn < b->turn;
	return a->seen.mtime_ns > b->seen.mtime_ns;
}

static void swap(struct feed_file **items, size_t a, size_t b)
{
	struct feed_file *kept = items[a];
	items[a] = items[b];
	items[b] = kept;
}

void queue_read(struct mount *mount, struct feed_file *file)
{
	if (mount->read_count == mount->read_capacity) {
		mount->read_capacity = mount->read_capacity ? 2 * mount->read_capacity : 16;
		mount->reads = xrealloc(mount->reads, mount->read_capacity * sizeof *mount->reads);
	}
	size_t at = mount->read_count++;
	mount->reads[at] = file;
	file->queued = true;
	for (; at > 0 && before(mount->reads[at], mount->reads[(at - 1) / 2]); at = (at - 1) / 2)
		swap(mount->reads, at, (at - 1) / 2);
}

struct feed_file *queue_take_read(struct mount *mount)
{
	if (mount->read_count == 0)
		return NULL;
	struct feed_file *first = mount->reads[0];
	first->queued = false;
	mount->reads[0] = mount->reads[--mount->read_count];
	for (size_t at = 0;;) {
		size_t least = at;
		for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < mount->read_count; child++)
			if (before(mount->reads[child], mount->reads[least]))
				least = child;
		if (least == at)
			return first;
		swap(mount->reads, at, least);
		at = least;
	}
}

void queue_fini(struct mount *mount)
{
	free(mount->lists);
	free(mount->reads);
}
