/*
 * The cache on disk: what took long to find out about a file and can be found
 * out again. A hint, never the truth: an entry counts only for the very file it
 * was made of (device, inode, size, mtime, a checksum of both ends), any doubt
 * makes it absent, and everything works without it. It may be deleted, or
 * damaged, by anybody at any time.
 *
 * One directory, tbtop below $XDG_CACHE_HOME or ~/.cache, one file an entry:
 * whole or not there (written under another name, then renamed). Several
 * processes may use it at once; the last to store an entry wins. All entries
 * together are bounded: those unused for longest go first.
 *
 * Any call but cache_new and cache_free may block: worker threads, or commands.
 * A struct cache is never written to but for a counter, so any number of
 * threads may use one.
 */
#ifndef TBTOP_DISK_CACHE_H
#define TBTOP_DISK_CACHE_H

#include "base/str.h"
#include "disk/scan.h"

#include <stdint.h>

#define CACHE_ENTRY_MOST ((size_t)256 << 20) /* bytes of one entry */
#define CACHE_MOST ((uint64_t)512 << 20)     /* bytes of all */

struct cache;

/* Where the person's cache is, as the XDG base directory specification says. NULL when nothing tells. Freed by the caller. */
char *cache_place(void);
/*
 * The cache in that directory, which is made (0700) with the first entry; NULL
 * or "" for none: every load misses, every store is STATUS_NOT_FOUND. Touches no
 * disk. `most`: what all entries may take, CACHE_MOST for the usual.
 */
struct cache *cache_new(const char *directory, uint64_t most);
void cache_free(struct cache *cache); /* NULL is fine */

/* What kind of knowledge an entry is. Another version makes older entries absent. */
struct cache_kind {
	const char *name; /* lower case letters, at most 15, such as "index" */
	uint32_t version;
};

/* The file that an entry is about, as it was then. */
struct cache_subject {
	struct file_id id;
	uint64_t size;
	int64_t mtime_ns;
	uint32_t head, tail; /* CRC-32C of the first and last CACHE_EDGE bytes of `size`; of fewer where it is shorter */
};
#define CACHE_EDGE 4096

/* Looks at a file by path; a directory is looked at, too: without edges. What is neither is STATUS_NOT_FOUND. */
enum status cache_look_at(const char *path, struct cache_subject *out);
bool cache_subject_same(const struct cache_subject *a, const struct cache_subject *b);
/* Makes `all` a subject that is the same only when both are: for knowledge about many files. */
void cache_subject_add(struct cache_subject *all, const struct cache_subject *one);

/*
 * The entry about exactly this subject: its bytes, freed by the caller, and how
 * many. NULL where there is none. They are what some program once stored there:
 * to be checked like any input.
 */
uint8_t *cache_load(const struct cache *cache, struct cache_kind kind, const struct cache_subject *subject,
                    size_t *length);
/*
 * The same of an entry that may be large: then it is mapped, so that nothing is
 * copied and all that look at it share its pages; what is written there stays the
 * caller's own. As a program's own code it must stay whole while it is mapped: it
 * was written completely before it got its name, nobody may open it for writing,
 * and what comes later is renamed into its place, or deletes but the name. Copied
 * is what is small, may be written to, or lies where other machines may cut it
 * (scan_is_remote): then nothing that becomes of the file is noticed.
 * They lie where data_alloc would put them, and are given back by cache_unmap.
 */
uint8_t *cache_map(const struct cache *cache, struct cache_kind kind, const struct cache_subject *subject, size_t *length);
void cache_unmap(uint8_t *bytes, size_t length);
/*
 * The entry about the file at `path`, or about what it was before it grew: same
 * inode, same bytes at the start and where it ended then, and where it did not
 * grow the same mtime. `*then` is what it was.
 */
uint8_t *cache_load_grown(const struct cache *cache, struct cache_kind kind, const char *path,
                          struct cache_subject *then, size_t *length);
/* Puts the entry in the place of any before it of that kind about the same inode. */
enum status cache_store(struct cache *cache, struct cache_kind kind, const struct cache_subject *subject,
                        struct slice bytes);
/* The same of bytes that lie in parts: what is large need not be copied together. */
enum status cache_store_parts(struct cache *cache, struct cache_kind kind, const struct cache_subject *subject,
                              const struct slice *parts, size_t count);

/*
 * The file of an entry is this header, then its bytes. cache_check tells whether
 * both are one of that kind, and then whose; any input is fine.
 */
#define CACHE_HEADER 96 /* what lies behind it in a mapping is aligned for anything */
void cache_header(uint8_t out[CACHE_HEADER], struct cache_kind kind, const struct cache_subject *subject,
                  const struct slice *parts, size_t count);
bool cache_check(const uint8_t header[CACHE_HEADER], struct cache_kind kind, struct slice bytes,
                 struct cache_subject *subject);

#endif
