#include "cmd/projecting.h"

#include "base/alloc.h"
#include "base/little.h"
#include "base/text.h"
#include "data/dtype.h"
#include "decode/checkpoint.h"
#include "decode/projector.h"
#include "disk/stream.h"
#include "model/pca.h"

#include <stdlib.h>
#include <string.h>

#define PIECE 65536
#define INDEX_MOST ((size_t)64 << 20) /* of a checkpoint */

static void complain(struct projected *out, enum status status, const char *file, const char *why)
{
	out->status = status;
	str_clear(&out->what);
	text_clean(&out->what, slice_of(file));
	str_printf(&out->what, ":\n%s", why ? why : status_text(status));
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

/* ---- Vectors in a checkpoint ------------------------------------------------------------------- */

/* The prefix of its files: what the configuration says, else the newest as TensorFlow notes it ("checkpoint"). */
static bool find_checkpoint(const struct projection_job *job, const struct projector_config *config, struct str *out)
{
	struct projector_config newest = {0};
	struct str name = {0}, path = {0};
	if (config->checkpoint.length) {
		find_path(job->path, &config->checkpoint, out);
		return true;
	}
	str_append_text(&name, "checkpoint");
	find_path(job->path, &name, &path);
	bool found = !load_config(str_text(&path), &newest) && newest.checkpoint.length; /* it has the same form */
	if (found)
		find_path(job->path, &newest.checkpoint, out);
	projector_config_fini(&newest);
	str_fini(&name);
	str_fini(&path);
	return found;
}

static enum status find_entry(const struct str *prefix, const struct str *name, struct checkpoint_entry *out)
{
	struct str path = {0};
	struct slice index = {0};
	str_printf(&path, "%s.index", str_text(prefix));
	enum status status = stream_load(str_text(&path), INDEX_MOST, &index);
	if (!status)
		status = checkpoint_find(index, str_slice(name), out);
	free((char *)index.data);
	str_fini(&path);
	return status;
}

static enum status read_entry(const struct projection_job *job, const struct str *prefix,
                              const struct checkpoint_entry *entry, struct vectors *out)
{
	struct embedding_info shape = {.shape_count = 2};
	struct str path = {0};
	struct stream stream;
	if (entry->dtype != DTYPE_FLOAT || entry->rank != 2)
		return STATUS_UNSUPPORTED;
	if (entry->dims[0] < 0 || entry->dims[1] < 0 || entry->dims[0] > UINT32_MAX || entry->dims[1] > UINT32_MAX)
		return STATUS_CORRUPT;
	shape.shape[0] = (uint32_t)entry->dims[0];
	shape.shape[1] = (uint32_t)entry->dims[1];
	str_printf(&path, "%s.data-%05u-of-%05u", str_text(prefix), entry->shard, entry->shards);
	enum status status = stream_open(&stream, str_text(&path));
	if (!status) {
		stream.from = entry->offset;
		status = stream.z ? STATUS_CORRUPT : read_raw(job, &shape, &stream, out);
		stream_close(&stream);
	}
	str_fini(&path);
	return status;
}

static void read_checkpoint(const struct projection_job *job, const struct projector_config *config,
                            const struct embedding_info *info, struct projected *out)
{
	struct checkpoint_entry entry;
	struct str prefix = {0};
	enum status status = find_checkpoint(job, config, &prefix) ? find_entry(&prefix, &info->name, &entry) : STATUS_NOT_FOUND;
	if (!status)
		status = read_entry(job, &prefix, &entry, &out->projection->vectors);
	if (status == STATUS_UNSUPPORTED)
		complain(out, status, str_text(&info->name), "in the checkpoint it is no matrix of floats");
	else if (status == STATUS_NOT_FOUND)
		complain(out, status, str_text(&info->name), "no tensor_path, and it is in no checkpoint here");
	else if (status)
		complain(out, status, str_text(&config->checkpoint), NULL);
	str_fini(&prefix);
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

static void project(const struct projection_job *job, const struct projector_config *config, struct projected *out)
{
	const struct embedding_info *info = &config->items[job->index];
	out->projection = xcalloc(1, sizeof *out->projection);
	if (info->tensor_path.length)
		read_vectors(job, info, out);
	else
		read_checkpoint(job, config, info, out);
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
		project(job, config, out);
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
