/* Stretches of files that stand for themselves by a few of their rows, until they are read (store.h). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/model/batches.h"

#define FILE_ROWS 10
#define FILE_BYTES 100

/* Ten steps a file: file 0 has 0 to 9, file 1 has 10 to 19 … A sketch has the first and the last. */
static void add(struct store *store, const uint32_t *files, int file, bool sketch)
{
	struct batch *batch = batch_new(files[file], 0);
	batch->end = batch->file_size = FILE_BYTES;
	batch->sketch = sketch;
	for (int i = 0; i < FILE_ROWS; i += sketch ? FILE_ROWS - 1 : 1)
		batch_add_scalars(batch, "loss", &(struct row){file * FILE_ROWS + i, 1e9 + file * FILE_ROWS + i, 0}, 1, NUMBER_F32, 0);
	assert_int_equal(store_apply(store, batch), STATUS_OK);
}

static bool write_steps(void *context, const struct row *rows, size_t count, enum number_type type)
{
	for (size_t i = 0; i < count; i++)
		str_printf(context, " %d", (int)rows[i].step);
	return true;
}

static void assert_steps(struct store *store, const char *expected)
{
	struct str steps = {0};
	store_walk_scalars(store, 0, write_steps, &steps);
	assert_string_equal(str_text(&steps), expected);
	str_fini(&steps);
}

/* In whichever order files are read: what is not read yet stays as it was. */
static void sketches_make_way_one_by_one(void **state)
{
	static const int orders[][3] = {{0, 1, 2}, {1, 0, 2}, {1, 2, 0}, {2, 1, 0}};
	static const char *const sketched[] = {" 0 9", " 10 19", " 20 29"};
	static const char *const whole[] = {" 0 1 2 3 4 5 6 7 8 9", " 10 11 12 13 14 15 16 17 18 19", " 20 21 22 23 24 25 26 27 28 29"};
	for (size_t order = 0; order < sizeof orders / sizeof *orders; order++) {
		struct store *store = store_new();
		const uint32_t files[] = {add_test_file(store, ".", "a"), add_test_file(store, ".", "b"), add_test_file(store, ".", "c")};
		bool read[3] = {false};
		for (int file = 0; file < 3; file++)
			add(store, files, file, true);
		for (int i = 0; i <= 3; i++) {
			struct str expected = {0};
			for (int file = 0; file < 3; file++)
				str_append_text(&expected, read[file] ? whole[file] : sketched[file]);
			assert_steps(store, str_text(&expected));
			str_fini(&expected);
			if (i < 3) {
				add(store, files, orders[order][i], false);
				read[orders[order][i]] = true;
			}
		}
		store_free(store);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sketches_make_way_one_by_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
