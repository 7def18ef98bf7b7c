/*
 * One Summary.Value in its modern meaning: old forms get the plugin that
 * TensorBoard gives them, and each value knows in tags of which kinds it is a
 * point (event-format 4.2; TensorBoard: data_compat.py, dataclass_compat.py).
 * Everything points into the payload. Pure; any thread.
 */
#ifndef TBTOP_READ_VALUE_H
#define TBTOP_READ_VALUE_H

#include "base/status.h"
#include "base/str.h"
#include "data/batch.h"
#include "read/wire.h"

/* A SummaryMetadata; bytes as in the file. */
struct value_metadata {
	struct slice plugin, content, display_name, description;
	bool classified; /* has a data_class: TensorBoard takes values as they are then */
};

struct value {
	struct slice tag;       /* of the value, and of its metadata */
	struct slice point_tag; /* of its point: a tensor without a tag has the name of its node */
	bool has_metadata;
	struct value_metadata metadata;
	bool dropped;  /* TensorBoard fails to convert it: as if it were not in the event */
	enum item_form form; /* NOTHING: it brings its metadata, and a point where its tag asks for one (gather_value) */
	struct slice bytes; /* of the form; of one written in pieces, the last */
	kind_set fits;
	kind_set fits_as_clips; /* in a file where the first value of the tag is of audio: see gather_takes_clips */
	enum number_type number_type; /* with bits, when fits has scalar */
	uint64_t bits;
};

/* Of a value that has passed wire_check. STATUS_NO_MEMORY, or what tensor_facts says. */
enum status value_read(struct wire message, struct value *out);

#endif
