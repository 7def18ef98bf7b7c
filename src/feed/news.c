#include "feed/state.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "feed/beside.h"
#include "feed/lookout.h"

#include <stdlib.h>

#define COALESCE (SECOND / 200)    /* from the first event to the listing: an append shows within 20 ms */
#define REST_SHARE 9               /* a busy directory is listed at most a tenth of the time */
#define REST_MAX (2 * SECOND)
#define MOST_DIRECTORIES 1000000   /* links among n directories make up to n! paths: somewhere it has to end */
#define FIRST_RETRY (SECOND / 4)
#define LAST_RETRY (16 * SECOND)   /* a look at everything comes soon after */
#define CHEAP_RETRY (4 * SECOND)   /* where there are fewer than so many directories: all of them failing cost a percent */
#define CHEAP_DIRECTORIES 1000
#define ROOT_RETRY SECOND          /* no directory above it tells when a logdir without a watch is opened */
#define MEMORY_RETRY SECOND

/* The directory changed, or may have: lists it when `due` (monotonic ns) has come. */
static void make_dirty(struct directory *directory, uint64_t due)
{
	struct feed *feed = directory->feed;
	if (directory->gone || feed->stopping)
		return;
	if (directory->listing) {
		directory->again = true;
		return;
	}
	if (!directory->queued || due < directory->due)
		directory->due = due;
	if (!directory->queued)
		queue_list(directory->mount, directory);
	feed_wake(feed, directory->due);
}

static void set_awaited(struct directory *directory, bool awaited)
{
	directory->mount->awaited += (uint32_t)awaited - (uint32_t)directory->awaited;
	directory->awaited = awaited;
}

/* A queue that is empty would be no sign of the end: busy directories are always in it. */
void feed_look(struct directory *directory)
{
	set_awaited(directory, true);
	directory->thorough = true;
	make_dirty(directory, clock_mono());
}

void feed_want(struct feed *feed, struct feed_file *file)
{
	if (file->busy) {
		file->again = true;
	} else if (!file->queued) {
		queue_read(file->directory->mount, file);
		feed->files_queued++;
	}
}

/* Whether its changes send events. */
static bool wants_watch(const struct directory *directory)
{
	return feed_uses_events(directory->feed) && !directory->mount->remote;
}

/* ---- what failed ------------------------------------------------------------- */

/*
 * What failed is tried again, for no event need come when it would succeed: the cause may lie with a directory
 * farther above, which was closed for too short a time to be found so.
 */
static void retry(struct directory *directory)
{
	uint64_t due = clock_mono() + (directory->patience ? directory->patience : FIRST_RETRY);
	if (wants_watch(directory)) /* else it is looked at often anyway */
		make_dirty(directory, due > directory->rest_until ? due : directory->rest_until);
}

/* False where a watch could not be added for another reason than that there are too many. */
static bool is_watched(const struct directory *directory)
{
	return !wants_watch(directory) || directory->watch.armed || directory->watchless;
}

static bool has_failed(const struct directory *directory, enum status listed)
{
	if (listed != STATUS_OK || !is_watched(directory))
		return true;
	for (size_t i = 0; i < directory->file_count; i++)
		if (directory->files[i]->failed && !directory->files[i]->gone)
			return true;
	return false;
}

/* After a listing: each failure in a row doubles the time to the next try. */
static void judge_failure(struct directory *directory, enum status listed)
{
	uint64_t longer = directory->patience ? 2 * directory->patience : FIRST_RETRY;
	bool cheap = directory->feed->progress.directories < CHEAP_DIRECTORIES;
	uint64_t longest = !directory->parent && !is_watched(directory) ? ROOT_RETRY : cheap ? CHEAP_RETRY : LAST_RETRY;
	bool failed = has_failed(directory, listed);
	directory->patience = !failed ? 0 : longer < longest ? longer : longest;
	if (failed)
		retry(directory);
}

/* ---- mounts ---------------------------------------------------------------- */

