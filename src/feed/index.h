/*
 * The index: sketches of long files (disk/sketch), kept in the cache from one
 * start to the next, so that the first screen shows all of them. A hint: what
 * is read of a file takes its place.
 */
#ifndef TBTOP_FEED_INDEX_H
#define TBTOP_FEED_INDEX_H

#include "feed/jobs.h"

/*
 * On the worker, when a read is done: takes what it brought into the file's sketch. When it was the first of a
 * long file, what is known of the rest comes into job->known; when it came to the end, the sketch is kept.
 */
void index_note(struct read_job *read);

#endif
