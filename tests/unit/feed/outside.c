#define _GNU_SOURCE /* syscall */
#include "unit/feed/outside.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

int watches_left = -1;
unsigned watches_added;
bool watches_deaf, watches_denied;
atomic_bool looks_remote;
const char *_Atomic closed_path;
atomic_bool reads_fail, reads_hang;
atomic_uint reads_hanging;

/* Without a stack of its own a crash there could not restore the terminal. */
static pthread_t main_thread;
static atomic_uint reads_without_signal_stack;

void outside_begin(void)
{
	main_thread = pthread_self();
}

void outside_end(void)
{
	assert_int_equal(reads_without_signal_stack, 0);
	watches_left = -1;
	watches_deaf = watches_denied = false;
	closed_path = NULL;
	reads_fail = false;
	looks_remote = false;
}

int inotify_add_watch(int fd, const char *path, uint32_t mask)
{
	if (watches_denied) {
		errno = EACCES;
		return -1;
	}
	if (watches_left == 0) {
		errno = ENOSPC;
		return -1;
	}
	watches_left -= watches_left > 0;
	watches_added++;
	return (int)syscall(SYS_inotify_add_watch, fd, path, watches_deaf ? IN_MOVE_SELF : mask);
}

int fstatfs(int fd, struct statfs *out)
{
	int result = (int)syscall(SYS_fstatfs, fd, out);
	if (result == 0 && looks_remote)
		out->f_type = 0x6969;
	return result;
}

DIR *opendir(const char *path)
{
	const char *closed = closed_path;
	if (closed && strcmp(path, closed) == 0) {
		errno = EACCES;
		return NULL;
	}
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? NULL : fdopendir(fd);
}

static void look_for_signal_stack(void)
{
	stack_t stack;
	if (!pthread_equal(pthread_self(), main_thread) && !sigaltstack(NULL, &stack) && stack.ss_flags & SS_DISABLE)
		reads_without_signal_stack++;
}

ssize_t pread(int fd, void *into, size_t size, off_t from)
{
	look_for_signal_stack();
	if (reads_hang) {
		reads_hanging++;
		while (reads_hang)
			usleep(1000);
		reads_hanging--;
	}
	if (reads_fail) {
		errno = EIO;
		return -1;
	}
	return syscall(SYS_pread64, fd, into, size, from);
}
