/*
 * Where runs are. TensorBoard's rules (event-format 1.1–1.5): a file whose name
 * contains "tfevents" is an event file; a directory that directly holds one is
 * a run, named by its path relative to the logdir ("." for the logdir itself).
 * Links are followed, but not back to a directory that the path has been
 * through. POSIX only; worker threads only (any call may block).
 */
#ifndef TBTOP_DISK_SCAN_H
#define TBTOP_DISK_SCAN_H

#include "base/status.h"
#include "base/str.h"

#include <stdint.h>
#include <sys/types.h>

/* A LOGDIR of the command line: `NAME:PATH` or `PATH`, a directory or one file. */
struct logdir {
	char *name; /* "" when none was given */
	char *path;
};
/* There is a NAME only when there is a colon, no `/` at the start, and nothing at that path. Touches the disk. */
struct logdir logdir_parse(const char *spec);
void logdir_fini(struct logdir *logdir);

/* True when the LOGDIR is a file by itself. Touches the disk. */
bool scan_is_file(const struct logdir *logdir);

/* Tells a file from the one that may take its place under the same name. */
struct file_id {
	dev_t dev;
	ino_t ino;
};
struct file_stat {
	struct file_id id;
	uint64_t size;
	int64_t mtime_ns;
	int64_t ctime_ns; /* of the last change of anything: who may read it, too. Nobody can put it back, as rsync does mtime */
};
/* What we keep of a stat(2). */
struct stat;
struct file_stat scan_stat(const struct stat *found);

enum entry_what { ENTRY_DIRECTORY, ENTRY_EVENTS, ENTRY_BESIDE, ENTRY_SAVED }; /* EVENTS: a file that is looked for */

struct scan_entry {
	enum entry_what what;
	char *name; /* without directories */
	struct file_stat stat;
	enum status status; /* of stat: what is there but can't be looked at is an entry, too */
};

#define SCAN_LINKS 4

/* One directory's event files and subdirectories, both sorted by name (bytes). */
struct scan {
	enum status status; /* of opening the directory */
	struct file_id id;  /* of the directory itself */
	bool remote;        /* on a file system whose changes made elsewhere send no events (NFS, SMB, FUSE …) */
	bool (*wanted)(const char *name); /* which files are entries */
	bool (*beside)(const char *name); /* which others are entries, too: ENTRY_BESIDE; NULL for none */
	bool (*saved)(const char *name);  /* and of which the time counts: ENTRY_SAVED; NULL for none */
	bool goes_down;     /* a directory that is no ENTRY_SAVED by its name has no stat: who enters it looks at it then */
	uint32_t saved_count;
	uint64_t other_files; /* regular files that are none */
	char *links[SCAN_LINKS]; /* names of links that lead nowhere: the first few */
	uint32_t link_count;
	struct scan_entry *entries;
	size_t count, capacity;
};

/* Of files, which names are looked for; scan_directory looks for event files. */
typedef bool scan_wanted(const char *name);

/*
 * Lists `path`; `beside` and `saved` (NULL for none) tell which files are entries beside event files: they count as
 * other files, too. Of `saved` SCAN_SAVED at most: each costs a stat, and a checkpoint may be thousands of files. The scan
 * is always valid afterwards and freed by scan_fini.
 */
#define SCAN_SAVED 256
void scan_directory(const char *path, scan_wanted *beside, scan_wanted *saved, struct scan *out);
void scan_fini(struct scan *scan);

/* True for a file system whose changes made elsewhere send no events. */
bool scan_is_remote(int fd);

/* True when TensorBoard takes it for an event file: the name contains "tfevents". */
bool scan_is_events(const char *name);
/* True when it makes its directory a run but is not loaded: the name ends in ".profile-empty". */
bool scan_is_marker(const char *name);

/*
 * The run that a directory is: `logdir->name` joined with `below` (its path
 * below the logdir, "" for the logdir itself), "." when both are empty. Freed by the caller.
 */
char *scan_run_name(const struct logdir *logdir, const char *below);

/* One event file of a whole tree. */
struct found_file {
	const char *run, *name, *path; /* run: see scan_run_name; path: to open it */
	struct file_stat stat;
	enum status status;
};
/*
 * Walks a whole logdir at once (for commands; the dashboard goes directory by
 * directory) and calls `each` for every event file, directories in byte order.
 * A logdir that is one file gives that file, whatever its name, in run ".".
 * Directories that can't be read are told to `trouble` (may be NULL), the
 * others go on. Paths begin with logdir->path as given. STATUS of the logdir itself.
 */
typedef void scan_each(void *context, const struct found_file *file);
typedef void scan_trouble(void *context, const char *path, enum status status);
enum status scan_tree(const struct logdir *logdir, scan_each *each, scan_trouble *trouble, void *context);
/* And for all that is saved there (disk/saved.h), directories, too, `saved` after the directory's event files. */
enum status scan_tree_and_saved(const struct logdir *logdir, scan_each *each, scan_each *saved, scan_trouble *trouble,
                                void *context);
/* The same as scan_tree for files of other names. */
enum status scan_files(const struct logdir *logdir, scan_wanted *wanted, scan_each *each, scan_trouble *trouble,
                       void *context);

#endif
