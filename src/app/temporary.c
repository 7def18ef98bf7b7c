#define _XOPEN_SOURCE 700 /* mkdtemp, nftw */
#include "app/temporary.h"

#include "base/str.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define OPEN_DIRECTORIES 16
#define TRIES 40

char *temporary_make(void)
{
	struct str path = {0};
	const char *place = getenv("TMPDIR");
	str_printf(&path, "%s/tbtop-demo-XXXXXX", place && *place ? place : "/tmp");
	if (mkdtemp(path.data))
		return path.data;
	str_fini(&path);
	return NULL;
}

static int remove_one(const char *path, const struct stat *info, int what, struct FTW *where)
{
	remove(path); /* what can't be removed stays; the rest still goes */
	return 0;
}

void temporary_remove(const char *path)
{
	const struct timespec pause = {.tv_nsec = 50000000};
	for (int tries = 0; tries < TRIES; tries++) {
		nftw(path, remove_one, OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS);
		if (access(path, F_OK))
			return;
		nanosleep(&pause, NULL);
	}
}
