#include "read/value.h"

#include "base/alloc.h"
#include "read/tensor.h"

#include <stdlib.h>
#include <string.h>

/* Field numbers of Summary.Value, SummaryMetadata, PluginData and HistogramProto (event-format 3.2, 3.3). */
enum { VALUE_TAG = 1, VALUE_SIMPLE = 2, VALUE_OBSOLETE = 3, VALUE_IMAGE = 4, VALUE_HISTO = 5, VALUE_AUDIO = 6,
       VALUE_NODE_NAME = 7, VALUE_TENSOR = 8, VALUE_METADATA = 9 };
enum { METADATA_PLUGIN_DATA = 1, METADATA_DISPLAY_NAME = 2, METADATA_DESCRIPTION = 3, METADATA_DATA_CLASS = 4 };
enum { PLUGIN_DATA_NAME = 1, PLUGIN_DATA_CONTENT = 2 };
enum { HISTO_BUCKET_LIMIT = 6, HISTO_BUCKET = 7 };

static const struct wire_member members[] = {
	{VALUE_SIMPLE, WIRE_FIXED32}, {VALUE_OBSOLETE, WIRE_BYTES}, {VALUE_IMAGE, WIRE_BYTES},
	{VALUE_HISTO, WIRE_BYTES}, {VALUE_AUDIO, WIRE_BYTES}, {VALUE_TENSOR, WIRE_BYTES},
};

static struct wire inside(const struct wire_field *field)
{
	return wire_of(field->bytes, field->length);
}

static void set_slice(struct slice *slice, const struct wire_field *field)
{
	*slice = slice_make(field->bytes, field->length);
}

/* ---- Metadata ---- */

static void read_plugin_data(struct wire message, struct value_metadata *out)
{
	struct wire_field field;
	while (wire_next(&message, &field)) {
		if (wire_is(&field, PLUGIN_DATA_NAME, WIRE_BYTES))
			set_slice(&out->plugin, &field);
		else if (wire_is(&field, PLUGIN_DATA_CONTENT, WIRE_BYTES))
			set_slice(&out->content, &field);
	}
}

/* Onto what an earlier piece of the same message has set. */
static void read_metadata(struct wire message, struct value_metadata *out)
{
	struct wire_field field;
	while (wire_next(&message, &field)) {
		if (wire_is(&field, METADATA_PLUGIN_DATA, WIRE_BYTES))
			read_plugin_data(inside(&field), out);
		else if (wire_is(&field, METADATA_DISPLAY_NAME, WIRE_BYTES))
			set_slice(&out->display_name, &field);
		else if (wire_is(&field, METADATA_DESCRIPTION, WIRE_BYTES))
			set_slice(&out->description, &field);
		else if (wire_is(&field, METADATA_DATA_CLASS, WIRE_VARINT))
			out->classified = (uint32_t)field.number != 0;
	}
}

static void read_names(struct wire message, struct value *out, struct slice *node_name)
{
	struct wire_field field;
	while (wire_next(&message, &field)) {
		if (wire_is(&field, VALUE_TAG, WIRE_BYTES))
			set_slice(&out->tag, &field);
		else if (wire_is(&field, VALUE_NODE_NAME, WIRE_BYTES))
			set_slice(node_name, &field);
		else if (wire_is(&field, VALUE_METADATA, WIRE_BYTES)) {
			out->has_metadata = true;
			read_metadata(inside(&field), &out->metadata);
		}
	}
}

/*
 * An old form is of the plugin that TensorBoard gives it, whatever its own
 * metadata says. As a tensor, it is a point in tags of other plugins, too.
 */
static void become(struct value *out, enum item_form form, const char *plugin, const struct tensor_facts *facts)
{
	out->form = form;
	out->fits = out->fits_as_clips = tensor_fits(facts);
	out->has_metadata = true;
	out->metadata.plugin = slice_of(plugin);
	out->metadata.content = (struct slice){0};
	out->metadata.classified = false;
}

static void become_scalar(struct value *out, uint64_t bits)
{
	become(out, ITEM_SIMPLE, "scalars", &(struct tensor_facts){
		.decodable = true, .elements = 1, .real = true, .one_number = true});
	out->number_type = NUMBER_F32;
	out->bits = bits;
}

/* Width, height and the picture. */
static void become_image(struct value *out)
{
	become(out, ITEM_IMAGE, "images", &(struct tensor_facts){
		.decodable = true, .text = true, .rank = 1, .dims = {3}, .elements = 3});
}

/* One clip and its label. */
static void become_audio(struct value *out)
{
	become(out, ITEM_AUDIO, "audio", &(struct tensor_facts){
		.decodable = true, .text = true, .rank = 2, .dims = {1, 2}, .elements = 2});
}

/* ---- Histograms ---- */

/* Counts of buckets and limits of a HistogramProto, which may come in pieces. */
struct buckets {
	uint64_t limits, counts;
	bool any;
	uint64_t first, last; /* buckets with a count above 0 */
};

/*
 * Left, right and count of each from the first to the last that isn't empty.
 * As a PR curve nobody would read it.
 */
static void become_histogram(struct value *out, const struct buckets *buckets)
{
	uint64_t kept = buckets->any ? buckets->last - buckets->first + 1 : 0;
	become(out, ITEM_HISTO, "histograms", &(struct tensor_facts){
		.decodable = true, .real = true, .rank = 2, .dims = {(int64_t)kept, 3}, .elements = 3 * kept});
}

