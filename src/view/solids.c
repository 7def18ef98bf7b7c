#include "view/solids.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <stdlib.h>

/* The first is shorter than a frame: who turns a large mesh sees at once where to. Each costs one, so that the others are longer. */
#define FIRST_PIECE_NS UINT64_C(8000000)
#define PIECE_NS UINT64_C(80000000)

struct job {
	struct solid_wish wish; /* what it is made of is held */
	uint64_t mesh;          /* a number that no other mesh has */
	uint64_t round;         /* in which it was asked for last */
	bool begun;             /* the worker's while busy */
};

struct solids {
	struct job *job;       /* what is wanted; NULL: nothing */
	struct job *busy;      /* what the worker draws: `job`, or what was wanted before */
	const struct job *drawn; /* what is in `back`; never looked into: it may be gone */
	uint64_t drawn_mesh;
	struct solid back;     /* the worker's while busy */
	struct solid front;
	uint64_t seen_mesh, seen_subject; /* in front; 0: none */
	uint64_t came_mesh, came_subject; /* in back, since the round began; 0: none */
	uint64_t meshes, round;
};

struct solids *solids_new(void)
{
	return xcalloc(1, sizeof(struct solids));
}

static void job_free(struct job *job)
{
	if (!job)
		return;
	for (int i = 0; i <= MESH_COLOR; i++)
		asset_free((struct asset *)job->wish.parts[i]);
	projection_free((struct projection *)job->wish.projection);
	classes_free((struct classes *)job->wish.classes);
	free(job);
}

void solids_free(struct solids *solids)
{
	if (!solids)
		return;
	job_free(solids->job);
	solid_fini(&solids->back);
	solid_fini(&solids->front);
	free(solids);
}

void solids_round(struct solids *solids)
{
	solids->round++;
	if (!solids->came_mesh)
		return;
	solid_copy(&solids->front, &solids->back);
	solids->seen_mesh = solids->came_mesh;
	solids->seen_subject = solids->came_subject;
	solids->came_mesh = 0;
}

/* ---- What is wanted -------------------------------------------------------------------------- */

static bool same_mesh(const struct solid_wish *a, const struct solid_wish *b)
{
	for (int i = 0; i <= MESH_COLOR; i++)
		if (a->parts[i] != b->parts[i])
			return false;
	return a->projection == b->projection && a->source.sample == b->source.sample;
}

static bool same_picture(const struct solid_wish *a, const struct solid_wish *b)
{
	return same_mesh(a, b) && a->classes == b->classes && a->look.flat == b->look.flat &&
	       a->look.turn == b->look.turn && a->look.tilt == b->look.tilt && a->look.zoom == b->look.zoom && a->look.form == b->look.form &&
	       a->marker == b->marker && a->columns == b->columns && a->rows == b->rows;
}

static struct job *job_of(const struct solid_wish *wish)
{
	struct job *job = xcalloc(1, sizeof *job);
	job->wish = *wish;
	for (int i = 0; i <= MESH_COLOR; i++)
		asset_hold(wish->parts[i]);
	projection_hold(wish->projection);
	classes_hold(wish->classes);
	return job;
}

/* What the worker is at lives until that is back. */
static void replace(struct solids *solids, struct job *job)
{
	if (solids->job != solids->busy) {
		solids->drawn = solids->drawn == solids->job ? NULL : solids->drawn;
		job_free(solids->job);
	}
	solids->job = job;
}

void solids_want(struct solids *solids, const struct solid_wish *wish)
{
	const struct job *old = solids->job;
	if (!old || !same_picture(&old->wish, wish)) {
		struct job *job = job_of(wish);
		job->mesh = old && same_mesh(&old->wish, wish) ? old->mesh : ++solids->meshes;
		replace(solids, job);
	}
	solids->job->round = solids->round;
}

struct solid_answer solids_look(const struct solids *solids, const struct solid_wish *wish)
{
	const struct job *job = solids->job;
	bool same = job && same_mesh(&job->wish, wish) && solids->seen_mesh == job->mesh;
	if (!same && (!wish->subject || solids->seen_subject != wish->subject))
		return (struct solid_answer){0};
	return (struct solid_answer){.solid = &solids->front, .same = same};
}

/* ---- Drawing it ------------------------------------------------------------------------------- */

bool solids_take(void *context)
{
	struct solids *solids = context;
	struct job *job = solids->job;
	if (solids->busy || !job)
		return false;
	if (job->round != solids->round) {
		replace(solids, NULL);
		return false;
	}
	if (solids->drawn == job && solids->back.done)
		return false;
	if (solids->drawn_mesh != job->mesh)
		solid_forget(&solids->back);
	if (solids->drawn != job)
		solid_begin(&solids->back, &job->wish.look, job->wish.marker, job->wish.columns, job->wish.rows);
	solids->drawn = solids->busy = job;
	solids->came_mesh = 0;
	solids->drawn_mesh = job->mesh;
	return true;
}

void solids_work(void *context)
{
	struct solids *solids = context;
	struct job *job = solids->busy;
	solid_go_on(&solids->back, &job->wish.source, clock_mono() + (job->begun ? PIECE_NS : FIRST_PIECE_NS));
	job->begun = true;
}

/* Nothing is seen of a mesh as long as it is only measured. */
void solids_put(void *context)
{
	struct solids *solids = context;
	struct job *busy = solids->busy;
	if (solids->back.extent.known && busy->mesh == (solids->job ? solids->job->mesh : 0)) {
		solids->came_mesh = busy->mesh;
		solids->came_subject = busy->wish.subject;
	}
	solids->busy = NULL;
	if (busy == solids->job)
		return;
	solids->drawn = NULL;
	job_free(busy);
}
