/*
 * The points of a series as an export from the screen writes them: taken on the
 * loop thread, written by a worker. Scalars are chunks that are held on to;
 * of all else it is noted where they lie, and they are read when they are written.
 */
#ifndef TBTOP_APP_SAVE_PART_H
#define TBTOP_APP_SAVE_PART_H

#include "cmd/export.h"
#include "disk/payload.h"
#include "model/snapshot.h"

#define SAVE_ITEMS_MOST 200000 /* points of a series that are no scalars: of more the loop would be held up */

struct save_part {
	enum kind kind;
	struct str start;  /* what all its lines begin with */
	struct snapshot points; /* of scalars */
	struct save_item {
		const char *path; /* borrowed from the store: for ever */
		struct item item;
	} *items;          /* of all else; owned, as these: */
	size_t count, capacity;
	struct str plugin, content; /* of the tag's metadata */
};

/* STATUS_LIMIT: it has more than SAVE_ITEMS_MOST. Nothing is to be freed but on STATUS_OK. */
enum status save_part_take(struct save_part *part, const struct store *store, uint32_t series,
                           enum export_format format);
void save_part_free(struct save_part *part);

/* How many pieces it has: of each some lines, which are appended. Returns how many points could be written. */
size_t save_part_pieces(const struct save_part *part);
size_t save_part_write(const struct save_part *part, size_t piece, enum export_format format,
                       struct payload_reader *reader, struct str *out);

#endif
