/*
 * Two kinds of allocation.
 *
 * Program-sized (xmalloc and friends): small, bounded by our own code. When
 * one fails there is nothing sensible left to do, so the process restores the
 * terminal (alloc_on_fatal) and ends with status 2.
 *
 * Data-sized (data_alloc and friends): bounded by what is in a file. The
 * caller has compared the size with a limit first and handles NULL.
 *
 * Both are freed with free(). Thread-safe.
 */
#ifndef TBTOP_BASE_ALLOC_H
#define TBTOP_BASE_ALLOC_H

#include <stddef.h>
#include <stdint.h>

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *text);
/* A NUL-terminated copy of `length` bytes. */
char *xmemdup0(const char *bytes, size_t length);

/* `restore` is called before the process ends for want of memory; NULL for none. */
void alloc_on_fatal(void (*restore)(void));

/*
 * From now on large blocks (ALLOC_LARGE) go back to the system when they are freed: where payloads of some 100 KB
 * come and go, what is freed would else lie between what is kept. Where the C library has such a knob (glibc).
 */
#define ALLOC_LARGE ((size_t)256 << 10)
void alloc_give_large_back(void);

/* NULL when out of memory or when count * size overflows. Never fails for 0. */
void *data_alloc(size_t count, size_t size);
/* As data_alloc; on failure the old block stays as it was. */
void *data_realloc(void *old, size_t count, size_t size);
/* For bytes that are filled from end to end at once: in huge pages where the system has them, as small ones take longer than a copy. */
void *data_alloc_whole(size_t size);

/*
 * Makes room for `need` elements of `size` bytes in a growing array (capacity
 * at least doubles). False when out of memory: the array stays as it was.
 * Use through array_reserve(items, capacity, need).
 */
_Bool array_grow(void **items, size_t *capacity, size_t need, size_t size);

#define array_reserve(items, capacity, need) \
	((need) <= *(capacity) || array_grow((void **)(items), (capacity), (need), sizeof **(items)))

/*
 * For tests: after `calls` more data-sized allocations each further one fails
 * until it is set again; negative for never (the start).
 */
void alloc_fail_after(long calls);

#endif
