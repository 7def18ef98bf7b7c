/* A profile on the screen: what to look at first, operations, the timeline at any zoom, the flame; what is said meanwhile. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/meanings.h"
#include "unit/view/training.h"

#include <stdio.h>

static void overview(void **state)
{
	sizes("overview", "");
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
	open_at(&world, 100, 30, "");
	assert_true(world_shows(&world, "ProfilerStep#5: 13.00 ms, 3.0 × the middle"));
	assert_true(world_shows(&world, "input: the next batch is waited for 24 %"));
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
	open_at(&world, 120, 30, "<Tab> <Tab>");
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
	open_at(&world, 120, 34, "<Tab> <Tab>");
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
	sizes("flows", "<Tab> <Tab> / c u d a L a u n c h <Enter> n n <Esc> + + + + + +");
	struct world world;
	open_at(&world, 120, 34, "<Tab> <Tab> / c u d a L a u n c h <Enter> n n <Esc> + + + +");
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
	open_at(&world, 120, 30, "<Tab> <Tab> <Tab> <Tab>");
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
	open_at(&world, 120, 30, "<Tab> <Tab> / D a t a L o a d e r <Enter>");
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
	open_at(&world, 120, 30, "<Tab> <Tab> m a } } m b");
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
	open_at(&world, 120, 30, "<Tab> <Tab> <Tab> >");
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
	for (size_t i = 0; i < SIZES && all_sizes[i].rows > 12; i++) {
		struct world world;
		open_at(&world, all_sizes[i].columns, all_sizes[i].rows, "<Tab> <Tab> = j j v } } <Tab>");
		world_draw(&world, all_sizes[i].columns, all_sizes[i].rows); /* it is added up by and by */
		assert_true(world_shows(&world, "% of the stretch)"));
		check_picture(&world, "flame_stretch", all_sizes[i]);
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
	for (size_t i = 0; i < SIZES; i++) {
		struct world world;
		make_ranks(&world);
		world_draw(&world, all_sizes[i].columns, all_sizes[i].rows);
		world_keys(&world, "<Tab> <Tab> <Tab> <Tab> <Tab>");
		struct find *find = finds_take(world.finds);
		assert_non_null(find);
		assert_null(finds_take(world.finds)); /* one at a time */
		finds_put(world.finds, find, &(struct find_opened){.profile = other_rank(0)}, STATUS_OK);
		assert_null(find->profile);
		world_draw(&world, all_sizes[i].columns, all_sizes[i].rows);
		check_picture(&world, "ranks", all_sizes[i]);
		find = finds_take(world.finds);
		assert_non_null(find);
		finds_put(world.finds, find, &(struct find_opened){0}, STATUS_CORRUPT);
		world_draw(&world, all_sizes[i].columns, all_sizes[i].rows);
		assert_null(finds_take(world.finds));
		world_keys(&world, "g <Enter>");
		assert_true(world_shows(&world, "other.trace.json.gz") || all_sizes[i].columns < 80); /* rank 0, which is read whole now */
		fini(&world);
	}
}

static void comparing(void **state)
{
	for (size_t i = 0; i < SIZES; i++) {
		struct world world;
		make_ranks(&world);
		bring(&world, PATH("other.trace.json.gz"), training(true), STATUS_OK);
		world_draw(&world, all_sizes[i].columns, all_sizes[i].rows);
		world_keys(&world, "<Tab> <Tab> <Tab> <Tab> <Tab> <Tab>");
		assert_true(world_shows(&world, "others are compared"));
		world_keys(&world, "b");
		assert_true(world_shows(&world, ") goes to the next"));
		world_keys(&world, ")");
		world_draw(&world, all_sizes[i].columns, all_sizes[i].rows);
		check_picture(&world, "compare", all_sizes[i]);
		world_keys(&world, "/ g e m m <Enter>");
		assert_false(world_shows(&world, "ncclDev"));
		world_keys(&world, "<Esc> ,");
		assert_true(world_shows(&world, "by change in self time") || all_sizes[i].columns < 80);
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

static void help_says_what_keys_do(void **state)
{
	struct world world;
	open_at(&world, 120, 36, "");
	meanings_hold(&world, "profile");
	fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_what_keys_do),
		cmocka_unit_test(overview),      cmocka_unit_test(timeline),
		cmocka_unit_test(flame),         cmocka_unit_test(the_slow_thing_is_two_keys_away),
		cmocka_unit_test(zooming),       cmocka_unit_test(following_flows), cmocka_unit_test(memory_form), cmocka_unit_test(looking_at_memory),       cmocka_unit_test(what_an_event_says), cmocka_unit_test(finding_spans), cmocka_unit_test(measuring),
		cmocka_unit_test(flows_that_are_not_kept_are_told_of),
		cmocka_unit_test(walking_the_flame), cmocka_unit_test(states), cmocka_unit_test(flame_of_a_stretch), cmocka_unit_test(ranks), cmocka_unit_test(comparing), cmocka_unit_test(two_forms_of_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
