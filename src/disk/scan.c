#define _DEFAULT_SOURCE /* d_type */
#include "disk/scan.h"

#include "base/alloc.h"
#include "disk/saved.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

struct logdir logdir_parse(const char *spec)
{
	struct stat found;
	const char *colon = strchr(spec, ':');
	if (!colon || spec[0] == '/' || !stat(spec, &found))
		return (struct logdir){xstrdup(""), xstrdup(spec)};
	return (struct logdir){xmemdup0(spec, (size_t)(colon - spec)), xstrdup(colon + 1)};
}

void logdir_fini(struct logdir *logdir)
{
	free(logdir->name);
	free(logdir->path);
	*logdir = (struct logdir){0};
}

bool scan_is_file(const struct logdir *logdir)
{
	struct stat found;
	return !stat(logdir->path, &found) && S_ISREG(found.st_mode);
}

bool scan_is_events(const char *name)
{
	return strstr(name, "tfevents") != NULL;
}

bool scan_is_marker(const char *name)
{
	static const char suffix[] = ".profile-empty";
	size_t length = strlen(name);
	return length >= sizeof suffix - 1 && !strcmp(name + length - (sizeof suffix - 1), suffix);
}

/*
 * Appends the components of `path` to a normal path: no "." and no empty ones,
 * ".." takes the one before away (as os.path.normpath).
 */
static void append_normal(struct str *out, const char *path)
{
	for (const char *part = path; *part;) {
		size_t length = strcspn(part, "/");
		const char *slash = out->length ? strrchr(str_text(out), '/') : NULL;
		const char *last = slash ? slash + 1 : str_text(out);
		bool up = length == 2 && !memcmp(part, "..", 2);
		if (up && out->length && strcmp(last, "..")) {
			out->length = slash ? (size_t)(slash - out->data) : 0;
			out->data[out->length] = '\0';
		} else if (length && !(length == 1 && part[0] == '.')) {
			if (out->length)
				str_append_char(out, '/');
			str_append(out, part, length);
		}
		part += length + (part[length] == '/');
	}
}

char *scan_run_name(const struct logdir *logdir, const char *below)
{
	struct str name = {0};
	append_normal(&name, logdir->name);
	append_normal(&name, below);
	if (!name.length)
		str_append_char(&name, '.');
	return name.data;
}

struct file_stat scan_stat(const struct stat *found)
{
	return (struct file_stat){
		.id = {found->st_dev, found->st_ino},
		.size = found->st_size > 0 ? (uint64_t)found->st_size : 0,
		.mtime_ns = (int64_t)found->st_mtim.tv_sec * 1000000000 + found->st_mtim.tv_nsec,
		.ctime_ns = (int64_t)found->st_ctim.tv_sec * 1000000000 + found->st_ctim.tv_nsec,
	};
}

/* statfs(2), "f_type", and linux/magic.h; those not in older headers by their number. */
bool scan_is_remote(int fd)
{
#ifdef __linux__
	static const uint32_t types[] = {
		0x6969,     /* NFS */
		0x517b,     /* SMB */
		0xff534d42, /* CIFS */
		0xfe534d42, /* SMB2 */
		0x65735546, /* FUSE */
		0x0bd00bd0, /* Lustre */
		0x01021997, /* 9p */
		0x5346414f, /* AFS */
		0x6b414653, /* kAFS */
		0x00c36400, /* Ceph */
		0x73757245, /* Coda */
		0x564c,     /* NCP */
		0x47504653, /* GPFS */
		0x19830326, /* BeeGFS */
		0xaad7aaea, /* Panasas */
		0x7461636f, /* OCFS2 */
		0x01161970, /* GFS2 */
		0x786f4256, /* a VirtualBox shared folder */
	};
	struct statfs system;
	if (fstatfs(fd, &system))
		return false;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if ((uint32_t)system.f_type == types[i])
			return true;
#endif
	return false;
}

static void add_entry(struct scan *scan, const char *name, const struct scan_entry *entry)
{
	size_t size = strlen(name) + 1;
	char *copy = data_alloc(size, 1);
	if (!copy || !array_reserve(&scan->entries, &scan->capacity, scan->count + 1)) {
		free(copy);
		scan->status = STATUS_NO_MEMORY;
		return;
	}
	memcpy(copy, name, size);
	scan->entries[scan->count] = *entry;
	scan->entries[scan->count++].name = copy;
}

static void add_link(struct scan *scan, const struct dirent *found)
{
	char *copy = found->d_type == DT_LNK && scan->link_count < SCAN_LINKS ? data_alloc(strlen(found->d_name) + 1, 1) : NULL;
	if (copy)
		scan->links[scan->link_count++] = strcpy(copy, found->d_name);
}

