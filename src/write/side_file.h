/* Files beside the event file: profiles, embeddings. Results as record.h has them. */
#ifndef TBTOP_WRITE_SIDE_FILE_H
#define TBTOP_WRITE_SIDE_FILE_H

#include "write/bytes.h"

/*
 * Makes the directories of directory/name and writes the file: whole or not at
 * all, a reader never sees a part of it. A file of that name is replaced.
 */
int side_file_put(const char *directory, const char *name, const void *data, size_t size);
/* Makes directory/name, and the directories above it; -EEXIST when it is there. */
int side_file_claim(const char *directory, const char *name);
/* Takes it away again when it is empty. */
void side_file_disclaim(const char *directory, const char *name);
/* Appends to a file that others may append to, too, with one write. */
int side_file_append(const char *directory, const char *name, const void *data, size_t size);

#endif
