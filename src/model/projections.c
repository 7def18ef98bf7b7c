#include "model/projections.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define CONFIGS_MOST 256

struct wish {
	char *path; /* NULL: none */
	size_t index;
	uint64_t stamp;
	enum projection_state state;
	enum status why;
	char *what;
	struct projector_config *config;
	struct projection *projection;
};

struct projections {
	struct wish configs[CONFIGS_MOST];
	size_t config_count;
	struct wish one;     /* the embedding */
	struct wish *busy;   /* of these that which is worked on */
	bool dropped;        /* nobody wants that any more: what comes of it is thrown away */
	struct projecting progress;
};

struct projections *projections_new(void)
{
	return xcalloc(1, sizeof(struct projections));
}

static void config_free(struct projector_config *config)
{
	if (config)
		projector_config_fini(config);
	free(config);
}

static void forget(struct wish *wish)
{
	free(wish->path);
	free(wish->what);
	config_free(wish->config);
	projection_free(wish->projection);
	*wish = (struct wish){0};
}

void projections_free(struct projections *projections)
{
	if (!projections)
		return;
	for (size_t i = 0; i < projections->config_count; i++)
		forget(&projections->configs[i]);
	forget(&projections->one);
	free(projections);
}

static bool is_of(const struct wish *wish, const char *path, size_t index)
{
	return wish->path && path && wish->index == index && !strcmp(wish->path, path);
}

static struct wish *find(const struct projections *projections, const char *path, size_t index)
{
	if (index != PROJECTION_CONFIG)
		return is_of(&projections->one, path, index) ? (struct wish *)&projections->one : NULL;
	for (size_t i = 0; i < projections->config_count; i++)
		if (is_of(&projections->configs[i], path, index))
			return (struct wish *)&projections->configs[i];
	return NULL;
}

static void begin(struct wish *wish, const char *path, size_t index, uint64_t stamp)
{
	*wish = (struct wish){.path = xstrdup(path), .index = index, .stamp = stamp, .state = PROJECTION_WANTED};
}

static void begin_anew(struct wish *wish)
{
	struct wish old = *wish;
	begin(wish, old.path, old.index, old.stamp);
	forget(&old);
}

void projections_stop(struct projections *projections)
{
	if (!projections->busy)
		return;
	atomic_store(&projections->progress.stop, true);
	projections->dropped = true;
}

static void want_one(struct projections *projections, const char *path, size_t index, uint64_t stamp)
{
	if (projections->busy == &projections->one)
		projections_stop(projections);
	else
		forget(&projections->one);
	if (projections->busy == &projections->one)
		return; /* its place is free when it is back; who wants something asks again */
	if (path)
		begin(&projections->one, path, index, stamp);
}

/* The file is another by now. What is being read of it is thrown away when it is back. */
static void renew(struct projections *projections, struct wish *wish, uint64_t stamp)
{
	wish->stamp = stamp;
	if (wish == projections->busy)
		projections_stop(projections);
	else
		begin_anew(wish);
}

void projections_want(struct projections *projections, const char *path, size_t index, uint64_t stamp)
{
	struct wish *known = path ? find(projections, path, index) : NULL;
	if (known && known->stamp != stamp) {
		renew(projections, known, stamp);
		return;
	}
	if (known && !(known == projections->busy && projections->dropped))
		return;
	if (index != PROJECTION_CONFIG && (path || projections->one.path))
		want_one(projections, path, index, stamp);
	else if (index == PROJECTION_CONFIG && path && projections->config_count < CONFIGS_MOST)
		begin(&projections->configs[projections->config_count++], path, index, stamp);
}

struct projection_answer projections_look(const struct projections *projections, const char *path, size_t index,
                                          uint64_t stamp)
{
	const struct wish *wish = find(projections, path, index);
	if (!wish || wish->stamp != stamp || (wish == projections->busy && projections->dropped))
		return (struct projection_answer){0};
	return (struct projection_answer){
		.state = wish->state, .why = wish->why, .what = wish->what, .config = wish->config,
		.projection = wish->projection, .stage = atomic_load(&projections->progress.stage),
		.percent = atomic_load(&projections->progress.percent),
	};
}

bool projections_take(struct projections *projections, struct projection_job *out)
{
	struct wish *next = NULL;
	for (size_t i = 0; i < projections->config_count && !next; i++)
		if (projections->configs[i].state == PROJECTION_WANTED)
			next = &projections->configs[i];
	if (!next && projections->one.state == PROJECTION_WANTED)
		next = &projections->one;
	if (!next || projections->busy)
		return false;
	next->state = PROJECTION_BUSY;
	projections->busy = next;
	projections->dropped = false;
	atomic_store(&projections->progress.stop, false);
	atomic_store(&projections->progress.stage, 0);
	atomic_store(&projections->progress.percent, 0);
	*out = (struct projection_job){next->path, next->index, &projections->progress};
	return true;
}

void projections_put(struct projections *projections, struct projector_config *config, struct projection *projection,
                     enum status why, const char *what)
{
	struct wish *wish = projections->busy;
	projections->busy = NULL;
	wish->config = config;
	wish->projection = projection;
	wish->state = config || projection ? PROJECTION_READY : PROJECTION_FAILED;
	wish->why = why;
	wish->what = xstrdup(what ? what : "");
	if (projections->dropped && wish == &projections->one)
		forget(wish);
	else if (projections->dropped)
		begin_anew(wish);
	projections->dropped = false;
}

void projections_retry(struct projections *projections)
{
	if (projections->busy)
		return;
	for (size_t i = 0; i < projections->config_count; i++)
		forget(&projections->configs[i]);
	projections->config_count = 0;
	if (projections->one.state == PROJECTION_FAILED)
		forget(&projections->one);
}