struct mount *feed_add_mount(struct feed *feed)
{
	if (feed->mount_count == feed->mount_capacity) {
		feed->mount_capacity = feed->mount_capacity ? 2 * feed->mount_capacity : 4;
		feed->mounts = xrealloc(feed->mounts, feed->mount_capacity * sizeof *feed->mounts);
	}
	struct mount *mount = xcalloc(1, sizeof *mount);
	mount->sweeping = true; /* the first look is one */
	mount->sweep_began = clock_mono();
	feed->mounts[feed->mount_count++] = mount;
	return mount;
}

static struct mount *mount_of(struct feed *feed, dev_t device)
{
	for (size_t i = 0; i < feed->mount_count; i++)
		if (!feed->mounts[i]->limbo && feed->mounts[i]->device == device)
			return feed->mounts[i];
	struct mount *mount = feed_add_mount(feed);
	mount->device = device;
	return mount;
}

static void move(struct directory *directory, struct mount *mount)
{
	struct progress *progress = &directory->feed->progress;
	if (directory->mount) {
		set_awaited(directory, false);
		directory->mount->directories--;
		progress->directories -= !directory->mount->limbo;
	}
	directory->mount = mount;
	if (mount) {
		mount->directories++;
		progress->directories += !mount->limbo;
	}
}

/* ---- watches --------------------------------------------------------------- */

static struct directory *directory_of(struct watch *watch)
{
	return (struct directory *)((char *)watch - offsetof(struct directory, watch));
}

static void on_news(struct directory *directory)
{
	uint64_t due = clock_mono() + COALESCE;
	make_dirty(directory, due > directory->rest_until ? due : directory->rest_until);
}

static void on_event(struct watch *watch)
{
	on_news(directory_of(watch));
}

static void set_watchless(struct directory *directory, bool watchless)
{
	directory->feed->watches_failed += (uint32_t)watchless - (uint32_t)directory->watchless;
	directory->watchless = watchless;
}

static void disarm(struct directory *directory)
{
	directory->feed->progress.directories_watched -= directory->watch.armed;
	watch_disarm(&directory->watch);
	set_watchless(directory, false);
	directory->armed_id = (struct file_id){0};
}

/* Watches the directory that is there now. True when a listing must follow. */
static bool arm(struct directory *directory, struct file_id id)
{
	struct feed *feed = directory->feed;
	bool was_open = directory->watch.open, was_watchless = directory->watchless;
	disarm(directory);
	int error = watch_arm(&directory->watch, feed->loop, directory->single ? directory->holder : directory->path,
	                      on_event);
	feed->handles += directory->watch.open && !was_open;
	if (!error) {
		feed->progress.directories_watched++;
		directory->armed_id = id;
		return true;
	}
	/* Any other error says that it is gone or can't be read: the listing will tell. */
	if (error == UV_ENOSPC || error == UV_EMFILE || error == UV_ENFILE) {
		if (feed->watches_failed == 0 && !was_watchless)
			log_line("watches exhausted (%s): polling", uv_err_name(error));
		set_watchless(directory, true);
	}
	return false;
}

/* After a listing: is the watch on what was listed? */
static void keep_watch(struct directory *directory)
{
	if (!wants_watch(directory)) {
		disarm(directory);
		return;
	}
	/* One that was removed and made again may have the same number. */
	if (directory->watch.armed && !directory->watch.lost && file_id_equal(directory->armed_id, directory->id))
		return;
	if (arm(directory, directory->id))
		make_dirty(directory, clock_mono());
}

/* After a listing: are its links waited for where they lead to? */
static void keep_lookouts(struct directory *directory, const struct listing *listing)
{
	if (lookouts_keep(directory, listing->awaited, wants_watch(directory) ? listing->awaited_count : 0, on_news))
		make_dirty(directory, clock_mono());
}

/* ---- troubles --------------------------------------------------------------- */

static void set_status(struct directory *directory, enum status status)
{
	if (directory->status == status)
		return;
	directory->status = status;
	directory->feed->news = true;
	/* A missing logdir is waited for, and progress says so: no problem. */
	bool missing = status == STATUS_NOT_FOUND;
	inflow_trouble(&directory->feed->inflow, slice_of(directory->run), missing ? STATUS_OK : status);
}

/* What there was no memory to take note of is a trouble of the directory, which is listed again. */
static void short_of_memory(struct directory *directory)
{
	set_status(directory, STATUS_NO_MEMORY);
	make_dirty(directory, clock_mono() + MEMORY_RETRY);
}

