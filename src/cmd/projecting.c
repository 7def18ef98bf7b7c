#include "cmd/projecting.h"

#include "base/alloc.h"
#include "base/little.h"
#include "base/text.h"
#include "decode/projector.h"
#include "disk/stream.h"
#include "model/pca.h"

#include <stdlib.h>
#include <string.h>

#define PIECE 65536

static void complain(struct projected *out, enum status status, const char *file, const char *why)
{
	out->status = status;
	str_clear(&out->what);
	text_clean(&out->what, slice_of(file));
	str_printf(&out->what, ": %s", why ? why : status_text(status));
}

static enum status load_config(const char *path, struct projector_config *out)
{
	struct slice text = {0};
	*out = (struct projector_config){0};
	enum status status = stream_load(path, PROJECTOR_CONFIG_MOST, &text);
	if (!status)
		status = decode_projector_config(text, out);
	free((char *)text.data);
	return status;
}

/* Beside the configuration, unless it is absolute. */
static void find_path(const char *config, const struct str *named, struct str *out)
{
	const char *slash = strrchr(config, '/');
	str_clear(out);
	if (str_text(named)[0] != '/' && slash)
		str_append(out, config, (size_t)(slash - config) + 1);
	str_append_slice(out, str_slice(named));
}

/* ---- Vectors --------------------------------------------------------------------------------- */

static bool stopped(const struct projection_job *job)
{
	return atomic_load(&job->progress->stop);
}

/* Raw floats, when their number is that of the shape. */
static bool is_raw(const struct embedding_info *info, const struct stream *stream)
{
	return info->shape_count == 2 && !stream->z &&
	       stream->size == (uint64_t)info->shape[0] * info->shape[1] * sizeof(float);
}

static enum status read_raw(const struct projection_job *job, const struct embedding_info *info, struct stream *stream,
                            struct vectors *out)
{
	uint64_t count = (uint64_t)info->shape[0] * info->shape[1], at = 0;
	if (count > PROJECTOR_VALUES_MOST)
		return STATUS_LIMIT;
	out->values = data_alloc((size_t)count, sizeof *out->values);
	if (!out->values)
		return STATUS_NO_MEMORY;
	while (at < 4 * count && !stopped(job)) {
		size_t want = 4 * count - at < PIECE ? (size_t)(4 * count - at) : PIECE;
		size_t got = stream_read(stream, (char *)out->values + at, want);
		if (!got)
			return stream->status ? stream->status : STATUS_CORRUPT;
		at += got;
		atomic_store(&job->progress->percent, (int)(100 * at / (4 * count)));
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t bits = little32((const uint8_t *)&out->values[i]);
		memcpy(&out->values[i], &bits, sizeof bits);
	}
	out->rows = info->shape[0];
	out->columns = info->shape[1];
	return STATUS_OK;
}

static enum status read_rows(const struct projection_job *job, struct stream *stream, struct vectors *out)
{
	static const int all = 100;
	struct vectors_reader reader = {0};
	enum status status = STATUS_OK;
	char *piece = data_alloc(PIECE, 1);
	size_t got = 0;
	if (!piece)
		return STATUS_NO_MEMORY;
	while (!status && !stopped(job) && (got = stream_read(stream, piece, PIECE)) > 0) {
		status = vectors_read(&reader, slice_make(piece, got), out);
		atomic_store(&job->progress->percent, stream->size ? (int)((uint64_t)all * stream->from / stream->size) : all);
	}
	free(piece);
	if (!status)
		status = stream->status ? stream->status : vectors_end(&reader, out);
	return status;
}

static void read_vectors(const struct projection_job *job, const struct embedding_info *info, struct projected *out)
{
	struct str path = {0};
	struct stream stream;
	find_path(job->path, &info->tensor_path, &path);
	enum status status = stream_open(&stream, str_text(&path));
	if (!status) {
		struct vectors *vectors = &out->projection->vectors;
		status = is_raw(info, &stream) ? read_raw(job, info, &stream, vectors) : read_rows(job, &stream, vectors);
		stream_close(&stream);
	}
	if (status)
		complain(out, status, str_text(&info->tensor_path), NULL);
	else if (!out->projection->vectors.rows)
		complain(out, STATUS_CORRUPT, str_text(&info->tensor_path), "there are no vectors in it");
	str_fini(&path);
}

/* ---- Labels ------------------------------------------------------------------------------------- */

/* Vectors without them are shown all the same. */
static void read_labels(const struct projection_job *job, const struct embedding_info *info, struct projection *out)
{
	struct str path = {0};
	struct slice text;
	if (!info->metadata_path.length)
		return;
	find_path(job->path, &info->metadata_path, &path);
	out->labels_status = stream_load(str_text(&path), PROJECTOR_LABELS_MOST, &text);
	if (!out->labels_status)
		out->labels_status = decode_labels((char *)text.data, text.length, &out->labels);
	str_fini(&path);
}

/* ---- Together -------------------------------------------------------------------------------------- */

static void project(const struct projection_job *job, const struct embedding_info *info, struct projected *out)
{
	if (!info->tensor_path.length) {
		complain(out, STATUS_UNSUPPORTED, str_text(&info->name),
		         "its vectors are in a checkpoint, which is not read here: a tensor_path (TSV or raw floats) is");
		return;
	}
	out->projection = xcalloc(1, sizeof *out->projection);
	read_vectors(job, info, out);
	if (!out->status && !stopped(job))
		read_labels(job, info, out->projection);
	atomic_store(&job->progress->percent, 0);
	atomic_store(&job->progress->stage, 1);
	if (!out->status) {
		enum status status = pca_make(&out->projection->vectors, job->progress, &out->projection->components);
		if (status)
			complain(out, status, str_text(&info->name), NULL);
	}
	if (!out->status)
		return;
	projection_free(out->projection);
	out->projection = NULL;
}

void projecting_run(const struct projection_job *job, struct projected *out)
{
	struct projector_config *config = xcalloc(1, sizeof *config);
	*out = (struct projected){.status = load_config(job->path, config)};
	if (out->status)
		complain(out, out->status, "projector_config.pbtxt", NULL);
	else if (job->index == PROJECTION_CONFIG)
		out->config = config;
	else if (job->index < config->count)
		project(job, &config->items[job->index], out);
	else
		complain(out, STATUS_STALE, "projector_config.pbtxt", NULL);
	if (out->config)
		return;
	projector_config_fini(config);
	free(config);
}

void projecting_end(struct projected *projected, struct projections *projections)
{
	projections_put(projections, projected->config, projected->projection, projected->status,
	                str_text(&projected->what));
	str_fini(&projected->what);
}

bool projecting_now(struct projections *projections)
{
	struct projection_job job;
	struct projected projected;
	bool any = false;
	for (; projections_take(projections, &job); any = true) {
		projecting_run(&job, &projected);
		projecting_end(&projected, projections);
	}
	return any;
}
