#include "write/side_file.h"
#include "write/utf8.h"
#include "write/writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONFIG "projector_config.pbtxt"

/* ---- Tables ---------------------------------------------------------------- */

/* Digits enough to read the same float. */
static void put_vectors(struct bytes *out, const struct tbr_embedding *embedding)
{
	char number[32];
	for (size_t i = 0; i < embedding->rows * embedding->columns; i++) {
		snprintf(number, sizeof number, "%.9g%c", (double)embedding->vectors[i],
		         (i + 1) % embedding->columns ? '\t' : '\n');
		bytes_text(out, number);
	}
}

static int put_cell(struct bytes *out, const char *text, char end)
{
	size_t length;
	int error = utf8_length(text, &length);
	uint8_t *at = error ? NULL : bytes_extend(out, length + 1);
	for (size_t i = 0; at && i < length; i++)
		at[i] = strchr("\t\r\n", text[i]) ? ' ' : (uint8_t)text[i];
	if (at)
		at[length] = (uint8_t)end;
	return error;
}

static int put_cells(struct bytes *out, const char *const *cells, size_t count, size_t columns)
{
	int error = 0;
	for (size_t i = 0; i < count && !error; i++)
		error = put_cell(out, cells[i], (i + 1) % columns ? '\t' : '\n');
	return error;
}

/* A single column has no header: TensorBoard would take it for a label. */
static int put_labels(struct bytes *out, const struct tbr_embedding *embedding)
{
	int error = 0;
	if (embedding->label_columns > 1)
		error = put_cells(out, embedding->header, embedding->label_columns, embedding->label_columns);
	return error ? error : put_cells(out, embedding->labels, embedding->rows * embedding->label_columns,
	                                 embedding->label_columns);
}

/* ---- projector_config.pbtxt: protocol buffer text --------------------------- */

static void put_line(struct bytes *out, const char *field, const char *text, const char *more)
{
	bytes_text(out, field);
	bytes_text(out, ": \"");
	for (const char *parts[] = {text, more, NULL}, **part = parts; *part; part++)
		for (const char *c = *part; *c; c++) {
			char escaped[8] = {*c};
			if (*c == '"' || *c == '\\')
				snprintf(escaped, sizeof escaped, "\\%c", *c);
			else if ((unsigned char)*c < ' ' || *c == 0x7f)
				snprintf(escaped, sizeof escaped, "\\%03o", (unsigned char)*c);
			bytes_text(out, escaped);
		}
	bytes_text(out, "\"\n");
}

static void put_config(struct bytes *out, const char *tag, int64_t step, const char *folder,
                       const struct tbr_embedding *embedding)
{
	char number[64];
	bytes_text(out, "embeddings {\n");
	snprintf(number, sizeof number, ":%05lld", (long long)step);
	put_line(out, "tensor_name", tag, number);
	put_line(out, "tensor_path", folder, "/tensors.tsv");
	if (embedding->labels)
		put_line(out, "metadata_path", folder, "/metadata.tsv");
	if (embedding->sprite.size) {
		bytes_text(out, "sprite {\n");
		put_line(out, "image_path", folder, "/sprite.png");
		snprintf(number, sizeof number, "single_image_dim: %u\nsingle_image_dim: %u\n}\n", embedding->sprite_width,
		         embedding->sprite_height);
		bytes_text(out, number);
	}
	bytes_text(out, "}\n");
}

/* ---- Files ------------------------------------------------------------------ */

/* STEP/TAG, where the tag is one name of a file, encoded as PyTorch's writer does; not "..", too. */
static void put_folder(struct bytes *out, const char *tag, int64_t step)
{
	char number[32];
	snprintf(number, sizeof number, "%05lld/", (long long)step);
	bytes_text(out, number);
	for (const char *c = tag; *c; c++) {
		char encoded[4] = {*c};
		if (strchr("%/\\", *c) || (*c == '.' && c == tag))
			snprintf(encoded, sizeof encoded, "%%%02x", (unsigned char)*c);
		bytes_text(out, encoded);
	}
	bytes_append(out, "", 1);
}

/* Where the files go. */
struct place {
	const char *directory, *folder;
};

static int store(const struct place *place, const char *name, const void *data, size_t size)
{
	char file[32];
	struct bytes path = {0};
	snprintf(file, sizeof file, "/%s", name);
	bytes_text(&path, place->folder);
	bytes_append(&path, file, strlen(file) + 1);
	int error = path.failed ? -ENOMEM : side_file_put(place->directory, (const char *)path.data, data, size);
	bytes_fini(&path);
	return error;
}

static int store_bytes(const struct place *place, const char *name, struct bytes *bytes)
{
	int error = bytes->failed ? -ENOMEM : store(place, name, bytes->data, bytes->length);
	bytes_fini(bytes);
	return error;
}

static int store_vectors(const struct place *place, const struct tbr_embedding *embedding)
{
	struct bytes tsv = {0};
	put_vectors(&tsv, embedding);
	return store_bytes(place, "tensors.tsv", &tsv);
}

static int store_labels(const struct place *place, const struct tbr_embedding *embedding)
{
	struct bytes tsv = {0};
	int error = embedding->labels ? put_labels(&tsv, embedding) : 0;
	if (error || !embedding->labels) {
		bytes_fini(&tsv);
		return error;
	}
	return store_bytes(place, "metadata.tsv", &tsv);
}

/* The entry last: what it names is there. */
static int store_all(const struct place *place, const char *tag, int64_t step, const struct tbr_embedding *embedding)
{
	const struct tbr_bytes *sprite = &embedding->sprite;
	struct bytes config = {0};
	int error = store_labels(place, embedding);
	if (!error)
		error = store_vectors(place, embedding);
	if (!error && sprite->size)
		error = store(place, "sprite.png", sprite->data, sprite->size);
	if (error)
		return error;
	put_config(&config, tag, step, place->folder, embedding);
	error = config.failed ? -ENOMEM : side_file_append(place->directory, CONFIG, config.data, config.length);
	bytes_fini(&config);
	return error;
}

static bool is_sound(const struct tbr_embedding *embedding)
{
	return embedding && embedding->vectors && embedding->rows && embedding->columns &&
	       embedding->rows <= SIZE_MAX / embedding->columns && (!embedding->labels || embedding->label_columns) &&
	       (!embedding->labels || embedding->label_columns == 1 || embedding->header) &&
	       (!embedding->sprite.size || (embedding->sprite.data && embedding->sprite_width && embedding->sprite_height));
}

int tbr_embedding(struct tbr_writer *writer, const char *tag, int64_t step, const struct tbr_embedding *embedding)
{
	struct bytes folder = {0};
	size_t length;
	int error = utf8_length(tag, &length);
	writer = writer_meant(writer);
	if (error || !writer || !is_sound(embedding) || !length)
		return error ? error : -EINVAL;
	put_folder(&folder, tag, step);
	const struct place place = {writer_directory(writer), (const char *)folder.data};
	error = folder.failed ? -ENOMEM : store_all(&place, tag, step, embedding);
	bytes_fini(&folder);
	return error;
}
