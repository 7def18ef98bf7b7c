/* A training that waits for its input once, as a profile, and a dashboard that shows it: for tests of the tab "Profile". */
#ifndef TBTOP_TESTS_VIEW_TRAINING_H
#define TBTOP_TESTS_VIEW_TRAINING_H

#include "model/finds.h"
#include "model/profile.h"
#include "unit/view/world.h"

#include <stdio.h>

/* ---- The training ---- */

struct tracer {
	struct trace trace;
	uint32_t python, stream, worker;
	uint64_t place, flows;
};

static inline uint32_t add_line(struct trace *trace, const char *plane, const char *name)
{
	uint32_t line;
	assert_true(trace_add_line(trace, &line));
	assert_true(trace_name(trace, slice_of(plane), &trace->lines[line].plane));
	assert_true(trace_name(trace, slice_of(name), &trace->lines[line].line));
	trace->lines[line].id = trace->lines[line].line;
	return line;
}

/* Times are microseconds. */
static inline void span(struct tracer *tracer, uint32_t line, const char *text, int64_t start, int64_t duration)
{
	uint32_t name;
	assert_true(trace_name(&tracer->trace, slice_of(text), &name));
	assert_true(trace_add(&tracer->trace, line, name, (picoseconds)start * 1000000, (picoseconds)duration * 1000000,
	                      tracer->place++));
}

/* What the last span was called with. */
static inline void shape(struct tracer *tracer, const char *text)
{
	uint32_t name;
	assert_true(trace_name(&tracer->trace, slice_of(text), &name));
	assert_true(trace_add_shape(&tracer->trace, tracer->place - 1, name));
}

/* From what begins at a time to what begins at another, in microseconds. */
static inline void flow(struct tracer *tracer, uint32_t from, int64_t start, uint32_t to, int64_t end)
{
	struct flow_end ends[2] = {{.key = tracer->flows, .line = from}, {.key = tracer->flows, .line = to, .phase = FLOW_ENDS}};
	tracer->flows++;
	for (int i = 0; i < 2; i++) {
		assert_true(trace_name(&tracer->trace, slice_of("ac2g"), &ends[i].name));
		assert_true(trace_add_flow_end(&tracer->trace, &ends[i], (picoseconds)(i ? end : start) * 1000000));
	}
}

/* Below 0 bytes: given back. */
static inline void memory(struct tracer *tracer, const char *pool, int64_t at, int64_t bytes, uint64_t address)
{
	struct allocation allocation = {.line = tracer->python, .bytes = bytes, .address = address, .total = ALLOCATION_NO_TOTAL};
	allocation.place = UINT32_MAX + tracer->flows++;
	assert_true(trace_name(&tracer->trace, slice_of(pool), &allocation.pool));
	assert_true(trace_add_allocation(&tracer->trace, &allocation, (picoseconds)at * 1000000));
}

static inline int64_t step(struct tracer *tracer, int number, int64_t at)
{
	int64_t wait = number == 5 ? 9000 : 400, begin = at;
	char name[40];
	span(tracer, tracer->python, "enumerate(DataLoader)", at, wait);
	at += wait;
	span(tracer, tracer->python, "forward", at, 1500);
	shape(tracer, number == 5 ? "float[8,64]" : "float[32,64]");
	for (int layer = 0; layer < 6; layer++) {
		snprintf(name, sizeof name, "layer%d/matmul", layer);
		span(tracer, tracer->python, name, at + layer * 250, 200);
		span(tracer, tracer->python, "cudaLaunchKernel", at + layer * 250 + 20, 9);
		span(tracer, tracer->stream, layer % 2 ? "gemm_fp16" : "gemm_bias_relu", at + layer * 250 + 60, 160);
		flow(tracer, tracer->python, at + layer * 250 + 20, tracer->stream, at + layer * 250 + 60);
	}
	for (int layer = 0; layer < 6; layer++) {
		memory(tracer, "GPU 0", at + layer * 250 + 100, (layer + 1) << 20, 4096 + (uint64_t)layer);
		memory(tracer, "GPU 0", at + 3500 - layer * 300, -((layer + 1) << 20), 4096 + (uint64_t)layer);
	}
	memory(tracer, "CPU", at, 1000, 1);
	at += 1500;
	span(tracer, tracer->python, "backward", at, 2200);
	for (int i = 0; i < 40; i++)
		span(tracer, tracer->stream, i % 4 ? "elementwise" : "reduce\033[31m", at + i * 50, 6);
	at += 2200;
	span(tracer, tracer->python, "Optimizer.step", at, 300);
	at += 300;
	snprintf(name, sizeof name, "ProfilerStep#%d", number);
	span(tracer, tracer->python, name, begin, at - begin);
	span(tracer, tracer->worker, "load_batch", begin + 100, wait - 100);
	return at;
}

