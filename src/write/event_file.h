/* The file that a writer appends to: its directory, its name, its bytes. Results as record.h has them. */
#ifndef TBTOP_WRITE_EVENT_FILE_H
#define TBTOP_WRITE_EVENT_FILE_H

#include <stddef.h>
#include <stdint.h>

/* mkdir -p; "" is ".". *made: how many of its last names were not there. */
int event_file_directory(const char *directory, unsigned *made);
/* Waits until what is new in the directory, and so many of its last names, are on the disk. */
int event_file_sync_names(const char *directory, unsigned made);
/*
 * A new file of that name which TensorBoard's writer gives (event-format 1.2), with `now` in
 * seconds in it. *path is the caller's.
 */
int event_file_create(char **path, int *fd, const char *directory, double now, const char *suffix);
/*
 * open(2), with O_CLOEXEC; a descriptor, or the negative errno value. Never one of the standard
 * three: where a program has closed those, what it still prints would be in the file.
 */
int event_file_open(const char *path, int flags);
/*
 * All of it, going on from *done, which is kept up to date: after an error it says how far it came. No signal is
 * sent: a limit on the file's size is -EFBIG.
 */
int event_file_write(int fd, const uint8_t *data, size_t size, size_t *done);

/* This host's name with nothing in it that a file name can't or shouldn't have. */
void event_file_host(char *host, size_t size);

#endif