/* ---- files ----------------------------------------------------------------- */

static void account(struct feed *feed, struct feed_file *file, uint64_t size, uint64_t done)
{
	feed->progress.bytes_total += size - file->size;
	feed->progress.bytes_done += done - file->done;
	file->size = size;
	file->done = done;
}

static void set_behind(struct feed_file *file, bool behind)
{
	file->directory->feed->files_behind += (size_t)behind - (size_t)file->behind;
	file->behind = behind;
}

/* What it brought is replaced if it is read again. While a worker has it, it stays. */
static void drop_tail(struct feed_file *file)
{
	if (file->busy)
		return;
	file->afresh |= file->tail != NULL;
	moved_keep(file);
	tail_free(file->tail);
	file->tail = NULL;
	sketch_free(file->sketch);
	file->sketch = NULL;
	file->indexed = 0;
}

/* Without its tail: who syncs may go through any number of temporary names. */
static void file_gone(struct feed *feed, struct feed_file *file)
{
	if (file->gone)
		return;
	file->gone = true;
	drop_tail(file);
	set_behind(file, false);
	account(feed, file, 0, 0);
	inflow_file_gone(&feed->inflow, file->number);
	feed->news = true;
}

/* Reads it from its start: one that was gone may have been forgotten meanwhile. */
static void read_afresh(struct feed_file *file)
{
	char *path = feed_file_path(file);
	drop_tail(file);
	file->tail = tail_new(path, file->number);
	set_behind(file, file->tail != NULL);
	free(path);
}

/* False when the store has no memory for it. */
static bool file_appears(struct feed *feed, struct feed_file *file)
{
	char *path = feed_file_path(file), *shown = feed_file_shown(file);
	file->marker = scan_is_marker(file->name);
	file->number = inflow_add_file(&feed->inflow, &(struct store_file_spec){
		.run = slice_of(file->directory->run),
		.name = slice_of(file->name),
		.path = slice_of(path),
		.shown = slice_of(shown),
		.size = file->seen.size,
		.marker = file->marker,
	});
	file->gone = file->number == STORE_NONE;
	feed->news = true;
	free(path);
	free(shown);
	if (file->gone)
		return false;
	moved_back(file);
	if (file->busy)
		file->overtaken = true;
	else
		read_afresh(file);
	return true;
}

static bool same_look(const struct feed_file *file, const struct scan_entry *entry)
{
	return file_id_equal(file->seen.id, entry->stat.id) && file->seen.size == entry->stat.size &&
	       file->seen.ctime_ns == entry->stat.ctime_ns && file->status == entry->status;
}

static void meet_file(struct directory *directory, const struct scan_entry *entry, bool thorough)
{
	struct feed *feed = directory->feed;
	struct feed_file *file = directory_find_file(directory, entry->name);
	if (!file)
		file = directory_add_file(directory, entry->name);
	file->stamp = directory->listings;
	if (file->gone || !file_id_equal(file->seen.id, entry->stat.id))
		file->arrived = directory->listings;
	bool changed = file->gone || !same_look(file, entry);
	if (changed) {
		file->seen = entry->stat;
		file->status = entry->status;
		if (!file->gone)
			inflow_file_size(&feed->inflow, file->number, entry->stat.size);
		else if (!file_appears(feed, file)) {
			short_of_memory(directory);
			return;
		}
		uint64_t size = entry->stat.size;
		account(feed, file, size, file->done < size ? file->done : size);
	}
	if (!file->tail && !file->busy)
		read_afresh(file);
	if (!file->tail)
		short_of_memory(directory);
	else if (changed || file->failed || (thorough && file->unfinished))
		feed_want(feed, file);
}

/* ---- directories ------------------------------------------------------------- */

static void on_pruned(struct watch *watch)
{
	struct directory *directory = directory_of(watch);
	struct feed *feed = directory->feed;
	feed->handles--;
	directory_free(directory);
	feed_try_end(feed);
}

