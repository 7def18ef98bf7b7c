/*
 * The C library's functions between a feed and the system, in a test's hands: a program that is linked with these
 * can use watches up or make them deaf, say that a directory is remote, close a path, let reads fail or hang.
 */
#ifndef TBTOP_TESTS_UNIT_FEED_OUTSIDE_H
#define TBTOP_TESTS_UNIT_FEED_OUTSIDE_H

#include <stdatomic.h>
#include <stdbool.h>

/* Watches: so many more can be had (-1: any number); so many were; none of them tells; none is allowed. */
extern int watches_left;
extern unsigned watches_added;
extern bool watches_deaf, watches_denied;

extern atomic_bool looks_remote;           /* each directory is on NFS */
extern const char *_Atomic closed_path;    /* may not be listed; NULL: none */
extern atomic_bool reads_fail, reads_hang; /* until it is false again */
extern atomic_uint reads_hanging;          /* how many do */

/* Before and after each test, on the main thread. The end fails where a thread read without a stack for signals. */
void outside_begin(void);
void outside_end(void);

#endif
