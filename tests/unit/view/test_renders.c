/* Pictures as bytes for the terminal: what is asked for comes once, is kept within bounds, and goes with its terminal. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "view/renders.h"

#include <stdlib.h>

static uint8_t pixels[4 * 4 * 4];
static const struct picture picture = {.width = 4, .height = 4, .columns = 4, .rows = 4, .rgba = pixels};

static struct render_wish wish_of(int64_t step)
{
	return (struct render_wish){.picture = &picture, .place = {.item = {.step = step}},
	                            .look = {.zoom = 1, .gamma = 1}, .cells = {.width = 4, .height = 2}};
}

/* Asks for a step, and makes what is taken then, so many bytes of it. The number of what was made; 0 for nothing. */
static uint32_t make(struct renders *renders, int64_t step, size_t size)
{
	struct render_wish wish = wish_of(step);
	struct render_job job;
	struct str bytes = {0};
	renders_want(renders, &wish);
	if (!renders_take(renders, &job))
		return 0;
	uint32_t number = job.number;
	assert_true(job.wish.picture == &job.picture && job.picture.rgba != pixels); /* its own */
	assert_int_equal(job.width, 40);
	while (bytes.length < size)
		str_append_text(&bytes, "0123456789abcdef");
	renders_put(renders, &job, &bytes);
	return number;
}

static struct graphics kitty(uint32_t generation)
{
	return (struct graphics){.way = GRAPHICS_KITTY, .generation = generation, .cell_width = 10, .cell_height = 20};
}

static void a_picture_is_made_once(void **state)
{
	struct renders *renders = renders_new();
	struct graphics graphics = kitty(1);
	struct render_wish wish = wish_of(1), other = wish_of(2);
	renders_round(renders, &graphics);
	assert_null(renders_look(renders, &wish));
	uint32_t number = make(renders, 1, 100);
	assert_non_null(renders_look(renders, &wish));
	assert_int_equal(renders_look(renders, &wish)->number, number);
	assert_ptr_equal(renders_numbered(renders, number), renders_look(renders, &wish));
	assert_null(renders_look(renders, &other));
	renders_round(renders, &graphics);
	assert_int_equal(make(renders, 1, 100), 0);
	other = wish;
	other.look.zoom = 2;
	assert_null(renders_look(renders, &other));
	graphics.generation++; /* another terminal, or larger cells */
	renders_round(renders, &graphics);
	assert_null(renders_look(renders, &wish));
	graphics.way = GRAPHICS_OFF;
	renders_round(renders, &graphics);
	assert_int_equal(make(renders, 1, 100), 0);
	renders_free(renders);
}

static void what_nobody_wants_goes_first(void **state)
{
	struct renders *renders = renders_new();
	struct graphics graphics = kitty(1);
	struct render_wish first = wish_of(0), last = wish_of(299);
	for (int i = 0; i < 300; i++) {
		renders_round(renders, &graphics);
		assert_in_range(make(renders, i, 100000), 1, GRAPHICS_NUMBERS);
	}
	assert_null(renders_look(renders, &first));
	assert_non_null(renders_look(renders, &last));
	renders_free(renders);
}

/* One round wants more than there is room for: the rest stays in cells, and isn't made for ever. */
static void a_screen_that_wants_too_much_ends(void **state)
{
	struct renders *renders = renders_new();
	struct graphics graphics = kitty(1);
	int shown = 0;
	renders_round(renders, &graphics);
	for (int i = 0; i < 20; i++)
		assert_int_not_equal(make(renders, i, 1 << 20), 0);
	for (int i = 0; i < 20; i++) {
		struct render_wish wish = wish_of(i);
		shown += renders_look(renders, &wish) != NULL;
		assert_int_equal(make(renders, i, 1 << 20), 0);
	}
	assert_in_range(shown, 5, 10);
	renders_free(renders);
}

static void what_was_made_for_another_terminal_is_dropped(void **state)
{
	struct renders *renders = renders_new();
	struct graphics graphics = kitty(1);
	struct render_wish wish = wish_of(1);
	struct render_job job, second;
	struct str bytes = {0};
	renders_round(renders, &graphics);
	renders_want(renders, &wish);
	assert_true(renders_take(renders, &job));
	assert_false(renders_take(renders, &second)); /* one at a time */
	graphics.generation++;
	renders_round(renders, &graphics);
	str_append_text(&bytes, "old");
	renders_put(renders, &job, &bytes);
	assert_null(renders_look(renders, &wish));
	assert_int_not_equal(make(renders, 1, 10), 0);
	renders_free(renders);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_picture_is_made_once),
		cmocka_unit_test(what_nobody_wants_goes_first),
		cmocka_unit_test(a_screen_that_wants_too_much_ends),
		cmocka_unit_test(what_was_made_for_another_terminal_is_dropped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
