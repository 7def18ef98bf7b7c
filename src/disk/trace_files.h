/*
 * Where profiles are, and reading one: cli.md, "profile --json". What a name
 * says is pure; trace_read may block (commands and worker threads).
 */
#ifndef TBTOP_DISK_TRACE_FILES_H
#define TBTOP_DISK_TRACE_FILES_H

#include "data/trace.h"
#include "disk/scan.h"

enum trace_format { TRACE_XPLANE, TRACE_JSON, TRACE_PT };
const char *trace_format_name(enum trace_format format);

struct trace_file {
	char *run, *profile, *host, *file, *path; /* path: to open it; the others as they are printed */
	enum trace_format format; /* by the name; of a name that says nothing by the first bytes */
};

/*
 * All profiles of a LOGDIR. STATUS of the LOGDIR itself; directories that can't
 * be read are told to `trouble`. Freed by trace_files_fini.
 */
struct trace_files {
	struct trace_file *items; /* by run, then file (bytes), when sorted */
	size_t count, capacity;
};
enum status trace_files_find(const struct logdir *logdir, scan_trouble *trouble, void *context,
                             struct trace_files *out);
void trace_files_sort(struct trace_files *files);
void trace_files_fini(struct trace_files *files);

/* Fills `trace`, which was initialized. Anything but STATUS_OK: there is nothing in it; why in words. */
enum status trace_read(const struct trace_file *file, struct trace *trace);

#endif