/* Forgets children of which nothing is left: a writer may go through any number of temporary names. */
static void prune(struct directory *parent)
{
	for (size_t i = parent->child_count; i-- > 0;) {
		struct directory *child = parent->children[i];
		if (!child->gone || child->queued || child->listing || child->file_count || child->child_count)
			continue;
		directory_unlink(child);
		if (child->watch.open)
			watch_close(&child->watch, on_pruned);
		else
			directory_free(child);
	}
}

static void vanish(struct directory *directory)
{
	struct feed *feed = directory->feed;
	for (size_t i = 0; i < directory->file_count; i++)
		file_gone(feed, directory->files[i]);
	for (size_t i = 0; i < directory->child_count; i++)
		if (!directory->children[i]->gone)
			vanish(directory->children[i]);
	if (feed->options.finds)
		beside_take(feed->options.finds, directory, &(struct scan){0});
	prune(directory);
	disarm(directory);
	lookouts_drop(directory);
	directory->id = (struct file_id){0};
	feed->progress.other_files -= directory->other_files;
	directory->other_files = 0;
	directory->gone = directory->parent != NULL;
	set_status(directory, directory->parent ? STATUS_OK : STATUS_NOT_FOUND);
	move(directory, directory->limbo);
}

static void meet_child(struct directory *parent, const struct scan_entry *entry)
{
	struct file_id id = entry->stat.id;
	bool known = entry->status == STATUS_OK;
	if (known && directory_leads_back(parent, id))
		return;
	if (parent->feed->progress.directories >= MOST_DIRECTORIES) {
		set_status(parent, STATUS_LIMIT);
		return;
	}
	struct directory *child = directory_child(parent, entry->name);
	child->stamp = parent->listings;
	/* One that can't be read or watched is tried again: that may be what the event was about. */
	if (!child->gone && file_id_equal(child->id, id) && child->status == STATUS_OK && is_watched(child))
		return;
	child->gone = false;
	child->id = id;
	move(child, known ? mount_of(parent->feed, id.dev) : parent->mount);
	/* Watch first, then list: nothing falls between. But only where adding a watch can't hang. */
	if (known && child->mount == parent->mount && wants_watch(child))
		arm(child, id);
	feed_look(child);
}

static void merge(struct directory *directory, const struct scan *scan)
{
	struct feed *feed = directory->feed;
	bool thorough = directory->thorough;
	directory->id = scan->id;
	move(directory, mount_of(feed, scan->id.dev));
	directory->mount->remote |= scan->remote;
	feed->progress.other_files += scan->other_files - directory->other_files;
	directory->other_files = scan->other_files;
	for (size_t i = 0; i < scan->count; i++) {
		if (scan->entries[i].what == ENTRY_DIRECTORY)
			meet_child(directory, &scan->entries[i]);
		else if (scan->entries[i].what == ENTRY_EVENTS)
			meet_file(directory, &scan->entries[i], thorough);
	}
	if (feed->options.finds)
		beside_take(feed->options.finds, directory, scan);
	beside_take_saved(directory, scan);
	moved_find(directory);
	for (size_t i = 0; i < directory->file_count; i++)
		if (directory->files[i]->stamp != directory->listings)
			file_gone(feed, directory->files[i]);
	for (size_t i = 0; i < directory->child_count; i++)
		if (directory->children[i]->stamp != directory->listings && !directory->children[i]->gone)
			vanish(directory->children[i]);
	prune(directory);
	keep_watch(directory);
}

static void look_again(struct directory *directory, void *context)
{
	if (!directory->gone)
		feed_look(directory);
}

/* What lies below could not be reached either while the directory was closed. */
static void look_below(struct directory *directory)
{
	for (size_t i = 0; i < directory->child_count; i++)
		directory_walk(directory->children[i], look_again, NULL);
}

/* What a listing takes, of this one and the one before: where only one was slow, the machine was busy. */
static uint64_t usual_time(struct directory *directory, uint64_t took)
{
	uint64_t before = directory->listings ? directory->took : took;
	directory->took = took;
	return took < before ? took : before;
}