static inline struct profile *training(bool complete)
{
	struct tracer tracer = {0};
	int64_t at = 1000;
	trace_init(&tracer.trace, 0);
	tracer.python = add_line(&tracer.trace, "python 4711", "main");
	tracer.worker = add_line(&tracer.trace, "python 4711", "worker 1");
	tracer.stream = add_line(&tracer.trace, "/device:GPU:0", "stream 7");
	for (int i = 0; i < 10; i++)
		at = step(&tracer, i, at);
	trace_finish(&tracer.trace);
	tracer.trace.complete = complete;
	return profile_make(&tracer.trace, NULL);
}

/* ---- The world ---- */

#define PATH(name) "/runs/train/plugins/profile/" name

static inline void meet_in(struct world *world, const char *host, const char *path, enum trace_format format)
{
	finds_meet(world->finds, "/runs/train/plugins/profile", &(struct find_spec){
		.what = FIND_PROFILE, .run = "train", .profile = "2026_01_01", .host = host, .file = path + sizeof "/runs/" - 1,
		.path = path, .format = format, .size = 123456});
}

static inline void meet(struct world *world, const char *host, const char *path)
{
	meet_in(world, host, path, TRACE_JSON);
}

static inline void make_world(struct world *world)
{
	world_init(world);
	world->finds = finds_new();
	meet(world, "box", PATH("box.trace.json.gz"));
	assert_true(dashboard_show(world->dashboard, "profile"));
}

static inline void fini(struct world *world)
{
	finds_free(world->finds);
	world_fini(world);
}

static inline void bring(struct world *world, const char *path, struct profile *profile, enum status why)
{
	finds_want(world->finds, path);
	struct find *find = finds_take(world->finds);
	assert_non_null(find);
	finds_put(world->finds, find, &(struct find_opened){.profile = profile}, why);
}

static inline void make_ready(struct world *world)
{
	make_world(world);
	bring(world, PATH("box.trace.json.gz"), training(true), STATUS_OK);
}

/* The training at a size of the terminal, after some keys. */
static inline void open_at(struct world *world, int columns, int rows, const char *keys)
{
	make_ready(world);
	world_draw(world, columns, rows);
	world_keys(world, keys);
}

struct size {
	int columns, rows;
};
static const struct size all_sizes[] = {{80, 24}, {200, 60}, {40, 12}};
#define SIZES (sizeof all_sizes / sizeof *all_sizes)

/* The picture of that name at the size that it has. */
static inline void check_picture(struct world *world, const char *name, struct size size)
{
	char golden[80];
	snprintf(golden, sizeof golden, "profile/%s_%dx%d", name, size.columns, size.rows);
	golden_check(golden, &world->canvas);
}

static inline void sizes(const char *name, const char *keys)
{
	for (size_t i = 0; i < SIZES; i++) {
		struct world world;
		open_at(&world, all_sizes[i].columns, all_sizes[i].rows, keys);
		check_picture(&world, name, all_sizes[i]);
		fini(&world);
	}
}

#endif
