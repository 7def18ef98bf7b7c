#define _GNU_SOURCE /* nftw, mkdtemp, prctl */
#include "soak/place.h"

#include "base/str.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOBODY 65534
#define MOST_LOCKS 16 /* directories below each other that nobody may read: each walk gets past one */

void place_drop_privileges(void)
{
	if (geteuid())
		return;
	if (setgid(NOBODY) || setuid(NOBODY))
		perror("soak: setuid");
	prctl(PR_SET_DUMPABLE, 1); /* or /proc/self and the leak check are closed to us */
}

char *place_new(void)
{
	const char *directory = getenv("TMPDIR");
	struct str path = {0};
	str_printf(&path, "%s/tbtop-soak-XXXXXX", directory && *directory ? directory : "/tmp");
	if (!mkdtemp(path.data)) {
		perror(path.data);
		exit(2);
	}
	return path.data;
}

static int open_up(const char *path, const struct stat *info, int what, struct FTW *where)
{
	if (what == FTW_DNR || what == FTW_D)
		chmod(path, 0700);
	return 0;
}

static int remove_one(const char *path, const struct stat *info, int what, struct FTW *where)
{
	remove(path);
	return 0;
}

void place_clear(const char *path)
{
	struct stat found;
	for (int depth = 0; depth < MOST_LOCKS && !lstat(path, &found); depth++) {
		nftw(path, open_up, 16, FTW_PHYS);
		nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	}
}

void place_remove(char *path)
{
	place_clear(path);
	free(path);
}