/* What can't be stat'ed is still an entry when its name and type say what it would be. */
static void add_unknown(struct scan *scan, const struct dirent *found, int error)
{
	struct scan_entry entry = {.what = ENTRY_DIRECTORY, .status = status_from_errno(error)};
	if (error == ENOENT || error == ELOOP) { /* a dangling link, or gone since */
		add_link(scan, found);
		return;
	}
	if (found->d_type != DT_DIR) {
		if (!scan->wanted(found->d_name))
			return;
		entry.what = ENTRY_EVENTS;
	}
	add_entry(scan, found->d_name, &entry);
}

static bool is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

/* Nothing is opened: that would block on a FIFO, and wake devices up. */
static void look_at(struct scan *scan, int fd, const struct dirent *found)
{
	struct stat stat;
	if (is_dots(found->d_name))
		return;
	if (scan->goes_down && found->d_type == DT_DIR && !saved_is_directory(found->d_name)) {
		add_entry(scan, found->d_name, &(struct scan_entry){.what = ENTRY_DIRECTORY});
		return;
	}
	bool events = scan->wanted(found->d_name);
	bool beside = !events && scan->beside && scan->beside(found->d_name);
	bool saved = !events && !beside && scan->saved && scan->saved_count < SCAN_SAVED && scan->saved(found->d_name);
	if (found->d_type == DT_REG && !events && !beside && !saved) { /* a stat is a round trip on a network file system */
		scan->other_files++;
		return;
	}
	if (fstatat(fd, found->d_name, &stat, 0)) {
		add_unknown(scan, found, errno);
		return;
	}
	bool directory = S_ISDIR(stat.st_mode), file = S_ISREG(stat.st_mode);
	struct scan_entry entry = {.what = directory ? ENTRY_DIRECTORY : ENTRY_EVENTS, .stat = scan_stat(&stat)};
	if (file && beside)
		entry.what = ENTRY_BESIDE;
	else if (file && saved)
		entry.what = ENTRY_SAVED;
	scan->saved_count += file && saved;
	if (directory || (file && (events || beside || saved)))
		add_entry(scan, found->d_name, &entry);
	if (file && !events)
		scan->other_files++;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct scan_entry *)a)->name, ((const struct scan_entry *)b)->name);
}

/* Lists it and closes it. */
static void list(struct scan *scan, DIR *directory)
{
	while (scan->status == STATUS_OK) {
		errno = 0;
		const struct dirent *found = readdir(directory);
		if (!found) {
			scan->status = status_from_errno(errno);
			break;
		}
		look_at(scan, dirfd(directory), found);
	}
	if (scan->count)
		qsort(scan->entries, scan->count, sizeof *scan->entries, by_name);
	closedir(directory);
}

/* NULL with a status. */
static DIR *open_directory(const char *path, struct scan *out)
{
	struct stat stat;
	DIR *directory = opendir(path);
	if (directory && !fstat(dirfd(directory), &stat)) {
		out->id = scan_stat(&stat).id;
		return directory;
	}
	out->status = status_from_errno(errno);
	if (directory)
		closedir(directory);
	return NULL;
}

void scan_directory(const char *path, scan_wanted *beside, scan_wanted *saved, struct scan *out)
{
	*out = (struct scan){.wanted = scan_is_events, .beside = beside, .saved = saved};
	DIR *directory = open_directory(path, out);
	if (!directory)
		return;
	out->remote = scan_is_remote(dirfd(directory));
	list(out, directory);
}

void scan_fini(struct scan *scan)
{
	for (size_t i = 0; i < scan->count; i++)
		free(scan->entries[i].name);
	free(scan->entries);
	for (uint32_t i = 0; i < scan->link_count; i++)
		free(scan->links[i]);
	*scan = (struct scan){0};
}

/* ---- A whole tree --------------------------------------------------------- */

/* Links among n directories make up to n! paths: somewhere a walk has to end. */
#define MOST_DIRECTORIES 1000000

/* One directory on the way from the logdir to where the walk is. */
struct level {
	struct scan scan;
	size_t next;        /* entry to go down to */
	size_t path_length; /* of the directory's path */
};

/* The levels are kept in an array, so that the depth of a tree costs memory and not stack. */
struct walk {
	const struct logdir *logdir;
	scan_wanted *wanted;
	scan_each *each, *saved; /* saved: NULL when nobody asks */
	scan_trouble *trouble;
	void *context;
	struct str path; /* of the innermost level */
	struct level *levels;
	size_t depth, capacity;
	uint32_t directories;
};

static void tell(const struct walk *walk, enum status status)
{
	if (walk->trouble)
		walk->trouble(walk->context, str_text(&walk->path), status);
}

static void cut_path(struct walk *walk, size_t length)
{
	walk->path.length = length;
	walk->path.data[length] = '\0';
}

static void append_name(struct walk *walk, const char *name)
{
	if (walk->path.length && walk->path.data[walk->path.length - 1] != '/')
		str_append_char(&walk->path, '/');
	str_append_text(&walk->path, name);
}

static bool is_saved(const struct scan_entry *entry)
{
	return entry->what == ENTRY_SAVED || (entry->what == ENTRY_DIRECTORY && saved_is_directory(entry->name));
}

