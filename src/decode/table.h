/*
 * Tables of LevelDB's form (leveldb doc/table_format.md), which TensorFlow's
 * checkpoints have for an index: keys in order, each with a value. Pure.
 */
#ifndef TBTOP_DECODE_TABLE_H
#define TBTOP_DECODE_TABLE_H

#include "base/status.h"
#include "base/str.h"

#define TABLE_BLOCK_MOST ((size_t)64 << 20) /* of a block, unpacked */
#define TABLE_MOST ((size_t)256 << 20)      /* of all blocks */

/* Key and value live as long as the call. False to stop (the walk is STATUS_NO_MEMORY then). */
typedef bool table_each(void *context, struct slice key, struct slice value);
enum status table_walk(struct slice bytes, table_each *each, void *context);

#endif
