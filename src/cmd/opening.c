#include "cmd/opening.h"

#include "base/alloc.h"
#include "decode/graph_nodes.h"
#include "disk/beside.h"
#include "disk/stream.h"
#include "disk/trace_files.h"

#include <stdlib.h>

#define MODEL_MOST ((size_t)1 << 31) /* no message of protobuf's is larger */

static void open_profile(struct opening *self)
{
	struct trace trace;
	trace_init(&trace, self->memory_most);
	self->status = trace_read(self->format, self->path, self->reading, &trace);
	if (self->status) {
		trace_fini(&trace);
		return;
	}
	self->profile = profile_make(&trace, &self->reading->stop);
	if (!self->profile)
		self->status = STATUS_NO_MEMORY;
}

static void open_model(struct opening *self)
{
	struct slice bytes;
	self->status = stream_load(self->path, MODEL_MOST, &bytes);
	if (!self->status)
		self->status = graphs_of_saved_model(bytes, &self->graphs);
}

void opening_init(struct opening *opening, struct find *find, uint64_t memory_most)
{
	*opening = (struct opening){
		.find = find,
		.what = find->spec.what,
		.format = find->spec.format,
		.path = xstrdup(find->spec.path),
		.reading = &find->reading,
		.memory_most = memory_most,
		.status = STATUS_NO_MEMORY,
	};
}

void opening_run(struct opening *opening)
{
	if (opening->what == FIND_PROFILE)
		open_profile(opening);
	else
		open_model(opening);
}

void opening_end(struct opening *opening, struct finds *finds)
{
	finds_put(finds, opening->find, opening->profile, opening->graphs, opening->status);
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
	struct find *find;
	bool any = false;
	for (; (find = finds_take(finds)) != NULL; any = true) {
		struct opening opening;
		opening_init(&opening, find, memory_most);
		opening_run(&opening);
		opening_end(&opening, finds);
	}
	return any;
}