static void add_count(struct buckets *buckets, uint64_t bits)
{
	double count;
	memcpy(&count, &bits, sizeof count);
	if (count > 0) {
		if (!buckets->any)
			buckets->first = buckets->counts;
		buckets->any = true;
		buckets->last = buckets->counts;
	}
	buckets->counts++;
}

static void add_packed_counts(struct buckets *buckets, const struct wire_field *field)
{
	for (size_t at = 0; at + 8 <= field->length; at += 8) {
		uint64_t bits = 0;
		for (int i = 0; i < 8; i++)
			bits |= (uint64_t)field->bytes[at + (size_t)i] << 8 * i;
		add_count(buckets, bits);
	}
}

static void add_buckets(struct buckets *buckets, struct wire histogram)
{
	struct wire_field field;
	while (wire_next(&histogram, &field)) {
		if (field.id == HISTO_BUCKET_LIMIT)
			buckets->limits += field.type == WIRE_BYTES ? field.length / 8 : field.type == WIRE_FIXED64;
		else if (wire_is(&field, HISTO_BUCKET, WIRE_BYTES))
			add_packed_counts(buckets, &field);
		else if (wire_is(&field, HISTO_BUCKET, WIRE_FIXED64))
			add_count(buckets, field.number);
	}
}

static void read_histogram(struct wire from, struct value *out)
{
	struct buckets buckets = {0};
	struct wire_field field;
	while (wire_next(&from, &field))
		if (wire_is(&field, VALUE_HISTO, WIRE_BYTES))
			add_buckets(&buckets, inside(&field));
	become_histogram(out, &buckets);
	/* Between the first and the last bucket that isn't empty TensorBoard needs all limits, else it raises. */
	out->dropped = buckets.any && buckets.first != buckets.last && buckets.limits < buckets.last;
}

/* ---- Tensors ---- */

/* A message written in pieces is the same as all of them in a row. */
static enum status joined_facts(struct wire from, size_t total, struct tensor_facts *out)
{
	uint8_t *joined = data_alloc(total, 1);
	if (!joined)
		return STATUS_NO_MEMORY;
	size_t length = 0;
	struct wire_field field;
	while (wire_next(&from, &field))
		if (wire_is(&field, VALUE_TENSOR, WIRE_BYTES) && field.length) {
			memcpy(joined + length, field.bytes, field.length);
			length += field.length;
		}
	enum status status = tensor_facts(joined, length, out);
	free(joined);
	return status;
}

/*
 * TensorBoard takes the first column of clips and labels, and raises where
 * there is none (dataclass_compat.py, _migrate_audio_value).
 */
static bool converts(const struct value *value, const struct tensor_facts *facts)
{
	if (value->metadata.classified || !slice_equal(value->metadata.plugin, slice_of("audio")))
		return true;
	for (uint32_t i = 1; i < facts->rank && i < sizeof facts->dims / sizeof *facts->dims; i++)
		if (!facts->dims[i])
			return false;
	return true;
}

static enum status read_tensor(struct wire from, struct value *out)
{
	size_t pieces = 0, total = 0;
	struct wire_field field;
	for (struct wire wire = from; wire_next(&wire, &field);)
		if (wire_is(&field, VALUE_TENSOR, WIRE_BYTES)) {
			pieces++;
			total += field.length;
		}
	struct tensor_facts facts;
	enum status status = pieces > 1 ? joined_facts(from, total, &facts)
	                                : tensor_facts((const uint8_t *)out->bytes.data, out->bytes.length, &facts);
	if (status)
		return status;
	out->form = ITEM_TENSOR;
	out->dropped = !converts(out, &facts);
	out->fits = tensor_fits(&facts);
	out->fits_as_clips = tensor_fits_as_clips(&facts);
	out->bits = facts.bits;
	out->number_type = facts.number_type;
	return STATUS_OK;
}

/* ---- All forms ---- */

/* The last of the fields of the member that won. */
static struct wire_field last_of(struct wire from, uint32_t member)
{
	struct wire_field field, last = {0};
	while (wire_next(&from, &field))
		for (size_t i = 0; i < sizeof members / sizeof *members; i++)
			if (members[i].id == member && wire_is(&field, member, members[i].type))
				last = field;
	return last;
}

enum status value_read(struct wire message, struct value *out)
{
	*out = (struct value){0};
	struct slice node_name = {0};
	read_names(message, out, &node_name);
	out->point_tag = out->tag;

	struct wire from;
	uint32_t member = wire_oneof(message, members, sizeof members / sizeof *members, &from);
	struct wire_field field = member ? last_of(from, member) : (struct wire_field){0};
	set_slice(&out->bytes, &field);
	switch (member) {
	case VALUE_SIMPLE:
		become_scalar(out, field.number);
		return STATUS_OK;
	case VALUE_IMAGE:
		become_image(out);
		return STATUS_OK;
	case VALUE_AUDIO:
		become_audio(out);
		return STATUS_OK;
	case VALUE_HISTO:
		read_histogram(from, out);
		return STATUS_OK;
	}
	if (!out->tag.length)
		out->point_tag = node_name;
	if (member == VALUE_TENSOR)
		return read_tensor(from, out);
	out->form = ITEM_NOTHING; /* nor does anybody read an obsolete histogram */
	out->bytes = (struct slice){0};
	return STATUS_OK;
}
