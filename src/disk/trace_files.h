/*
 * Where profiles are, and reading one (tbtop-profile(1)). What a name
 * says is pure; trace_read may block (commands and worker threads).
 */
#ifndef TBTOP_DISK_TRACE_FILES_H
#define TBTOP_DISK_TRACE_FILES_H

#include "data/args.h"
#include "data/trace.h"
#include "disk/scan.h"

struct trace_file {
	char *run, *profile, *host, *file, *path; /* path: to open it; the others as they are printed */
	enum trace_format format; /* by the name; of a name that says nothing by the first bytes */
};

/* True when it may be a profile by its name. */
bool trace_file_wanted(const char *name);
/*
 * What a file of any name would be as a profile, by its first bytes, and whether that is sure: text is, JSON or
 * stacks. An event file is none, nor is one without bytes. Blocks.
 */
bool trace_file_sniff(const char *path, enum trace_format *out);
/* What a file is; `single`: it is the whole LOGDIR. False, and nothing in `out`, when it is no profile where it lies. */
bool trace_file_describe(const struct found_file *found, bool single, struct trace_file *out);

/*
 * All profiles of a LOGDIR. STATUS of the LOGDIR itself; directories that can't
 * be read are told to `trouble`. Freed by trace_files_fini.
 */
struct trace_files {
	struct trace_file *items; /* by run, then file (bytes), when sorted */
	size_t count, capacity;
	size_t unread; /* files that TensorFlow drew up from an xplane, memory_profile.json: what they tell is in that */
};
enum status trace_files_find(const struct logdir *logdir, scan_trouble *trouble, void *context,
                             struct trace_files *out);
void trace_files_sort(struct trace_files *files);
void trace_files_fini(struct trace_files *files);

/*
 * Fills `trace`, which was initialized. Anything but STATUS_OK: there is nothing in it; why in words. `reading` is
 * told how far it is, and may stop it: then the trace is not complete. NULL where nobody looks.
 */
enum status trace_read(enum trace_format format, const char *path, struct trace_reading *reading, struct trace *trace);
/* What the event at that place of the (inflated) file says (decode/trace_args), into `args`, which is empty. */
enum status trace_read_args(enum trace_format format, const char *path, uint64_t place, struct trace_reading *reading,
                            struct args *args);

#endif
