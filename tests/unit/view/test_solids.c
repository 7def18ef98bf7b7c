/* What of meshes is drawn, and which of them is seen meanwhile: another look, another mesh, none. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "view/solids.h"

#include <math.h>
#include <stdlib.h>

/* Points all over a cube. */
static struct asset *cloud_of(int64_t count, double phase)
{
	struct asset *asset = xcalloc(1, sizeof *asset);
	size_t size = 3 * (size_t)count * sizeof(float);
	asset->kind = KIND_MESH;
	asset->mesh = (struct mesh){.content = MESH_VERTEX, .bytes = xmalloc(size), .length = size, .rank = 2, .dims = {count, 3}};
	float *values = (float *)asset->mesh.bytes;
	for (int64_t i = 0; i < 3 * count; i++)
		values[i] = (float)sin((double)i * 12.9898 + phase);
	return asset;
}

static struct solid_wish wish_of(const struct asset *cloud, uint64_t subject, double turn)
{
	struct solid_wish wish = {.subject = subject, .look = {.zoom = 1, .turn = turn}, .marker = PLOT_BRAILLE, .columns = 20, .rows = 10};
	wish.parts[MESH_VERTEX] = cloud;
	assert_null(solid_source_of(&cloud->mesh, NULL, NULL, 0, &wish.source));
	return wish;
}

static int draw(struct solids *solids)
{
	int pieces = 0;
	for (; solids_take(solids); pieces++) {
		solids_work(solids);
		solids_put(solids);
	}
	solids_round(solids);
	return pieces;
}

static void it_is_drawn_once(void **state)
{
	struct solids *solids = solids_new();
	struct asset *cloud = cloud_of(100, 0);
	struct solid_wish wish = wish_of(cloud, 1, 0), turned = wish_of(cloud, 1, 1);
	assert_null(solids_look(solids, &wish).solid);
	solids_want(solids, &wish);
	assert_int_equal(draw(solids), 1);
	assert_true(solids_look(solids, &wish).same && solids_look(solids, &wish).solid->done);
	solids_want(solids, &wish);
	assert_int_equal(draw(solids), 0);
	assert_true(solids_look(solids, &turned).same); /* what is seen until it is turned */
	solids_want(solids, &turned);
	assert_int_equal(draw(solids), 1);
	assert_true(solids_look(solids, &turned).solid->look.turn == 1);
	solids_free(solids);
	asset_free(cloud);
}

/* Until there is something of the next step, the one before is seen; nothing of another mesh. */
static void the_step_before_stays(void **state)
{
	struct solids *solids = solids_new();
	struct asset *first = cloud_of(100, 0), *second = cloud_of(50, 1);
	struct solid_wish before = wish_of(first, 1, 0), next = wish_of(second, 1, 0), other = wish_of(second, 2, 0);
	solids_want(solids, &before);
	draw(solids);
	assert_false(solids_look(solids, &next).same);
	assert_non_null(solids_look(solids, &next).solid);
	assert_null(solids_look(solids, &other).solid);
	other.subject = 0;
	assert_null(solids_look(solids, &other).solid);
	solids_want(solids, &next);
	assert_false(solids_look(solids, &next).same);
	assert_int_equal(draw(solids), 1);
	assert_true(solids_look(solids, &next).same);
	solids_free(solids);
	asset_free(first);
	asset_free(second);
}

/* Until a frame shows it, a press of the mouse is meant for what is on the screen. */
static void what_is_seen_changes_with_the_frame(void **state)
{
	struct solids *solids = solids_new();
	struct asset *cloud = cloud_of(100, 0);
	struct solid_wish wish = wish_of(cloud, 1, 0), turned = wish_of(cloud, 1, 1);
	solids_want(solids, &wish);
	draw(solids);
	const struct solid *seen = solids_look(solids, &wish).solid;
	solids_want(solids, &turned);
	assert_true(solids_take(solids));
	solids_work(solids);
	solids_put(solids);
	assert_true(solids_look(solids, &turned).solid == seen && seen->look.turn == 0);
	solids_round(solids);
	assert_true(solids_look(solids, &turned).solid->look.turn == 1);
	solids_free(solids);
	asset_free(cloud);
}

/* The worker goes on reading what the cache put out meanwhile, and nobody sees what nobody wants any more. */
static void what_is_drawn_may_go(void **state)
{
	struct solids *solids = solids_new();
	struct asset *first = cloud_of(100, 0), *second = cloud_of(50, 1);
	struct solid_wish before = wish_of(first, 1, 0), next = wish_of(second, 2, 0);
	solids_want(solids, &before);
	assert_true(solids_take(solids));
	asset_free(first);
	solids_want(solids, &next);
	assert_false(solids_take(solids)); /* the other is under way */
	solids_work(solids);
	solids_put(solids);
	assert_null(solids_look(solids, &next).solid);
	assert_int_equal(draw(solids), 1);
	assert_true(solids_look(solids, &next).same);
	solids_free(solids);
	asset_free(second);
}

static void without_an_ask_nothing_is_held(void **state)
{
	struct solids *solids = solids_new();
	struct asset *cloud = cloud_of(100, 0);
	struct solid_wish wish = wish_of(cloud, 1, 0);
	solids_round(solids);
	solids_want(solids, &wish);
	assert_int_equal(cloud->holds, 1);
	solids_round(solids);
	assert_false(solids_take(solids));
	assert_int_equal(cloud->holds, 0);
	solids_free(solids);
	asset_free(cloud);
}

/* A large one comes in pieces, and is seen before it is whole. */
static void a_large_one_comes_by_and_by(void **state)
{
	struct solids *solids = solids_new();
	struct asset *cloud = cloud_of(1200000, 0);
	struct solid_wish wish = wish_of(cloud, 1, 0);
	int unfinished = 0, pieces = 0;
	for (solids_want(solids, &wish); solids_take(solids); pieces++) {
		solids_work(solids);
		solids_put(solids);
		solids_round(solids);
		solids_want(solids, &wish);
		struct solid_answer answer = solids_look(solids, &wish);
		unfinished += answer.solid && !answer.solid->done;
	}
	assert_true(pieces > 2 && unfinished > 0);
	assert_true(solids_look(solids, &wish).solid->done);
	solids_free(solids);
	asset_free(cloud);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_drawn_once), cmocka_unit_test(the_step_before_stays),
		cmocka_unit_test(what_is_seen_changes_with_the_frame), cmocka_unit_test(what_is_drawn_may_go), cmocka_unit_test(without_an_ask_nothing_is_held),
		cmocka_unit_test(a_large_one_comes_by_and_by),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
