/* A profile on the screen: what to look at first, operations, the timeline at any zoom, the flame; what is said meanwhile. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/finds.h"
#include "model/profile.h"
#include "unit/view/world.h"

#include <stdio.h>

/* ---- A training that waits for its input once ---- */

struct tracer {
	struct trace trace;
	uint32_t python, stream, worker;
	uint64_t place, flows;
};

static uint32_t add_line(struct trace *trace, const char *plane, const char *name)
{
	uint32_t line;
	assert_true(trace_add_line(trace, &line));
	assert_true(trace_name(trace, slice_of(plane), &trace->lines[line].plane));
	assert_true(trace_name(trace, slice_of(name), &trace->lines[line].line));
	trace->lines[line].id = trace->lines[line].line;
	return line;
}

/* Times are microseconds. */
static void span(struct tracer *tracer, uint32_t line, const char *text, int64_t start, int64_t duration)
{
	uint32_t name;
	assert_true(trace_name(&tracer->trace, slice_of(text), &name));
	assert_true(trace_add(&tracer->trace, line, name, (picoseconds)start * 1000000, (picoseconds)duration * 1000000,
	                      tracer->place++));
}

/* From what begins at a time to what begins at another, in microseconds. */
static void flow(struct tracer *tracer, uint32_t from, int64_t start, uint32_t to, int64_t end)
{
	struct flow_end ends[2] = {{.key = tracer->flows, .line = from}, {.key = tracer->flows, .line = to, .phase = FLOW_ENDS}};
	tracer->flows++;
	for (int i = 0; i < 2; i++) {
		assert_true(trace_name(&tracer->trace, slice_of("ac2g"), &ends[i].name));
		assert_true(trace_add_flow_end(&tracer->trace, &ends[i], (picoseconds)(i ? end : start) * 1000000));
	}
}

/* Below 0 bytes: given back. */
static void memory(struct tracer *tracer, const char *pool, int64_t at, int64_t bytes, uint64_t address)
{
	struct allocation allocation = {.line = tracer->python, .bytes = bytes, .address = address, .total = ALLOCATION_NO_TOTAL};
	allocation.place = UINT32_MAX + tracer->flows++;
	assert_true(trace_name(&tracer->trace, slice_of(pool), &allocation.pool));
	assert_true(trace_add_allocation(&tracer->trace, &allocation, (picoseconds)at * 1000000));
}

