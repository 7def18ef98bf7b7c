#include "cmd/opening.h"

#include "base/alloc.h"
#include "decode/graph_nodes.h"
#include "decode/keras_metadata.h"
#include "decode/settings.h"
#include "disk/beside.h"
#include "disk/stream.h"
#include "disk/trace_files.h"
#include "model/profile_image.h"
#include "model/profile_nodes.h"

#include <stdlib.h>
#include <string.h>

#define MODEL_MOST ((size_t)1 << 31) /* no message of protobuf's is larger */

/* ---- Profiles, and what the cache has of them ---- */

#define KEPT_FROM ((uint64_t)4 << 20) /* bytes of a file: smaller ones are read as quickly */

static const struct cache_kind profile_kind = {"profile", PROFILE_IMAGE_VERSION};

static struct profile *load_profile(const struct opening *self, const struct cache_subject *subject)
{
	size_t length;
	uint8_t *bytes = cache_map(self->cache, profile_kind, subject, &length);
	if (bytes && self->memory_most && length > self->memory_most) {
		cache_unmap(bytes, length);
		return NULL;
	}
	return bytes ? profile_image_read(bytes, length, cache_unmap) : NULL;
}

/* Only of a file that was the same all the time, of which all that there is was read. */
static void store_profile(const struct opening *self, const struct cache_subject *before)
{
	struct profile_image image;
	struct cache_subject now;
	if (cache_look_at(self->path, &now) != STATUS_OK || !cache_subject_same(before, &now))
		return;
	if (profile_image_make(self->opened.profile, &image))
		cache_store_parts(self->cache, profile_kind, before, image.parts, image.count);
	profile_image_fini(&image);
}

static void read_profile(struct opening *self)
{
	struct trace trace;
	trace_init(&trace, self->memory_most);
	self->status = trace_read(self->format, self->path, self->reading, &trace);
	if (self->status) {
		trace_fini(&trace);
		return;
	}
	self->opened.profile = profile_make(&trace, &self->reading->stop);
	if (!self->opened.profile)
		self->status = STATUS_NO_MEMORY;
}

static void read_nodes(struct opening *self)
{
	struct trace trace;
	trace_init(&trace, self->memory_most);
	trace.of_nodes = true;
	self->status = trace_read(self->format, self->path, self->reading, &trace);
	if (!self->status)
		self->status = trace.status;
	if (!self->status && !profile_nodes_make(&trace, &self->nodes))
		self->status = STATUS_NO_MEMORY;
	trace_fini(&trace);
}

static void open_profile(struct opening *self)
{
	struct cache_subject subject;
	bool kept = self->cache && cache_look_at(self->path, &subject) == STATUS_OK && subject.size >= KEPT_FROM;
	self->opened.profile = kept ? load_profile(self, &subject) : NULL;
	if (self->opened.profile) {
		self->status = STATUS_OK;
		return;
	}
	read_profile(self);
	if (kept && self->opened.profile && self->opened.profile->trace.status == STATUS_OK && !atomic_load(&self->reading->stop))
		store_profile(self, &subject);
}

struct slice opening_keras(const char *model)
{
	const char *slash = strrchr(model, '/');
	struct str path = {0};
	struct slice bytes;
	str_append(&path, model, slash ? (size_t)(slash - model) + 1 : 0);
	str_append_text(&path, KERAS_METADATA_NAME);
	if (stream_load(str_text(&path), KERAS_METADATA_MOST, &bytes))
		bytes = (struct slice){0};
	str_fini(&path);
	return bytes;
}

static void open_model(struct opening *self)
{
	struct slice bytes, keras = {0};
	self->status = stream_load(self->path, MODEL_MOST, &bytes);
	if (self->status)
		return;
	keras = opening_keras(self->path);
	self->status = graphs_of_saved_model(bytes, keras, &self->opened.graphs);
	free((char *)keras.data);
}

/* A file of which nothing can be read is there all the same: its run has no hparams, and is told why. */
static void open_settings(struct opening *self)
{
	size_t length = strlen(self->path), ending = strlen(".json");
	bool json = length > ending && !strcmp(self->path + length - ending, ".json");
	struct slice bytes;
	self->status = stream_load(self->path, SETTINGS_BYTES, &bytes);
	if (self->status)
		return;
	struct session_start *settings = xcalloc(1, sizeof *settings);
	self->status = settings_read(bytes, json ? SETTINGS_JSON : SETTINGS_YAML, settings, &self->opened.said);
	self->opened.settings = settings;
	self->opened.target = settings_target(settings);
	free((char *)bytes.data);
}

void opening_init(struct opening *opening, struct find *find, uint64_t memory_most, struct cache *cache)
{
	*opening = (struct opening){
		.find = find,
		.what = find->spec.what,
		.format = find->spec.format,
		.path = xstrdup(find->spec.path),
		.reading = &find->reading,
		.memory_most = memory_most,
		.cache = cache,
		.status = STATUS_NO_MEMORY,
	};
}

void opening_init_args(struct opening *opening, struct find *find)
{
	opening_init(opening, find, 0, NULL);
	opening->of_event = true;
	opening->place = find->args_place;
}

void opening_init_nodes(struct opening *opening, struct find *find, uint64_t memory_most)
{
	opening_init(opening, find, memory_most, NULL);
	opening->of_nodes = true;
}

void opening_run(struct opening *opening)
{
	if (opening->of_event) /* what can't be read says nothing */
		trace_read_args(opening->format, opening->path, opening->place, opening->reading, &opening->args);
	else if (opening->of_nodes)
		read_nodes(opening);
	else if (opening->what == FIND_PROFILE)
		open_profile(opening);
	else if (opening->what == FIND_SETTINGS)
		open_settings(opening);
	else
		open_model(opening);
}

void opening_end(struct opening *opening, struct finds *finds)
{
	if (opening->of_event)
		finds_put_args(finds, opening->find, opening->place, &opening->args);
	else if (opening->of_nodes)
		finds_put_nodes(finds, opening->find, &opening->nodes, opening->status);
	else
		finds_put(finds, opening->find, &opening->opened, opening->status);
	free(opening->path);
}

/* ---- For commands ---- */

static void meet(void *context, const char *directory, const struct find_spec *spec)
{
	finds_meet(context, directory, spec);
}

void opening_find(struct finds *finds, const struct logdir *logdirs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		beside_find(&logdirs[i], meet, finds);
}

bool opening_now(struct finds *finds, uint64_t memory_most)
{
	char *place = cache_place();
	struct cache *cache = cache_new(place, CACHE_MOST);
	struct find *find;
	bool any = false;
	for (; (find = finds_take(finds)) != NULL; any = true) {
		struct opening opening;
		opening_init(&opening, find, memory_most, cache);
		opening_run(&opening);
		opening_end(&opening, finds);
	}
	cache_free(cache);
	free(place);
	return any;
}
