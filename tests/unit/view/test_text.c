#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/meanings.h"
#include "unit/view/payloads.h"
#include "view/rich.h"
#include "view/text_diff.h"

#include <stdio.h>

static const char *const notes[] = {
	"# Plan\n\nA *first* try with **lr 3e-4**.\n\n- warm up\n- decay\n",
	"# Plan\n\nA *second* try with **lr 1e-4** and `adamw`, see [the log](https://example.com/log), which is long "
	"enough to wrap into a second line.\n\n1. warm up\n2. decay\n   - by cosine\n   - to zero\n\n"
	"> quoted\n> twice\n\n```sh\npython train.py \\\n\t--lr 1e-4\n```\n\n| run | loss | note |\n|---|---|---|\n"
	"| a | 2.31 | best so far |\n| b | 2.44 | |\n\n- [x] done\n- [ ] to do\n\n---\n\n<b>not html</b> &amp; ~~gone~~\n",
};

static struct str text_of(const char *text)
{
	return tensor_of_texts(NULL, 0, &text, 1);
}

static void make_world(struct world *world)
{
	static const char *const cells[] = {"*a*", "b", "c", "a cell with a good deal of text in it that wraps", "e", "f"};
	int64_t pair[] = {3, 2}, one[] = {3};
	struct str tensors[2] = {text_of(notes[0]), text_of(notes[1])};
	payloads_init(world);
	payloads_series(world, "lr3e-4", "notes", "text", tensors, 2, 500);
	tensors[0] = tensor_of_texts(pair, 2, cells, 6);
	payloads_series(world, "lr3e-4", "table", "text", tensors, 1, 1);
	tensors[0] = tensor_of_texts(one, 1, cells, 3);
	payloads_series(world, "lr3e-4", "vector", "text", tensors, 1, 1);
	tensors[0] = text_of("");
	payloads_series(world, "lr3e-4", "empty", "text", tensors, 1, 1);
	tensors[0] = text_of("\033]0;pwned\a \xE2\x80\xAEtxt \xFF **b\033[31m**");
	payloads_series(world, "lr3e-4", "hostile", "text", tensors, 1, 1);
	world_series(world, "lr3e-4", "loss", 0, 100, value_loss);
	choice_settle(world->choice, world->store);
	assert_true(dashboard_show(world->dashboard, "text"));
}

static void sizes(void **state)
{
	static const struct {
		int columns, rows;
		const char *keys; /* in a low pane the cursor is in the text */
	} all[] = {{80, 24, "j j"}, {200, 60, "j j"}, {40, 12, "<Tab> <Tab> j j <Tab>"}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct world world;
		char name[40];
		make_world(&world);
		payloads_draw(&world, all[i].columns, all[i].rows);
		payloads_keys(&world, all[i].keys);
		snprintf(name, sizeof name, "text/notes_%dx%d", all[i].columns, all[i].rows);
		golden_check(name, &world.canvas);
		payloads_fini(&world);
	}
}

/* What is on the screen after these keys. */
static void check_after(const char *keys, const char *name)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 80, 24);
	payloads_keys(&world, keys);
	golden_check(name, &world.canvas);
	payloads_fini(&world);
}

static void keys(void **state)
{
	check_after("j", "text/hostile");
	check_after("j j T", "text/raw");
	check_after("j j d", "text/changes");
	check_after("j j h", "text/step_before");
	check_after("j j j <Enter>", "text/table");
	check_after("j j j j", "text/vector");
	check_after("j j <Tab> / u p <Enter>", "text/search");
	check_after("", "text/empty");
}

static void marks_and_ends(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 80, 24);
	payloads_keys(&world, "j j h m a l d");
	assert_true(world_shows(&world, "changes since step 0"));
	payloads_keys(&world, "' a");
	assert_true(world_shows(&world, "step 0"));
	payloads_keys(&world, "d <Tab> G");
	assert_true(world_shows(&world, "1/2"));
	payloads_fini(&world);
}

static void damaged(void **state)
{
	struct world world;
	struct str tensors[1] = {{0}};
	payloads_init(&world);
	str_append_text(&tensors[0], "\x08\x07\x12\x7f");
	payloads_series(&world, "run", "notes", "text", tensors, 1, 1);
	choice_settle(world.choice, world.store);
	dashboard_show(world.dashboard, "text");
	payloads_draw(&world, 80, 24);
	assert_true(world_shows(&world, "this text can't be shown: damaged data"));
	payloads_fini(&world);
}

