#define _DEFAULT_SOURCE /* flock */
#include "write/shared_file.h"

#include "base/crc32c.h"
#include "base/little.h"
#include "write/event_file.h"
#include "write/record_frame.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LARGE ((uint64_t)8 << 20) /* to walk it takes longer than to make another */
#define BLOCK ((size_t)64 << 10)
#define TURN_NS 1000000           /* between looks whether it is free */
#define TURNS 1000

static const char prefix[] = "events.out.tfevents.";

/* ---- Its name --------------------------------------------------------------- */

/* The last by name, as readers order them; NULL: none, or no memory. */
static char *last_event_file(const char *directory)
{
	char *last = NULL;
	DIR *listing = opendir(directory);
	for (struct dirent *entry; listing && (entry = readdir(listing));) {
		if (!strstr(entry->d_name, "tfevents") || (last && strcmp(entry->d_name, last) <= 0))
			continue;
		free(last);
		last = strdup(entry->d_name);
	}
	if (listing)
		closedir(listing);
	return last;
}

static const char *skip_number(const char *at)
{
	if (!at || *at != '.' || !isdigit((unsigned char)at[1]))
		return NULL;
	do
		at++;
	while (isdigit((unsigned char)*at));
	return at;
}

/* As event_file_create names it: SECONDS.HOST.PID.COUNT<suffix>. */
static bool is_ours(const char *name, const char *suffix)
{
	char host[256];
	event_file_host(host, sizeof host);
	size_t length = strlen(host);
	if (strncmp(name, prefix, sizeof prefix - 1))
		return false;
	const char *at = skip_number(name + sizeof prefix - 2);
	if (!at || *at != '.' || strncmp(at + 1, host, length))
		return false;
	at = skip_number(skip_number(at + 1 + length));
	return at && !strcmp(at, suffix);
}

/* ---- Its content ------------------------------------------------------------ */

struct walk {
	int fd;
	uint64_t begin; /* of the block */
	size_t length;
	uint8_t block[BLOCK];
};

/* What a record begins with, NULL when it is cut off; a block is read unless the one before has it. */
static const uint8_t *header_at(struct walk *walk, uint64_t at)
{
	if (at + FRAME_HEADER > walk->begin + walk->length) {
		ssize_t got = pread(walk->fd, walk->block, BLOCK, (off_t)at);
		walk->begin = at;
		walk->length = got > 0 ? (size_t)got : 0;
	}
	return walk->length < FRAME_HEADER ? NULL : walk->block + (at - walk->begin);
}

/* Records from end to end, as their headers say; at least one. */
static bool is_walkable(struct walk *walk, uint64_t size)
{
	uint64_t at = 0;
	while (at < size) {
		const uint8_t *header = header_at(walk, at);
		if (!header || little32(header + 8) != crc32c_masked_short(header, 8) || little64(header) > size)
			return false;
		at += little64(header) + FRAME_SIZE;
	}
	return size && at == size;
}

static bool is_whole(int fd)
{
	struct stat found;
	if (fstat(fd, &found) || !S_ISREG(found.st_mode) || !found.st_nlink || (uint64_t)found.st_size > LARGE)
		return false;
	struct walk *walk = malloc(sizeof *walk);
	if (!walk)
		return false;
	*walk = (struct walk){.fd = fd};
	bool whole = is_walkable(walk, (uint64_t)found.st_size);
	free(walk);
	return whole;
}

/* ---- For others ------------------------------------------------------------- */

int shared_file_lock(int fd)
{
	const struct timespec turn = {0, TURN_NS};
	for (int turns = 0; flock(fd, LOCK_EX | LOCK_NB); turns++) {
		if ((errno != EWOULDBLOCK && errno != EINTR) || turns == TURNS)
			return -errno;
		nanosleep(&turn, NULL);
	}
	return 0;
}

static char *path_of(const char *directory, const char *name)
{
	size_t size = strlen(directory) + strlen(name) + 2;
	char *path = malloc(size);
	if (path)
		snprintf(path, size, "%s/%s", directory, name);
	return path;
}

int shared_file_open(char **path, int *fd, const char *directory, const char *suffix)
{
	directory = *directory ? directory : ".";
	char *name = last_event_file(directory);
	char *own = name && is_ours(name, suffix) ? path_of(directory, name) : NULL;
	free(name);
	if (!own)
		return -ENOENT;
	/* Nor does a link lead elsewhere, or a FIFO of that name wait for a reader. */
	*fd = event_file_open(own, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
	if (*fd >= 0 && !shared_file_lock(*fd) && is_whole(*fd)) {
		*path = own;
		return 0;
	}
	if (*fd >= 0)
		close(*fd);
	free(own);
	return -ENOENT;
}
