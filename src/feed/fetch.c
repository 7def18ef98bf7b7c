#include "feed/fetch.h"

#include "base/alloc.h"
#include "disk/payload.h"
#include "feed/jobs.h"

#include <stdlib.h>

#define FETCHES_MOST 2 /* at once, on threads of their own: most of the cores are for what the training writes */
/* A record that a view may look at. What it is decoded to is bounded by the assets. */
#define RECORD_MOST ((size_t)256 << 20)

struct fetch {
	struct pool *pool; /* NULL once it closes */
	const struct store *store;
	struct assets *assets;
	void (*came)(void *context);
	void *context;
	struct job jobs; /* head of the list of those in flight */
	size_t running;
	struct payload_reader *readers[FETCHES_MOST]; /* those that are not lent to a job */
	size_t idle;
	bool stopping;
	void (*done)(void *context);
	void *done_context;
};

/* Has copies of all it needs: the store may change while it runs. */
struct fetch_job {
	struct job job;
	struct fetch *fetch;
	struct asset_place place;
	struct payload_reader *reader;
	struct str path, plugin, content;
	struct asset *asset;
	enum status status;
};

static void run_fetch(struct job *job)
{
	struct fetch_job *self = (struct fetch_job *)job;
	struct payload payload;
	self->status = payload_read(self->reader, str_text(&self->path), &self->place.item, RECORD_MOST, &payload);
	payload.plugin = str_slice(&self->plugin);
	payload.content = str_slice(&self->content);
	payload.part = self->place.part;
	if (!self->status)
		self->status = decode(self->place.kind, &payload, &self->asset);
	payload_reader_rest(self->reader);
}

static void end(void *context)
{
	struct fetch *fetch = context;
	void (*done)(void *) = fetch->done;
	void *done_context = fetch->done_context;
	while (fetch->idle)
		payload_reader_free(fetch->readers[--fetch->idle]);
	free(fetch);
	done(done_context);
}

static void end_when_last(struct fetch *fetch)
{
	if (!fetch->stopping || fetch->running || !fetch->pool)
		return;
	pool_close(fetch->pool, end, fetch);
	fetch->pool = NULL;
}

static void on_back(struct job *job)
{
	struct fetch_job *self = (struct fetch_job *)job;
	struct fetch *fetch = self->fetch;
	fetch->running--;
	fetch->readers[fetch->idle++] = self->reader;
	assets_put(fetch->assets, &self->place, self->asset, self->status);
	str_fini(&self->path);
	str_fini(&self->plugin);
	str_fini(&self->content);
	free(self);
	if (fetch->stopping) {
		end_when_last(fetch);
		return;
	}
	if (fetch->came)
		fetch->came(fetch->context);
	fetch_pump(fetch);
}

static void start_one(struct fetch *fetch, const struct asset_place *place, struct payload_reader *reader)
{
	struct fetch_job *self = xcalloc(1, sizeof *self);
	struct series_info info = store_series(fetch->store, place->series);
	self->job.run = run_fetch;
	self->job.awaited = true;
	self->fetch = fetch;
	self->place = *place;
	self->reader = reader;
	self->status = STATUS_NO_MEMORY; /* unless it runs */
	str_append_slice(&self->path, store_file(fetch->store, place->file).path);
	str_append_slice(&self->plugin, info.plugin);
	str_append_slice(&self->content, info.content);
	fetch->running++;
	job_start(&self->job, fetch->pool, &fetch->jobs, on_back);
}

void fetch_pump(struct fetch *fetch)
{
	struct asset_place place;
	while (fetch->running < FETCHES_MOST && assets_take(fetch->assets, &place)) {
		struct payload_reader *reader = fetch->idle ? fetch->readers[--fetch->idle] : payload_reader_new();
		if (!reader) {
			assets_put(fetch->assets, &place, NULL, STATUS_NO_MEMORY);
			continue;
		}
		start_one(fetch, &place, reader);
	}
}

struct fetch *fetch_start(uv_loop_t *loop, const struct store *store, struct assets *assets,
                          void (*came)(void *context), void *context)
{
	struct fetch *fetch = xcalloc(1, sizeof *fetch);
	*fetch = (struct fetch){.store = store, .assets = assets, .came = came, .context = context};
	fetch->pool = pool_new(loop, FETCHES_MOST);
	return fetch;
}

void fetch_stop(struct fetch *fetch, void (*done)(void *context), void *context)
{
	fetch->stopping = true;
	fetch->done = done;
	fetch->done_context = context;
	jobs_cancel(&fetch->jobs);
	end_when_last(fetch);
}
