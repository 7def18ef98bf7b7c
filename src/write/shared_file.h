/*
 * An event file that processes append to by turns, one after the other holding
 * its lock (flock). Results as record.h has them.
 */
#ifndef TBTOP_WRITE_SHARED_FILE_H
#define TBTOP_WRITE_SHARED_FILE_H

/*
 * The last of the directory's event files by name, open and locked, when a
 * writer of this host made it with this suffix, it is whole up to its end and
 * not large; else -ENOENT: one that comes after it is to be made. Readers that
 * go from file to file have none behind it. *path is the caller's.
 */
int shared_file_open(char **path, int *fd, const char *directory, const char *suffix);
/* Waits for its turn, a second at most: -EWOULDBLOCK. What file systems without locks say is returned at once. */
int shared_file_lock(int fd);

#endif
