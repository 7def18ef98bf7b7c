#define _DEFAULT_SOURCE /* madvise */
#include "base/alloc.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

static void (*on_fatal)(void);
static atomic_long calls_left = -1;

void alloc_on_fatal(void (*restore)(void))
{
	on_fatal = restore;
}

void alloc_fail_after(long calls)
{
	atomic_store(&calls_left, calls);
}

static bool must_fail(void)
{
	long left = atomic_load_explicit(&calls_left, memory_order_relaxed);
	if (left < 0)
		return false;
	if (left == 0)
		return true;
	atomic_fetch_sub(&calls_left, 1);
	return false;
}

static void *checked(void *block)
{
	if (block)
		return block;
	if (on_fatal)
		on_fatal();
	fputs("tbtop: out of memory\n", stderr);
	exit(2);
}

void *xmalloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return checked(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *old, size_t size)
{
	return checked(realloc(old, size ? size : 1));
}

char *xmemdup0(const char *bytes, size_t length)
{
	char *copy = xmalloc(length + 1);
	if (length)
		memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

char *xstrdup(const char *text)
{
	return xmemdup0(text, strlen(text));
}

void *data_alloc(size_t count, size_t size)
{
	return data_realloc(NULL, count, size);
}

void *data_realloc(void *old, size_t count, size_t size)
{
	if (must_fail() || (size && count > SIZE_MAX / size))
		return NULL;
	size_t bytes = count * size;
	return realloc(old, bytes ? bytes : 1);
}

#define HUGE_PAGE ((size_t)2 << 20)

void *data_alloc_whole(size_t size)
{
	void *block;
	if (size < HUGE_PAGE)
		return data_alloc(size, 1);
	if (must_fail() || posix_memalign(&block, HUGE_PAGE, size) != 0)
		return NULL;
#ifdef MADV_HUGEPAGE
	madvise(block, size, MADV_HUGEPAGE); /* where it can't be, pages are as small as ever */
#endif
	return block;
}

bool array_grow(void **items, size_t *capacity, size_t need, size_t size)
{
	size_t wanted = *capacity < 4 ? 4 : *capacity;
	while (wanted < need) {
		if (wanted > SIZE_MAX / 2)
			return false;
		wanted *= 2;
	}
	void *grown = data_realloc(*items, wanted, size);
	if (!grown)
		return false;
	*items = grown;
	*capacity = wanted;
	return true;
}

void alloc_give_large_back(void)
{
#ifdef __GLIBC__
	mallopt(M_MMAP_THRESHOLD, (int)ALLOC_LARGE); /* once it is set, the library no longer raises it by itself */
#endif
}
