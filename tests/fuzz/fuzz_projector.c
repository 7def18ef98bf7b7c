/* The projector's files: a row of labels lies in its text; vectors in pieces come to the same as at once. */
#include "decode/projector.h"
#include "fuzz/take.h"
#include "fuzz/target.h"

#include <stdlib.h>
#include <string.h>

static void read_config(struct slice text)
{
	struct projector_config config;
	enum status status = decode_projector_config(text, &config);
	if (config.count > PROJECTOR_EMBEDDINGS_MOST || (status == STATUS_OK && text.length > PROJECTOR_CONFIG_MOST))
		object("limits hold");
	projector_config_fini(&config);
}

static void read_labels(struct slice text)
{
	struct labels labels;
	char *copy = malloc(text.length + 1);
	memcpy(copy, text.data, text.length);
	if (decode_labels(copy, text.length, &labels) == STATUS_OK) {
		for (size_t i = 0; i <= labels.count; i++)
			for (size_t k = 0; k <= labels.columns; k++) {
				struct slice one = labels_at(&labels, i, k);
				if (one.length && (one.data < labels.text || one.data + one.length > labels.text + labels.length))
					object("a label lies in its text");
				if (one.length && (memchr(one.data, '\t', one.length) || memchr(one.data, '\n', one.length)))
					object("a label has no tabs and ends of lines");
			}
		labels_name(&labels, 0);
	}
	labels_fini(&labels);
}

static enum status read_vectors(struct slice text, size_t step, struct vectors *out)
{
	struct vectors_reader reader = {0};
	enum status status = STATUS_OK;
	for (size_t at = 0; !status && at < text.length; at += step)
		status = vectors_read(&reader, slice_make(text.data + at, text.length - at < step ? text.length - at : step), out);
	return status ? status : vectors_end(&reader, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct slice text = slice_make(length ? (const char *)bytes : "", length);
	struct vectors whole = {0}, pieces = {0};
	read_config(text);
	read_labels(text);
	enum status a = read_vectors(text, length + 1, &whole), b = read_vectors(text, 3, &pieces);
	if (a != b || whole.rows != pieces.rows)
		object("pieces come to the whole");
	if (!a && memcmp(whole.values ? whole.values : (float[1]){0}, pieces.values ? pieces.values : (float[1]){0},
	                 whole.rows * whole.columns * sizeof *whole.values))
		object("pieces have the same numbers");
	vectors_fini(&whole);
	vectors_fini(&pieces);
	return 0;
}