static int64_t step(struct tracer *tracer, int number, int64_t at)
{
	int64_t wait = number == 5 ? 9000 : 400, begin = at;
	char name[40];
	span(tracer, tracer->python, "enumerate(DataLoader)", at, wait);
	at += wait;
	span(tracer, tracer->python, "forward", at, 1500);
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

static struct profile *training(bool complete)
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

static void meet_in(struct world *world, const char *host, const char *path, enum trace_format format)
{
	finds_meet(world->finds, "/runs/train/plugins/profile", &(struct find_spec){
		.what = FIND_PROFILE, .run = "train", .profile = "2026_01_01", .host = host, .file = path + sizeof "/runs/" - 1,
		.path = path, .format = format, .size = 123456});
}

static void meet(struct world *world, const char *host, const char *path)
{
	meet_in(world, host, path, TRACE_JSON);
}

static void make_world(struct world *world)
{
	world_init(world);
	world->finds = finds_new();
	meet(world, "box", PATH("box.trace.json.gz"));
	assert_true(dashboard_show(world->dashboard, "profile"));
}

static void fini(struct world *world)
{
	finds_free(world->finds);
	world_fini(world);
}

static void bring(struct world *world, const char *path, struct profile *profile, enum status why)
{
	finds_want(world->finds, path);
	struct find *find = finds_take(world->finds);
	assert_non_null(find);
	finds_put(world->finds, find, &(struct find_opened){.profile = profile}, why);
}

static void make_ready(struct world *world)
{
	make_world(world);
	bring(world, PATH("box.trace.json.gz"), training(true), STATUS_OK);
}

static void sizes(const char *name, const char *keys)
{
	static const struct { int columns, rows; } all[] = {{80, 24}, {200, 60}, {40, 12}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct world world;
		char golden[80];
		make_ready(&world);
		world_draw(&world, all[i].columns, all[i].rows);
		world_keys(&world, keys);
		snprintf(golden, sizeof golden, "profile/%s_%dx%d", name, all[i].columns, all[i].rows);
		golden_check(golden, &world.canvas);
		fini(&world);
	}
}

static void overview(void **state)
{
	sizes("overview", "");
}

static void operations(void **state)
{
	sizes("operations", "<Tab>");
}

static void timeline(void **state)
{
	sizes("timeline", "<Tab> <Tab>");
}

static void flame(void **state)
{
	sizes("flame", "<Tab> <Tab> <Tab>");
}

/* The way of somebody with a slow model: what is said first, Enter, and there it is. */
static void the_slow_thing_is_two_keys_away(void **state)
{
	struct world world;
	make_ready(&world);
	world_draw(&world, 100, 30);
	assert_true(world_shows(&world, "the slowest, ProfilerStep#5, took"));
	assert_true(world_shows(&world, "waiting for input: enumerate(DataLoader)"));
	for (int i = 0; i < 8 && !world_shows(&world, "enumerate(DataLoader)   "); i++)
		world_keys(&world, "j");
	world_keys(&world, "g");
	while (!world_shows(&world, "Look first at"))
		world_keys(&world, "k");
	world_keys(&world, "<Enter>");
	assert_true(world_shows(&world, "ProfilerStep#5") || world_shows(&world, "stream 7"));
	fini(&world);
}

/* From all of it to a nanosecond, and back; what is chosen stays what it was. */
static void zooming(void **state)
{
	struct world world;
	make_ready(&world);
	world_draw(&world, 120, 30);
	world_keys(&world, "<Tab> <Tab>");
	assert_true(world_shows(&world, "ProfilerStep#"));
	world_keys(&world, "+ + + +");
	golden_check("profile/zoomed", &world.canvas);
	for (int i = 0; i < 40; i++)
		world_keys(&world, "+");
	assert_true(world_shows(&world, "takes "));
	world_keys(&world, "< > h l { } - - = j j k G g");
	assert_true(world_shows(&world, "stream 7"));
	for (int i = 0; i < 60; i++)
		world_keys(&world, "-");
	world_keys(&world, "<Esc>");
	fini(&world);
}

/* What an event says comes by and by, and belongs to that event alone. */
static void what_an_event_says(void **state)
{
	struct world world;
	struct args args = {0};
	make_ready(&world);
	world_draw(&world, 120, 34);
	world_keys(&world, "<Tab> <Tab>");
	world_draw(&world, 120, 34);
	struct find *find = finds_take_args(world.finds);
	assert_non_null(find);
	uint64_t place = find->args_place;
	assert_null(finds_take_args(world.finds));
	args_add(&args, slice_of("grid"), slice_of("[64, 1, 1]"));
	args_add(&args, slice_of("evil"), slice_of("\x1b[31m"));
	finds_put_args(world.finds, find, place, &args);
	world_draw(&world, 120, 34);
	assert_true(world_shows(&world, "grid [64, 1, 1]"));
	world_keys(&world, "i");
	assert_true(world_shows(&world, "grid  [64, 1, 1]"));
	world_keys(&world, "<Esc> j j n");
	assert_false(world_shows(&world, "grid"));
	/* Another one is wanted meanwhile: what comes is not its. */
	finds_want_args(world.finds, find->spec.path, place + 1);
	assert_non_null(finds_take_args(world.finds));
	finds_want_args(world.finds, find->spec.path, place);
	args_add(&args, slice_of("late"), slice_of("1"));
	finds_put_args(world.finds, find, place + 1, &args);
	assert_int_equal(find->args_state, FIND_WANTED);
	fini(&world);
}

/* From a launch to its kernel, and back. */
static void following_flows(void **state)
{
	static const struct { int columns, rows; } all[] = {{80, 24}, {200, 60}, {40, 12}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct world world;
		char golden[80];
		make_ready(&world);
		world_draw(&world, all[i].columns, all[i].rows);
		world_keys(&world, "<Tab> <Tab> / c u d a L a u n c h <Enter> n n <Esc> + + + + + +");
		snprintf(golden, sizeof golden, "profile/flows_%dx%d", all[i].columns, all[i].rows);
		golden_check(golden, &world.canvas);
		fini(&world);
	}
	struct world world;
	make_ready(&world);
	world_draw(&world, 120, 34);
	world_keys(&world, "<Tab> <Tab> / c u d a L a u n c h <Enter> n n <Esc> + + + +");
	assert_true(world_shows(&world, "→ gemm_bias_relu on stream 7, 40.00 µs later  f goes there"));
	world_keys(&world, "f");
	assert_true(world_shows(&world, "← cudaLaunchKernel on main, 40.00 µs before  f goes there"));
	world_keys(&world, "i");
	assert_true(world_shows(&world, "← cudaLaunchKernel on main, 40.00 µs before (ac2g)"));
	world_keys(&world, "<Esc> f");
	assert_true(world_shows(&world, "→ gemm_bias_relu on stream 7"));
	world_keys(&world, "]");
	assert_true(world_shows(&world, "no other flow from or to this span"));
	world_keys(&world, "n n f f k");
	world_keys(&world, "f");
	assert_true(world_shows(&world, "no flow from or to this span"));
	fini(&world);
}

static void memory_form(void **state)
{
	sizes("memory", "<Tab> <Tab> <Tab> <Tab>");
}

static void looking_at_memory(void **state)
{
	struct world world;
	make_ready(&world);
	world_draw(&world, 120, 30);
	world_keys(&world, "<Tab> <Tab> <Tab> <Tab>");
	assert_true(world_shows(&world, "GPU 0  at most 21 MiB"));
	assert_true(world_shows(&world, "6.0 MiB  28.6 %"));
	world_keys(&world, ">");
	assert_true(world_shows(&world, "CPU  at most"));
	assert_true(world_shows(&world, "10 taken, 0 given back"));
	world_keys(&world, "< j j <Enter>");
	assert_true(world_shows(&world, "layer3/matmul"));
	assert_true(world_shows(&world, "takes 200.0 µs"));
	fini(&world);
}

static void finding_spans(void **state)
{
	struct world world;
	make_ready(&world);
	world_draw(&world, 120, 30);
	world_keys(&world, "<Tab> <Tab> / D a t a L o a d e r <Enter>");
	assert_true(world_shows(&world, "/DataLoader/: 1 name"));
	world_keys(&world, "g n");
	assert_true(world_shows(&world, "enumerate(DataLoader)"));
	assert_true(world_shows(&world, "1 of 10"));
	golden_check("profile/found", &world.canvas);
	world_keys(&world, "<Enter>");
	assert_true(world_shows(&world, "takes 400.0 µs"));
	world_keys(&world, "n n n n");
	world_keys(&world, "<Esc>");
	assert_false(world_shows(&world, "/DataLoader/"));
	world_keys(&world, "N N N N N N N N N N N N");
	assert_true(world_shows(&world, "no more of these in that direction"));
	fini(&world);
}

static void measuring(void **state)
{
	struct world world;
	make_ready(&world);
	world_draw(&world, 120, 30);
	world_keys(&world, "<Tab> <Tab> m a } } m b");
	assert_true(world_shows(&world, "a→b"));
	world_keys(&world, "v l l l l l");
	assert_true(world_shows(&world, "selected: Enter zooms"));
	world_keys(&world, "<Enter>");
	assert_false(world_shows(&world, "selected: Enter zooms"));
	world_keys(&world, "<Esc> j j <Space>");
	assert_true(world_shows(&world, "▸ "));
	world_keys(&world, "i");
	fini(&world);
}

static void sorting(void **state)
{
	struct world world;
	make_ready(&world);
	world_draw(&world, 120, 30);
	world_keys(&world, "<Tab> l l l ,");
	assert_true(world_shows(&world, "▼calls"));
	world_keys(&world, ",");
	assert_true(world_shows(&world, "▲calls"));
	world_keys(&world, "T");
	assert_true(world_shows(&world, "ProfilerStep "));
	golden_check("profile/kinds", &world.canvas);
	world_keys(&world, "T / g e m m <Enter>");
	assert_true(world_shows(&world, "/gemm/"));
	world_keys(&world, "<Esc> T T T <Enter>");
	assert_true(world_shows(&world, "takes "));
	fini(&world);
}

/* By thread, by step, and only what is in one of them; Enter on an operation finds the call in there. */
static void operations_in_parts(void **state)
{
	struct world world;
	make_ready(&world);
	world_draw(&world, 80, 24);
	world_keys(&world, "<Tab> T T T");
	assert_true(world_shows(&world, "by thread"));
	golden_check("profile/threads_80x24", &world.canvas);
	world_keys(&world, "T h ,");
	assert_true(world_shows(&world, "by the step it begins in"));
	golden_check("profile/steps_80x24", &world.canvas);
	world_keys(&world, "g j j j j j <Enter>");
	assert_true(world_shows(&world, "only of ProfilerStep#5: Esc for all"));
	golden_check("profile/within_step_80x24", &world.canvas);
	world_keys(&world, "/ D a t a L o a d e r <Enter>");
	assert_true(world_shows(&world, "1 row"));
	assert_true(world_shows(&world, "9.000 ms"));
	world_keys(&world, "<Enter>");
	assert_true(world_shows(&world, "takes 9.000 ms"));
	world_keys(&world, "<S-Tab> <Esc> <Esc>");
	assert_true(world_shows(&world, "by the step it begins in"));
	world_keys(&world, "T");
	assert_true(world_shows(&world, "each operation"));
	fini(&world);
}

/* What is not kept is not passed over in silence. */
static void flows_that_are_not_kept_are_told_of(void **state)
{
	struct world world;
	make_world(&world);
	struct profile *profile = training(true);
	profile->flows.cut = true;
	bring(&world, PATH("box.trace.json.gz"), profile, STATUS_OK);
	world_draw(&world, 120, 30);
	assert_true(world_shows(&world, "not all flows: there are too many"));
	world_keys(&world, "<Tab> <Tab> / D a t a L o a d e r <Enter> g n f");
	assert_true(world_shows(&world, "is kept: the file has too many for all"));
	fini(&world);
}

static void walking_the_flame(void **state)
{
	struct world world;
	make_ready(&world);
	world_draw(&world, 120, 30);
	world_keys(&world, "<Tab> <Tab> <Tab> >");
	assert_true(world_shows(&world, "2 of 3"));
	world_keys(&world, "j j l");
	golden_check("profile/flame_walked", &world.canvas);
	world_keys(&world, "<Enter> <Esc> h k k = <");
	assert_true(world_shows(&world, "1 of 3"));
	fini(&world);
}

/* What is selected in the timeline, by path. */
static void flame_of_a_stretch(void **state)
{
	static const struct { int columns, rows; } all[] = {{80, 24}, {200, 60}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct world world;
		char golden[80];
		make_ready(&world);
		world_draw(&world, all[i].columns, all[i].rows);
		world_keys(&world, "<Tab> <Tab> = j j v } } <Tab>");
		world_draw(&world, all[i].columns, all[i].rows); /* it is added up by and by */
		assert_true(world_shows(&world, "% of the stretch)"));
		snprintf(golden, sizeof golden, "profile/flame_stretch_%dx%d", all[i].columns, all[i].rows);
		golden_check(golden, &world.canvas);
		world_keys(&world, "j <Enter> <Esc>");
		assert_true(world_shows(&world, "Esc for all"));
		world_keys(&world, "<Esc>");
		assert_false(world_shows(&world, "Esc for all"));
		assert_true(world_shows(&world, "% of the line)"));
		fini(&world);
	}
}

/* A second worker, slower in what it sends. */
static struct profile *other_rank(int64_t rank)
{
	struct tracer tracer = {0};
	int64_t at = 1000;
	trace_init(&tracer.trace, 0);
	tracer.python = add_line(&tracer.trace, "python 4711", "main");
	tracer.worker = add_line(&tracer.trace, "python 4711", "worker 1");
	tracer.stream = add_line(&tracer.trace, "/device:GPU:0", "stream 7");
	uint32_t network = add_line(&tracer.trace, "/device:GPU:0", "stream 20");
	for (int i = 0; i < 10; i++) {
		span(&tracer, network, "ncclDevKernel_AllReduce", at + 1800, 1200 + 600 * (rank > 0));
		at = step(&tracer, i, at);
	}
	trace_finish(&tracer.trace);
	tracer.trace.rank = rank;
	tracer.trace.ranks = 3;
	return profile_make(&tracer.trace, NULL);
}

static void make_ranks(struct world *world)
{
	make_world(world);
	meet(world, "other", PATH("other.trace.json.gz"));
	meet(world, "third", PATH("third.trace.json.gz"));
	bring(world, PATH("box.trace.json.gz"), other_rank(1), STATUS_OK);
}

/* Each is read once, one after the other; the one that is looked at stays. */
static void ranks(void **state)
{
	static const struct { int columns, rows; } all[] = {{80, 24}, {200, 60}, {40, 12}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct world world;
		char golden[80];
		make_ranks(&world);
		world_draw(&world, all[i].columns, all[i].rows);
		world_keys(&world, "<Tab> <Tab> <Tab> <Tab> <Tab>");
		struct find *find = finds_take(world.finds);
		assert_non_null(find);
		assert_null(finds_take(world.finds)); /* one at a time */
		finds_put(world.finds, find, &(struct find_opened){.profile = other_rank(0)}, STATUS_OK);
		assert_null(find->profile);
		world_draw(&world, all[i].columns, all[i].rows);
		snprintf(golden, sizeof golden, "profile/ranks_%dx%d", all[i].columns, all[i].rows);
		golden_check(golden, &world.canvas);
		find = finds_take(world.finds);
		assert_non_null(find);
		finds_put(world.finds, find, &(struct find_opened){0}, STATUS_CORRUPT);
		world_draw(&world, all[i].columns, all[i].rows);
		assert_null(finds_take(world.finds));
		world_keys(&world, "g <Enter>");
		assert_true(world_shows(&world, "other.trace.json.gz") || all[i].columns < 80); /* rank 0, which is read whole now */
		fini(&world);
	}
}

static void comparing(void **state)
{
	static const struct { int columns, rows; } all[] = {{80, 24}, {200, 60}, {40, 12}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct world world;
		char golden[80];
		make_ranks(&world);
		bring(&world, PATH("other.trace.json.gz"), training(true), STATUS_OK);
		world_draw(&world, all[i].columns, all[i].rows);
		world_keys(&world, "<Tab> <Tab> <Tab> <Tab> <Tab> <Tab>");
		assert_true(world_shows(&world, "others are compared"));
		world_keys(&world, "b");
		assert_true(world_shows(&world, ") goes to the next"));
		world_keys(&world, ")");
		world_draw(&world, all[i].columns, all[i].rows);
		snprintf(golden, sizeof golden, "profile/compare_%dx%d", all[i].columns, all[i].rows);
		golden_check(golden, &world.canvas);
		world_keys(&world, "/ g e m m <Enter>");
		assert_false(world_shows(&world, "ncclDev"));
		world_keys(&world, "<Esc> ,");
		assert_true(world_shows(&world, "by change in self time") || all[i].columns < 80);
		world_keys(&world, "G <Enter>");
		fini(&world);
	}
}

/* What there is in place of a profile. */
static void states(void **state)
{
	struct world world;
	make_world(&world);
	world_draw(&world, 80, 24);
	assert_true(world_shows(&world, "reading train/plugins/profile/box.trace.json.gz"));
	finds_want(world.finds, PATH("box.trace.json.gz"));
	struct find *find = finds_take(world.finds);
	atomic_store(&find->reading.total, 1000);
	atomic_store(&find->reading.done, 430);
	world_draw(&world, 80, 24);
	assert_true(world_shows(&world, "43 %"));
	golden_check("profile/reading", &world.canvas);
	world_keys(&world, "<Esc>");
	assert_true(world_shows(&world, "is not read: Enter reads it"));
	finds_put(world.finds, find, &(struct find_opened){0}, STATUS_CORRUPT);
	world_keys(&world, "<Enter>");
	world_draw(&world, 80, 24);
	assert_true(world_shows(&world, "damaged data"));
	fini(&world);
	make_world(&world);
	bring(&world, PATH("box.trace.json.gz"), training(false), STATUS_OK);
	world_draw(&world, 80, 24);
	assert_true(world_shows(&world, "cut or damaged"));
	meet(&world, "other", PATH("other.trace.json.gz"));
	world_draw(&world, 80, 24);
	world_keys(&world, "<S-Tab>");
	golden_check("profile/files", &world.canvas);
	world_keys(&world, "G <Enter>");
	assert_true(world_shows(&world, "reading train/plugins/profile/other"));
	world_keys(&world, "(");
	assert_true(world_shows(&world, "Look first at"));
	/* The file goes, and what was drawn of it: no key finds it. */
	finds_listing(world.finds, "/runs/train/plugins/profile");
	finds_listed(world.finds, "/runs/train/plugins/profile");
	world_keys(&world, "j <Enter> <Tab>");
	fini(&world);
}

/* JAX writes the same spans in two forms: that is one profile. */
static void two_forms_of_one(void **state)
{
	struct world world;
	make_world(&world);
	meet_in(&world, "box", PATH("box.xplane.pb"), TRACE_XPLANE);
	world_draw(&world, 80, 24);
	assert_true(world_shows(&world, "box  by its xplane"));
	assert_true(world_shows(&world, "reading train/plugins/profile/box.xplane.pb"));
	meet(&world, "box.1", PATH("box.1.trace.json.gz"));
	world_draw(&world, 120, 24);
	assert_true(world_shows(&world, "(1 of 2)") || world_shows(&world, "(2 of 2)"));
	world_keys(&world, "<S-Tab>");
	assert_true(world_shows(&world, "box.xplane.pb  also as JSON"));
	assert_true(world_shows(&world, "box.1.trace.json.gz"));
	assert_false(world_shows(&world, "/box.trace.json.gz"));
	fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overview),      cmocka_unit_test(operations), cmocka_unit_test(timeline),
		cmocka_unit_test(flame),         cmocka_unit_test(the_slow_thing_is_two_keys_away),
		cmocka_unit_test(zooming),       cmocka_unit_test(following_flows), cmocka_unit_test(memory_form), cmocka_unit_test(looking_at_memory),       cmocka_unit_test(what_an_event_says), cmocka_unit_test(finding_spans), cmocka_unit_test(measuring),
		cmocka_unit_test(operations_in_parts), cmocka_unit_test(flows_that_are_not_kept_are_told_of),
		cmocka_unit_test(sorting),       cmocka_unit_test(walking_the_flame), cmocka_unit_test(states), cmocka_unit_test(flame_of_a_stretch), cmocka_unit_test(ranks), cmocka_unit_test(comparing), cmocka_unit_test(two_forms_of_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
