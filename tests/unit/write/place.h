/* A directory of its own for each test, and the records of an event file, for the tests of the recorder. */
#ifndef TBTOP_TESTS_WRITE_PLACE_H
#define TBTOP_TESTS_WRITE_PLACE_H

#include "base/crc32c.h"
#include "base/little.h"

#include <dirent.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char place[64];

static inline int place_make(void **state)
{
	strcpy(place, "/tmp/tbtop-write-XXXXXX");
	return mkdtemp(place) && !chdir(place) ? 0 : -1;
}

static inline int place_remove(const char *path, const struct stat *stat, int type, struct FTW *where)
{
	return remove(path);
}

static inline int place_take_away(void **state)
{
	return chdir("/") || nftw(place, place_remove, 16, FTW_DEPTH | FTW_PHYS);
}

#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_take_away)

/* The bytes of an event file, record by record. */
struct records {
	uint8_t *bytes;
	size_t size, at;
	const uint8_t *payload; /* of the last one */
	size_t length;
};

static inline struct records records_of(const char *path)
{
	struct records records = {0};
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	records.size = (size_t)ftell(file);
	rewind(file);
	records.bytes = malloc(records.size + 1);
	assert_non_null(records.bytes);
	assert_int_equal(fread(records.bytes, 1, records.size, file), records.size);
	fclose(file);
	return records;
}

/* False at the end, or where the last record is cut off: records->size - records->at bytes are there of it. */
static inline bool records_next(struct records *records)
{
	const uint8_t *header = records->bytes + records->at;
	size_t left = records->size - records->at;
	if (left < 12)
		return false;
	assert_int_equal(little32(header + 8), crc32c_masked(header, 8));
	uint64_t length = little64(header);
	if (length + 16 > left)
		return false;
	records->payload = header + 12;
	records->length = (size_t)length;
	assert_int_equal(little32(records->payload + length), crc32c_masked(records->payload, (size_t)length));
	records->at += (size_t)length + 16;
	return true;
}

/* How many whole records there are; nothing else may be. */
static inline size_t records_count(const char *path)
{
	struct records records = records_of(path);
	size_t count = 0;
	while (records_next(&records))
		count++;
	assert_int_equal(records.at, records.size);
	free(records.bytes);
	return count;
}

/* The file in `directory` whose name has the part in it, to be freed; it must be the only one. */
static inline char *file_in(const char *directory, const char *part)
{
	char path[1024] = "";
	DIR *listing = opendir(directory);
	for (struct dirent *entry; listing && (entry = readdir(listing));)
		if (entry->d_name[0] != '.' && strstr(entry->d_name, part)) {
			assert_string_equal(path, "");
			snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
		}
	if (listing)
		closedir(listing);
	return path[0] ? strdup(path) : NULL;
}

#endif