static void give(struct walk *walk, const struct level *level, const char *run, bool (*is)(const struct scan_entry *entry),
                 scan_each *each)
{
	for (size_t i = 0; i < level->scan.count; i++) {
		const struct scan_entry *entry = &level->scan.entries[i];
		if (!is(entry))
			continue;
		append_name(walk, entry->name);
		each(walk->context, &(struct found_file){.run = run, .name = entry->name,
			.path = str_text(&walk->path), .stat = entry->stat, .status = entry->status});
		cut_path(walk, level->path_length);
	}
}

static bool is_looked_for(const struct scan_entry *entry)
{
	return entry->what == ENTRY_EVENTS;
}

static void give_files(struct walk *walk, const struct level *level)
{
	char *run = scan_run_name(walk->logdir, str_text(&walk->path) + strlen(walk->logdir->path));
	give(walk, level, run, is_looked_for, walk->each);
	if (walk->saved)
		give(walk, level, run, is_saved, walk->saved);
	free(run);
}

static bool been_through(const struct walk *walk, const struct file_id *id)
{
	for (size_t i = 0; i < walk->depth; i++)
		if (walk->levels[i].scan.id.dev == id->dev && walk->levels[i].scan.id.ino == id->ino)
			return true;
	return false;
}

/* Goes into the directory at walk->path, unless that leads in a circle, and gives its files. */
static enum status enter(struct walk *walk)
{
	if (walk->directories == MOST_DIRECTORIES)
		return STATUS_LIMIT;
	if (!array_reserve(&walk->levels, &walk->capacity, walk->depth + 1))
		return STATUS_NO_MEMORY;
	struct level *level = &walk->levels[walk->depth];
	*level = (struct level){.path_length = walk->path.length};
	level->scan = (struct scan){.wanted = walk->wanted, .saved = walk->saved ? saved_is_file : NULL, .goes_down = true};
	DIR *directory = open_directory(str_text(&walk->path), &level->scan);
	walk->directories++;
	if (!directory)
		return level->scan.status;
	if (been_through(walk, &level->scan.id)) {
		closedir(directory);
		return STATUS_OK;
	}
	list(&level->scan, directory);
	walk->depth++;
	give_files(walk, level); /* a list that broke off still gives what it had */
	return level->scan.status;
}

/* Goes down to the next directory of the innermost level, or up when there is none left. */
static void walk_on(struct walk *walk)
{
	struct level *level = &walk->levels[walk->depth - 1];
	cut_path(walk, level->path_length);
	while (level->next < level->scan.count) {
		const struct scan_entry *entry = &level->scan.entries[level->next++];
		if (entry->what != ENTRY_DIRECTORY)
			continue;
		append_name(walk, entry->name);
		enum status status = entry->status != STATUS_OK ? entry->status : enter(walk);
		if (status != STATUS_OK)
			tell(walk, status);
		return;
	}
	scan_fini(&level->scan);
	walk->depth--;
}

static void give_one(const struct logdir *logdir, const struct stat *found, scan_each *each, void *context)
{
	const char *slash = strrchr(logdir->path, '/');
	char *run = scan_run_name(logdir, "");
	each(context, &(struct found_file){.run = run, .name = slash ? slash + 1 : logdir->path,
		.path = logdir->path, .stat = scan_stat(found)});
	free(run);
}

/* Of a file that is all there is to read, one hears at once that it can't be. */
static enum status try_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return status_from_errno(errno);
	close(fd);
	return STATUS_OK;
}

static enum status walk_all(struct walk walk)
{
	const struct logdir *logdir = walk.logdir;
	struct stat found;
	if (stat(logdir->path, &found))
		return status_from_errno(errno);
	if (S_ISREG(found.st_mode)) {
		enum status status = try_open(logdir->path);
		if (status == STATUS_OK)
			give_one(logdir, &found, walk.each, walk.context);
		return status;
	}
	str_append_text(&walk.path, logdir->path);
	enum status status = enter(&walk);
	while (walk.depth)
		walk_on(&walk);
	free(walk.levels);
	str_fini(&walk.path);
	return status;
}

enum status scan_files(const struct logdir *logdir, scan_wanted *wanted, scan_each *each, scan_trouble *trouble,
                       void *context)
{
	return walk_all((struct walk){.logdir = logdir, .wanted = wanted, .each = each, .trouble = trouble, .context = context});
}

enum status scan_tree_and_saved(const struct logdir *logdir, scan_each *each, scan_each *saved, scan_trouble *trouble,
                                void *context)
{
	return walk_all((struct walk){.logdir = logdir, .wanted = scan_is_events, .each = each, .saved = saved,
	                              .trouble = trouble, .context = context});
}

enum status scan_tree(const struct logdir *logdir, scan_each *each, scan_trouble *trouble, void *context)
{
	return scan_files(logdir, scan_is_events, each, trouble, context);
}