/* ---- Changes ------------------------------------------------------------------------------ */

static void add_sign(void *context, char sign, struct slice line)
{
	str_append_char(context, sign);
	str_append_slice(context, line);
}

static void check_diff(const char *before, const char *after, const char *want)
{
	struct str got = {0};
	text_diff(slice_of(before), slice_of(after), add_sign, &got);
	assert_string_equal(str_text(&got), want);
	str_fini(&got);
}

static void changes(void **state)
{
	check_diff("", "", "");
	check_diff("a\nb\n", "a\nb", " a b");
	check_diff("", "a\nb", "+a+b");
	check_diff("a\nb", "", "-a-b");
	check_diff("a\nb\nc", "a\nx\nc", " a-b+x c");
	check_diff("a\nb\nc\nd", "b\nc\nd\ne", "-a b c d+e");
	check_diff("a\nb\nc\na\nb\nb\na", "c\nb\na\nb\na\nc", "-a-b c+b a b-b a+c");
}

/* Whatever they are, what is not '+' is the one text and what is not '-' the other. */
struct sides {
	struct str before, after;
};
static void add_sides(void *context, char sign, struct slice line)
{
	struct sides *sides = context;
	if (sign != '+')
		str_printf(&sides->before, "%.*s\n", (int)line.length, line.data);
	if (sign != '-')
		str_printf(&sides->after, "%.*s\n", (int)line.length, line.data);
}

static void changes_are_complete(void **state)
{
	for (int round = 0; round < 300; round++) {
		int lines = round < 298 ? 30 : 3000; /* the last ones differ in more lines than are looked for */
		struct str before = {0}, after = {0};
		struct sides sides = {{0}, {0}};
		for (int i = 0; i < lines; i++) {
			str_printf(&before, "%d\n", test_below(5 + round / 30 * 10));
			str_printf(&after, "%d\n", test_below(5 + round / 30 * 10));
		}
		text_diff(str_slice(&before), str_slice(&after), add_sides, &sides);
		assert_string_equal(str_text(&before), str_text(&sides.before));
		assert_string_equal(str_text(&after), str_text(&sides.after));
		str_fini(&before);
		str_fini(&after);
		str_fini(&sides.before);
		str_fini(&sides.after);
	}
}

static void help_says_what_keys_do(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 120, 36);
	meanings_hold(&world, "text");
	payloads_fini(&world);
}

/* As many strings as a shape says, or one for all of them; else there is no text, and what there is instead is said. */
static void of_another_shape(void **state)
{
	static const char *const texts[] = {"a", "b"};
	static const float numbers[4] = {0};
	int64_t three[] = {3}, square[] = {2, 2};
	struct world world;
	struct str tensors[2] = {tensor_of_texts(three, 1, texts, 2), tensor_of_texts(three, 1, texts, 2)};
	payloads_init(&world);
	payloads.read = true;
	payloads_series(&world, "run", "few", "text", tensors, 2, 1);
	tensors[0] = tensor_of_floats(square, 2, numbers, 4);
	payloads_series(&world, "run", "numbers", "text", tensors, 1, 1);
	tensors[0] = tensor_of_texts(three, 1, texts, 1);
	payloads_series(&world, "run", "one", "text", tensors, 1, 1);
	choice_settle(world.choice, world.store);
	assert_true(dashboard_show(world.dashboard, "text"));
	payloads_draw(&world, 80, 24);
	assert_false(world_shows(&world, "no text")); /* the first one that can be shown is */
	payloads_keys(&world, "k k");
	golden_check("text/too_few_strings", &world.canvas);
	payloads_keys(&world, "j");
	assert_true(world_shows(&world, "no text: 1 point of another shape"));
	assert_true(world_shows(&world, "here: float32 [2, 2]"));
	payloads_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_what_keys_do),
		cmocka_unit_test(sizes),   cmocka_unit_test(keys),    cmocka_unit_test(marks_and_ends),
		cmocka_unit_test(damaged), cmocka_unit_test(of_another_shape), cmocka_unit_test(changes), cmocka_unit_test(changes_are_complete),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
