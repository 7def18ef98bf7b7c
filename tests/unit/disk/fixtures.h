/* The event files of real writers: in $TBTOP_FIXTURES, or beside the checkout. Needs _XOPEN_SOURCE 700 (nftw). */
#ifndef TBTOP_TESTS_DISK_FIXTURES_H
#define TBTOP_TESTS_DISK_FIXTURES_H

#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static inline const char *fixtures_folder(void)
{
	const char *folder = getenv("TBTOP_FIXTURES");
	struct stat info;
	if (!folder)
		folder = TBTOP_TEST_DIR "/../../shared/fixtures";
	if (!stat(folder, &info))
		return folder;
	printf("no fixtures in %s: skipped\n", folder);
	return NULL;
}

typedef void fixture_each(const char *path, const uint8_t *data, size_t size);
static fixture_each *fixture_visitor;

static inline int fixture_visit(const char *path, const struct stat *info, int type, struct FTW *where)
{
	if (type != FTW_F || !strstr(path + where->base, "tfevents"))
		return 0;
	size_t size = (size_t)info->st_size;
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(size ? size : 1);
	if (!file || !data || fread(data, 1, size, file) != size)
		abort();
	fclose(file);
	fixture_visitor(path, data, size);
	free(data);
	return 0;
}

/* Calls `each` for every event file. False when there are none to be found. */
static inline int fixtures_walk(fixture_each *each)
{
	const char *folder = fixtures_folder();
	if (!folder)
		return 0;
	fixture_visitor = each;
	return !nftw(folder, fixture_visit, 16, FTW_PHYS);
}

#endif
