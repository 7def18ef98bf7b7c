/* Meshes as dots: what is nearer hides what is behind, and what is wrong with a mesh is said. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/meanings.h"
#include "unit/view/payloads.h"
#include "unit/view/sizes.h"
#include "view/solid.h"


/* ---- The renderer ---------------------------------------------------------------------- */

static struct mesh mesh_of(enum mesh_content content, int64_t count, const void *elements)
{
	size_t size = 3 * (size_t)count * mesh_element_size(content);
	struct mesh mesh = {.content = content, .bytes = malloc(size + 1), .length = size, .rank = 3, .dims = {1, count, 3}};
	memcpy(mesh.bytes, elements, size);
	return mesh;
}

/* Two squares, one behind the other, seen from the front. */
static const float squares[] = {-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0,
                                -1, -1, -1, 1, -1, -1, 1, 1, -1, -1, 1, -1};
static const int32_t triangles[] = {4, 5, 6, 4, 6, 7, 0, 1, 2, 0, 2, 3};
static const uint8_t red_and_blue[] = {255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0,
                                       0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255};

static void draw_all(struct solid *solid, const struct solid_source *source, struct solid_look look)
{
	solid_forget(solid);
	solid_begin(solid, &look, PLOT_BRAILLE, 40, 20);
	assert_true(solid_go_on(solid, source, 0));
}

static uint32_t middle(const struct solid *solid)
{
	return solid->colour[(size_t)(solid->rows / 2) * (size_t)solid->columns + (size_t)solid->columns / 2];
}

static void the_nearest_is_seen(void **state)
{
	struct mesh vertices = mesh_of(MESH_VERTEX, 8, squares), faces = mesh_of(MESH_FACE, 4, triangles);
	struct mesh colours = mesh_of(MESH_COLOR, 8, red_and_blue);
	struct solid solid = {0};
	struct solid_source source;
	assert_null(solid_source_of(&vertices, &faces, &colours, 0, &source));
	draw_all(&solid, &source, (struct solid_look){.zoom = 1});
	assert_int_equal(middle(&solid), 0xFF0000);
	draw_all(&solid, &source, (struct solid_look){.zoom = 1, .turn = 3.14159265});
	assert_int_equal(middle(&solid), 0x0000FF);
	assert_int_equal(solid.outside, 0);
	solid_fini(&solid);
	mesh_fini(&vertices);
	mesh_fini(&faces);
	mesh_fini(&colours);
}

/* Slice after slice comes to the same as all at once. */
static void slices_make_the_whole(void **state)
{
	enum { COUNT = 3000 };
	float *points = malloc(3 * COUNT * sizeof *points);
	for (int i = 0; i < 3 * COUNT; i++)
		points[i] = (float)sin(i * 12.9898);
	struct mesh vertices = mesh_of(MESH_VERTEX, COUNT, points);
	struct solid whole = {0}, sliced = {0};
	struct solid_source source;
	assert_null(solid_source_of(&vertices, NULL, NULL, 0, &source));
	draw_all(&whole, &source, (struct solid_look){.zoom = 1, .turn = 1});
	solid_begin(&sliced, &(struct solid_look){.zoom = 1, .turn = 1}, PLOT_BRAILLE, 40, 20);
	int slices = 1;
	while (!solid_go_on(&sliced, &source, 1)) /* a time that is long over */
		slices++;
	assert_true(slices > 10);
	assert_memory_equal(whole.depth, sliced.depth, (size_t)whole.columns * (size_t)whole.rows * sizeof *whole.depth);
	solid_fini(&whole);
	solid_fini(&sliced);
	mesh_fini(&vertices);
	free(points);
}

static void odd_shapes(void **state)
{
	static const float odd[] = {NAN, 0, 0, INFINITY, 1, 1, 3e38f, -3e38f, 3e38f};
	static const int32_t outside[] = {0, 1, 2, 0, 1, -1, 0, 1, 3, 0, 1, 2147483647};
	struct mesh vertices = mesh_of(MESH_VERTEX, 3, odd), faces = mesh_of(MESH_FACE, 4, outside);
	struct solid solid = {0};
	struct solid_source source;
	assert_null(solid_source_of(&vertices, &faces, NULL, 0, &source));
	draw_all(&solid, &source, (struct solid_look){.zoom = 1});
	assert_int_equal(solid.outside, 3);
	assert_int_equal(solid.extent.finite, 1);
	assert_non_null(solid_source_of(&vertices, NULL, &faces, 1, &source)); /* no such sample */
	vertices.dims[2] = 2;
	assert_non_null(solid_source_of(&vertices, NULL, NULL, 0, &source));
	assert_int_equal(solid_samples(&vertices), 0);
	solid_begin(&solid, &(struct solid_look){.zoom = 1}, PLOT_BRAILLE, 0, -3);
	solid_fini(&solid);
	mesh_fini(&vertices);
	mesh_fini(&faces);
}

/* ---- The tab ----------------------------------------------------------------------------- */

static struct slice plugin_of(struct str *out, const char *name, enum mesh_content content)
{
	str_clear(out);
	build_text(out, 2, name);
	build_number(out, 3, content);
	return str_slice(out);
}

static struct str tensor_of_ints(int64_t rows, const int32_t *values)
{
	int64_t dims[] = {1, rows, 3};
	struct str tensor = tensor_begin(3, dims, 3), packed = {0};
	for (int64_t i = 0; i < 3 * rows; i++)
		build_varint(&packed, (uint64_t)(int64_t)values[i]);
	build_message(&tensor, 7, &packed);
	str_fini(&packed);
	return tensor;
}