void feed_take_listing(struct feed *feed, struct listing *listing)
{
	struct directory *directory = listing->directory;
	uint64_t now = clock_mono(), rest = usual_time(directory, listing->took) * REST_SHARE;
	directory->listing = false;
	directory->listings++;
	directory->single = listing->single;
	directory->format = listing->format;
	directory->rest_until = now + (rest < REST_MAX ? rest : REST_MAX);
	if (directory->gone)
		return;
	set_awaited(directory, false);
	switch (listing->scan.status) {
	case STATUS_OK:
		if (directory->status != STATUS_OK)
			look_below(directory);
		set_status(directory, STATUS_OK);
		merge(directory, &listing->scan);
		keep_lookouts(directory, listing);
		break;
	case STATUS_NOT_FOUND:
	case STATUS_NOT_A_DIRECTORY:
		if (!directory->again) /* else it may be back already: look first */
			vanish(directory);
		break;
	case STATUS_NO_MEMORY:
		short_of_memory(directory);
		break;
	default:
		set_status(directory, listing->scan.status);
	}
	if (directory->status != STATUS_NOT_FOUND && !directory->gone)
		judge_failure(directory, listing->scan.status);
	directory->thorough &= directory->again;
	if (directory->again) {
		directory->again = false;
		make_dirty(directory, directory->rest_until);
	}
}

/* ---- reads ------------------------------------------------------------------- */

bool feed_passes_over(struct feed *feed, struct feed_file *file)
{
	bool full = inflow_full(&feed->inflow) && !file->marker; /* of a marker only its damage counts, and that is always told */
	inflow_withhold(&feed->inflow, file->number, full);
	if (full) {
		account(feed, file, file->size, file->size); /* or loading would never end */
		file->unfinished = true;
		feed->news = true;
	}
	return full;
}

/* True when there is more to read. */
static bool apply(struct feed *feed, struct feed_file *file, struct batch *batch)
{
	batch->restart |= file->afresh;
	file->afresh = false;
	bool progress = batch->end > batch->begin || batch->restart;
	bool more = batch->status == STATUS_OK && !batch->caught_up && progress && !file->gone;
	file->failed = batch->status != STATUS_OK;
	file->unfinished = file->failed || batch->pending > 0;
	if (!file->gone) {
		uint64_t size = batch->status == STATUS_OK ? batch->file_size : file->size;
		account(feed, file, size, more && batch->end < size ? batch->end : size);
	}
	feed->news |= progress || batch->problem_count > 0;
	inflow_apply(&feed->inflow, batch);
	if (file->failed)
		retry(file->directory);
	return more;
}

/* The store lets go of what was read by now. */
static void apply_sketch(struct feed *feed, struct ranges *ranges)
{
	for (size_t i = 0; i < ranges->count; i++) {
		inflow_apply(&feed->inflow, ranges->items[i]);
		ranges->items[i] = NULL;
	}
}

void feed_take_batch(struct feed *feed, struct feed_file *file, struct batch *batch, struct batch *end,
                     struct ranges *sketch)
{
	bool more = false;
	file->busy = false;
	if (file->gone || file->overtaken) {
		/* The store may have been told to forget it: what was read of it has no place there. */
		batch_free(batch);
		batch_free(end);
		file->overtaken = false;
		if (file->gone)
			drop_tail(file);
		else
			read_afresh(file);
		file->again = file->tail != NULL;
	} else if (!batch) {
		inflow_file_failed(&feed->inflow, file->number, STATUS_NO_MEMORY);
		feed->news = true;
		file->failed = file->unfinished = true;
		set_behind(file, false);
		make_dirty(file->directory, clock_mono() + MEMORY_RETRY);
	} else if (batch->status == STATUS_NOT_FOUND && file->status == STATUS_OK) {
		/* It went between the listing and the read: the next listing says so. */
		batch_free(batch);
		file->unfinished = true;
		set_behind(file, false);
		file->directory->thorough = true;
		make_dirty(file->directory, clock_mono() + FIRST_RETRY);
	} else {
		more = apply(feed, file, batch);
		if (end)
			inflow_apply(&feed->inflow, end);
		if (more)
			apply_sketch(feed, sketch);
		set_behind(file, file->behind && more);
	}
	file->turn = more ? file->turn + 1 : 0;
	if ((more || file->again) && !file->gone)
		feed_want(feed, file);
	file->again = false;
}
