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

static void put(struct mount *mount, size_t place, struct feed_file *file)
{
	mount->reads[place] = file;
	file->place = place;
}

/* Up, then down: one of both moves nothing. */
static void settle(struct mount *mount, struct feed_file *file)
{
	size_t at = file->place;
	for (; at > 0 && before(file, mount->reads[(at - 1) / 2]); at = (at - 1) / 2)
		put(mount, at, mount->reads[(at - 1) / 2]);
	for (;;) {
		size_t least = 2 * at + 1;
		if (least + 1 < mount->read_count && before(mount->reads[least + 1], mount->reads[least]))
			least++;
		if (least >= mount->read_count || !before(mount->reads[least], file))
			break;
		put(mount, at, mount->reads[least]);
		at = least;
	}
	put(mount, at, file);
}

void queue_read(struct mount *mount, struct feed_file *file)
{
	if (mount->read_count == mount->read_capacity) {
		mount->read_capacity = mount->read_capacity ? 2 * mount->read_capacity : 16;
		mount->reads = xrealloc(mount->reads, mount->read_capacity * sizeof *mount->reads);
	}
	file->queued = true;
	file->earlier = mount->last;
	file->later = NULL;
	*(mount->last ? &mount->last->later : &mount->first) = file;
	mount->last = file;
	put(mount, mount->read_count++, file);
	settle(mount, file);
}

static void remove_read(struct mount *mount, struct feed_file *file)
{
	*(file->earlier ? &file->earlier->later : &mount->first) = file->later;
	*(file->later ? &file->later->earlier : &mount->last) = file->earlier;
	struct feed_file *moved = mount->reads[--mount->read_count];
	if (moved == file)
		return;
	put(mount, file->place, moved);
	settle(mount, moved);
}

struct feed_file *queue_take_read(struct mount *mount)
{
	if (mount->read_count == 0)
		return NULL;
	struct feed_file *file = ++mount->reads_taken % QUEUE_FAIR ? mount->reads[0] : mount->first;
	remove_read(mount, file);
	file->queued = false;
	return file;
}

void queue_fini(struct mount *mount)
{
	free(mount->lists);
	free(mount->reads);
}