static void add_part(struct world *world, const char *mesh, const char *tag, enum mesh_content content,
                     struct str *tensors, size_t count)
{
	struct str plugin = {0};
	payloads_series_of(world, "run", tag, "mesh", plugin_of(&plugin, mesh, content), tensors, count, 10);
	str_fini(&plugin);
}

static struct str ball(int rings, float squeeze)
{
	struct str tensor;
	float *values = malloc(3 * (size_t)rings * (size_t)rings * sizeof *values);
	int64_t dims[] = {1, rings * rings, 3};
	for (int i = 0; i < rings * rings; i++) {
		double up = 3.14159265 * (i / rings) / (rings - 1), around = 6.2831853 * (i % rings) / rings;
		values[3 * i] = (float)(sin(up) * cos(around));
		values[3 * i + 1] = squeeze * (float)cos(up);
		values[3 * i + 2] = (float)(sin(up) * sin(around));
	}
	tensor = tensor_of_floats(dims, 3, values, 3 * (size_t)rings * (size_t)rings);
	free(values);
	return tensor;
}

static struct str ball_faces(int rings)
{
	int32_t *corners = malloc(6 * (size_t)rings * (size_t)rings * sizeof *corners);
	int count = 0;
	for (int i = 0; i < (rings - 1) * rings; i++) {
		int32_t next = i / rings * rings + (i + 1) % rings;
		int32_t both[6] = {i, next, i + rings, next, next + rings, i + rings};
		memcpy(corners + 3 * count, both, sizeof both);
		count += 2;
	}
	struct str tensor = tensor_of_ints(count, corners);
	free(corners);
	return tensor;
}

static void make_world(struct world *world)
{
	static const int32_t outside[] = {0, 1, 2, 0, 1, 400};
	struct str vertices[] = {ball(16, 1), ball(16, 0.4f)}, faces[] = {ball_faces(16), ball_faces(16)};
	struct str cloud[] = {ball(20, 1)}, more[] = {ball(12, 1)}, broken[] = {tensor_of_ints(2, outside)};
	payloads_init(world);
	add_part(world, "ball", "ball_VERTEX", MESH_VERTEX, vertices, 2);
	add_part(world, "ball", "ball_FACE", MESH_FACE, faces, 2);
	add_part(world, "cloud", "cloud_VERTEX", MESH_VERTEX, cloud, 1);
	add_part(world, "torn", "torn_VERTEX", MESH_VERTEX, more, 1);
	add_part(world, "torn", "torn_FACE", MESH_FACE, broken, 1);
	choice_settle(world->choice, world->store);
	assert_true(dashboard_show(world->dashboard, "meshes"));
}

static void sizes(void **state)
{
	check_new_worlds("meshes/ball", make_world, payloads_draw, payloads_fini);
}

static void keys(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 120, 30);
	assert_true(world_shows(&world, "y -0.4 … 0.4"));
	payloads_keys(&world, "<Enter> h k > +");
	assert_true(world_shows(&world, "y -1 … 1"));
	assert_true(world_shows(&world, "1/2"));
	payloads_keys(&world, "T");
	golden_check("meshes/edges", &world.canvas);
	payloads_keys(&world, "T = l");
	golden_check("meshes/points", &world.canvas);
	payloads_fini(&world);
}

static void faces_outside_are_told(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 120, 24);
	payloads_keys(&world, "G");
	assert_true(world_shows(&world, "1 of 2 faces have a corner that is no vertex, such as 400"));
	payloads_fini(&world);
}

/* Its parts are one row by the mesh's name; one without vertices keeps its own. */
static void a_mesh_is_one_row(void **state)
{
	struct world world;
	struct str faces[] = {ball_faces(4)};
	make_world(&world);
	add_part(&world, "lost", "lost_FACE", MESH_FACE, faces, 1);
	payloads_draw(&world, 120, 24);
	assert_true(world_shows(&world, "Tags 4"));
	assert_true(world_shows(&world, "lost_FACE"));
	assert_false(world_shows(&world, "_VERTEX"));
	assert_false(world_shows(&world, "ball_FACE"));
	struct str vertices[] = {ball(4, 1)};
	add_part(&world, "lost", "lost_VERTEX", MESH_VERTEX, vertices, 1);
	payloads_draw(&world, 120, 24);
	assert_true(world_shows(&world, "Tags 4"));
	assert_false(world_shows(&world, "lost_FACE"));
	payloads_fini(&world);
}

/* What can't be drawn leaves nothing of the mesh before it in sight. */
static void no_picture_of_another_mesh(void **state)
{
	struct world world;
	float values[8] = {0};
	int64_t dims[] = {1, 4, 2};
	struct str flat[] = {tensor_of_floats(dims, 3, values, 8)};
	make_world(&world);
	add_part(&world, "zz", "zz_VERTEX", MESH_VERTEX, flat, 1);
	payloads_draw(&world, 120, 24);
	payloads_keys(&world, "G");
	assert_true(world_shows(&world, "vertices are no tensor of meshes × vertices × 3"));
	for (int y = 0; y < 24; y++)
		for (int x = 30; x < 120; x++) {
			uint32_t code = canvas_at(&world.canvas, x, y)->code[0];
			assert_false(code > 0x2800 && code <= 0x28FF);
		}
	payloads_fini(&world);
}

static void help_says_what_keys_do(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 120, 36);
	meanings_hold(&world, "meshes");
	payloads_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_what_keys_do),
		cmocka_unit_test(the_nearest_is_seen), cmocka_unit_test(slices_make_the_whole), cmocka_unit_test(odd_shapes),
		cmocka_unit_test(sizes), cmocka_unit_test(keys), cmocka_unit_test(faces_outside_are_told),
		cmocka_unit_test(no_picture_of_another_mesh), cmocka_unit_test(a_mesh_is_one_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
