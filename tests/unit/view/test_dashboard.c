#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/meanings.h"
#include "unit/view/world.h"
#include "view/layout.h"
#include "view/views.h"

static int setup(void **state)
{
	world_setup(state);
	world_training(*state);
	world_draw(*state, 80, 24);
	return 0;
}

static void q_goes_back_before_it_quits(void **state)
{
	struct world *world = *state;
	world_keys(world, "<Enter> q");
	assert_false(world->quit);
	world_keys(world, "? q ! q i q");
	assert_false(world->quit);
	world_keys(world, "q");
	assert_true(world->quit);
}

static void escape_never_quits(void **state)
{
	struct world *world = *state;
	world_keys(world, "<Enter> <Esc> <Esc> <Esc> <Esc> / <Esc> <Esc>");
	assert_false(world->quit);
}

static void a_filter_without_match_keeps_the_view(void **state)
{
	struct world *world = *state;
	world_keys(world, "/ l s s");
	assert_true(world_shows(world, "0 of"));
	assert_true(world_shows(world, "train"));
	world_keys(world, "e r a t i o n <Enter>"); /* however long: it never makes room for something else */
	world_draw(world, 40, 12);
	assert_true(world_shows(world, "0 of 4 tags match /lsseration/"));
	world_draw(world, 80, 24);
	world_keys(world, "<Esc>");
	assert_false(world_shows(world, "0 of"));
	assert_string_equal(choice_tag_filter(world->choice), "");
}

static void a_filter_narrows_the_tags(void **state)
{
	struct world *world = *state;
	world_keys(world, "/ A C C <Enter>");
	assert_true(world_shows(world, "Tags 1/4"));
	assert_true(world_shows(world, "acc"));
	world_keys(world, "<Esc>");
	assert_true(world_shows(world, "Tags 4"));
}

static void zoom_stays_when_points_come(void **state)
{
	struct world *world = *state;
	struct window before, after;
	world_keys(world, "+ +");
	assert_true(choice_zoom(world->choice, &before));
	assert_true(world_shows(world, "FOLLOW OFF"));
	world_series(world, "later", "train/loss", 0, 5000, value_loss);
	choice_meet(world->choice, world->store);
	world_draw(world, 80, 24);
	assert_true(choice_zoom(world->choice, &after));
	assert_true(before.from == after.from && before.to == after.to);
	world_keys(world, "=");
	assert_false(choice_zoom(world->choice, &after));
	world_keys(world, "+ -");
	assert_false(choice_zoom(world->choice, &after));
}

static void the_focused_chart_follows_the_tag(void **state)
{
	struct world *world = *state;
	world_keys(world, "<Enter>");
	assert_true(world_shows(world, "train/acc"));
	world_keys(world, "j j");
	assert_true(world_shows(world, "train/lr"));
	assert_false(world_shows(world, "train/acc"));
	world_keys(world, "<Esc> k <Enter>"); /* the cursor of the tree went along */
	assert_true(world_shows(world, "train/loss"));
	assert_false(world_shows(world, "train/lr"));
}

static void runs_are_hidden_and_shown(void **state)
{
	struct world *world = *state;
	world_keys(world, "<S-Tab> g <Space>");
	assert_true(world_shows(world, "Runs 2/3"));
	world_keys(world, "o");
	assert_true(world_shows(world, "Runs 1/3"));
	world_keys(world, "a");
	assert_true(world_shows(world, "Runs 3/3"));
}

static void the_mouse_selects(void **state)
{
	struct world *world = *state;
	world_mouse(world, MOUSE_PRESS, 70, 0); /* the second tab */
	assert_true(world_shows(world, "[2]Steps"));
	world_mouse(world, MOUSE_PRESS, 59, 0);
	assert_true(world_shows(world, "[1]Scalars"));
	world_mouse(world, MOUSE_WHEEL_UP, 50, 4);
	struct window window;
	assert_true(choice_zoom(world->choice, &window));
	world_mouse(world, MOUSE_WHEEL_DOWN, 50, 4);
	assert_false(choice_zoom(world->choice, &window));
}

static void commands_run_actions(void **state)
{
	struct world *world = *state;
	world_keys(world, ": v i e w <Space> s t e p s <Enter>");
	assert_true(world_shows(world, "[2]Steps"));
	world_keys(world, ": n o s u c h <Enter>");
	assert_true(world_shows(world, "no action nosuch"));
	world_keys(world, "1 : x - a x i s <Space> w a l l <Enter>");
	assert_int_equal(choice_x(world->choice), X_WALL);
	world_keys(world, ": 2 <Enter>"); /* a key is a name too */
	assert_true(world_shows(world, "[2]Steps"));
	world_keys(world, ": y <Enter>"); /* without a meaning here */
	assert_true(world_shows(world, ":y-scale does nothing in Steps"));
	world_keys(world, ": q <Enter>");
	assert_true(world->quit);
}

/* The program's own, beyond the views: they are told of there. */
static bool is_taken_elsewhere(enum action action)
{
	return action == ACTION_ALERT || action == ACTION_THEME || action == ACTION_PIXELS || action == ACTION_FILTER ||
	       action == ACTION_FILTER_RUNS;
}

static void type_nonsense(struct world *world, enum action action)
{
	world_keys(world, "<Esc> :");
	for (const char *c = action_name(action); *c; c++)
		world_keys(world, (char[]){*c, '\0'});
	world_keys(world, "<Space> n o s u c h <Enter>");
}

/* Whatever the action and the tab: with a word that has no meaning nothing is changed, and it is said why. */
static void a_word_without_meaning_is_refused(void **state)
{
	static const char *const tabs[] = {"1", "2"};
	struct world *world = *state;
	world_draw(world, 120, 40);
	for (size_t tab = 0; tab < 2; tab++) {
		world_keys(world, tabs[tab]);
		for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
			if (is_taken_elsewhere((enum action)i))
				continue;
			uint64_t before = choice_generation(world->choice);
			type_nonsense(world, (enum action)i);
			if (world_shows(world, "? help") || choice_generation(world->choice) != before)
				fail_msg(":%s nosuch passes in silence", action_name((enum action)i));
		}
	}
}

static void what_is_nearly_an_action_is_asked_about(void **state)
{
	struct world *world = *state;
	world_keys(world, ": z o o n - i n <Enter>");
	assert_true(world_shows(world, "no action zoon-in; did you mean :zoom-in?"));
}

static void commands_are_completed(void **state)
{
	struct world *world = *state;
	world_keys(world, ": z o");
	assert_true(world_shows(world, ":zo   zoom zoom-in zoom-out"));
	world_keys(world, "<Tab> - o <Tab>");
	assert_true(world_shows(world, ":zoom-out   zoom-out: zoom out"));
	world_keys(world, "<Enter>");
	assert_false(world_shows(world, "no action"));
	world_keys(world, "/ z o");
	assert_false(world_shows(world, "zoom-in"));
}

static void help_names_no_key_that_does_nothing(void **state)
{
	struct world *world = *state;
	world_keys(world, "? /");
	world_keys(world, "l e g e n d");
	assert_true(world_shows(world, "legend on or off"));
	world_keys(world, "<Esc> <Esc> 2 ? / l e g e n d");
	assert_true(world_shows(world, "no key like that"));
	world_keys(world, "<Esc> <Esc> ? / u n h i d e"); /* has no key in any view: `:` alone runs it */
	assert_true(world_shows(world, "bring back all runs"));
}

/* Columns that others tell best make room for names; short names leave them. */
static void step_columns_yield_to_names(void **state)
{
	struct world *world = *state;
	world_keys(world, "2");
	assert_true(world_shows(world, "p95"));
	assert_true(world_shows(world, "of run"));
	world_series(world, "a/rather/long/name", "loss", 0, 50, value_loss);
	world_draw(world, 80, 24);
	assert_true(world_shows(world, "a/rather/long/name"));
	assert_false(world_shows(world, "p95"));
	assert_true(world_shows(world, "p99"));
	for (int i = 0; i < 8; i++) { /* the sort goes over what is shown, and comes back to the name */
		assert_int_equal(world_shows(world, "run▲"), i == 0);
		world_keys(world, ",");
	}
	assert_true(world_shows(world, "run▲"));
	world_draw(world, 100, 24);
	assert_true(world_shows(world, "p95"));
}

static void help_says_what_keys_do(void **state)
{
	meanings_hold(*state, "scalars");
}

static void help_is_searched_and_runs(void **state)
{
	struct world *world = *state;
	world_keys(world, "?");
	assert_true(world_shows(world, "a page down"));
	world_keys(world, "/ p i n <Space> t");
	assert_true(world_shows(world, "pin the tag on top"));
	assert_false(world_shows(world, "a page down"));
	world_keys(world, "<Enter> <Enter>");
	assert_true(choice_pinned(world->choice, slice_of("train/acc")));
	assert_true(world_shows(world, "pinned"));
}

static void an_idle_screen_is_still(void **state)
{
	struct world *world = *state;
	struct scene scene = world_scene(world);
	struct str before = {0}, after = {0};
	world->now = scene.now = WORLD_START + 30 * 86400;
	world_draw(world, 80, 24);
	canvas_to_golden(&world->canvas, &before);
	double next = dashboard_next_change(world->dashboard, &scene);
	assert_true(next > scene.now && next <= scene.now + 86400);
	world->now = scene.now + (next - scene.now) * 0.99;
	world_draw(world, 80, 24);
	canvas_to_golden(&world->canvas, &after);
	assert_string_equal(str_text(&before), str_text(&after));
	world->now = next;
	str_clear(&after);
	world_draw(world, 80, 24);
	canvas_to_golden(&world->canvas, &after);
	assert_string_not_equal(str_text(&before), str_text(&after));
	str_fini(&before);
	str_fini(&after);
}

/* Of a run that goes on, however slowly, the state is looked at soon. */
static void a_live_run_is_looked_at(void **state)
{
	struct world world;
	struct row rows[30];
	for (int i = 0; i < 30; i++)
		rows[i] = (struct row){i, WORLD_START + i * 600, 0};
	world_init(&world);
	world_rows(&world, "slow", "events", "loss", rows, 30);
	choice_settle(world.choice, world.store);
	world.now = rows[29].wall_time + 125; /* the age is of minutes */
	world_draw(&world, 80, 24);
	struct scene scene = world_scene(&world);
	double next = dashboard_next_change(world.dashboard, &scene);
	assert_true(next > scene.now && next <= scene.now + 5);
	world_fini(&world);
}

static void a_notice_ends(void **state)
{
	struct world *world = *state;
	dashboard_notice(world->dashboard, "hello there", world->now);
	world_draw(world, 80, 24);
	assert_true(world_shows(world, "hello there"));
	struct scene scene = world_scene(world);
	world->now = dashboard_next_change(world->dashboard, &scene);
	assert_true(world->now <= scene.now + 10);
	world->now = scene.now + 10;
	world_draw(world, 80, 24);
	assert_false(world_shows(world, "hello there"));
}

/* One key, one meaning: what a view binds means the same in the global table. */
static void bindings_agree(void **state)
{
	for (int i = 0; i < view_count; i++) {
		const struct binding *conflict = bind_conflicts(views[i]->bindings, bind_global);
		assert_null(conflict ? conflict->key : NULL);
		if (!views[i]->pane_bindings)
			continue;
		void *fresh = xcalloc(1, views[i]->size);
		conflict = bind_conflicts(views[i]->pane_bindings(fresh), bind_global);
		assert_null(conflict ? conflict->key : NULL);
		free(fresh);
	}
}

/* ---- Sizes ------------------------------------------------------------------------ */

static void check_parts(const struct rect *parts, size_t count, struct rect area)
{
	for (size_t i = 0; i < count; i++) {
		assert_true(rect_empty(parts[i]) || rect_inside(parts[i], area));
		for (size_t k = i + 1; k < count; k++)
			assert_false(!rect_empty(parts[i]) && !rect_empty(parts[k]) && rect_overlap(parts[i], parts[k]));
	}
}

static void layouts_fit(void **state)
{
	for (int i = 0; i < 20000; i++) {
		int columns = 1 + test_below(i % 4 ? 90 : 500), rows = 1 + test_below(i % 4 ? 40 : 200);
		struct rect whole = {0, 0, columns, rows};
		struct screen_layout screen = screen_layout(columns, rows, i & 1);
		check_parts((struct rect[]){screen.top, screen.body, screen.status, screen.hint}, 4, whole);
		struct scalars_layout parts =
			scalars_layout(screen.body, test_below(300), test_below(300), test_below(40),
			               i % 3 ? 0 : test_below(CHOICE_SIDE_MOST + 1));
		check_parts((struct rect[]){parts.head, parts.runs, parts.tags, parts.charts, parts.values, parts.rule}, 6,
		            screen.body);
		int height = parts.charts.height + parts.tags.height, tags = test_below(30), asked = test_below(20);
		scalars_layout_rows(&parts, tags, asked, test_below(2));
		check_parts((struct rect[]){parts.head, parts.runs, parts.tags, parts.charts, parts.rows, parts.rule}, 6,
		            screen.body);
		assert_int_equal(parts.charts.height + parts.tags.height + parts.rows.height, height); /* no blank row */
		assert_true(parts.shape != SCALARS_SIDE || (parts.rows.height <= asked && parts.tags.height <= tags));
		assert_true(parts.shape != SCALARS_SIDE || height < 3 || parts.charts.height >= 3 || parts.charts.height >= height / 2);
	}
}

static void any_size_and_any_key(void **state)
{
	static const char *const keys[] = {
		"j", "k", "g", "G", "h", "l", "<Tab>", "<S-Tab>", "<Enter>", "<Esc>", "<Space>", "o", "a", "*", "c", "/", "x",
		"y", "M", "L", "z", "Z", "+", "-", "<", ">", "=", "p", "i", "!", "?", "1", "2", ",", "{", "}", "^d", "^u", "H"};
	struct world *world = *state;
	for (int i = 0; i < 1500; i++) {
		int columns = 1 + test_below(i % 8 ? 100 : 500), rows = 1 + test_below(i % 8 ? 40 : 200);
		world_draw(world, columns, rows);
		for (int k = 0; k < 4; k++)
			world_keys(world, keys[test_below((int)(sizeof keys / sizeof *keys))]);
		enum mouse_what what = (enum mouse_what)test_below(5);
		world_mouse(world, what, test_below(columns), test_below(rows));
	}
}

static void random_data(void **state)
{
	static double (*const values[])(int) = {value_loss, value_nan, value_broken, value_lr, value_accuracy};
	struct world *world = *state;
	for (int i = 0; i < 60; i++) {
		char run[8] = {0}, tag[8] = {0};
		for (int k = 0; k < 6; k++) {
			run[k] = (char)(1 + test_below(255));
			tag[k] = "/ab\xC3\xE2\x80"[test_below(6)];
		}
		world_series(world, run, tag, 0, 1 + test_below(40), values[test_below(5)]);
		choice_meet(world->choice, world->store);
		world_draw(world, 1 + test_below(200), 1 + test_below(60));
		world_keys(world, test_below(2) ? "j" : "<Tab>");
	}
}

static void views_have_more_names_than_one(void **state)
{
	static const char *const same[][2] = {{"mesh", "meshes"}, {"Mesh", "meshes"}, {"image", "images"}, {"texts", "text"},
		{"graph", "graphs"}, {"hparam", "hparams"}, {"HParams", "hparams"}, {"hist", "histograms"}, {"step", "steps"},
		{"pr_curve", "pr"}, {"distributions", "histograms"}, {"projector", "embeddings"}, {"serie", "series"},
		{"audios", "audio"}, {"profiles", "profile"}, {"scalar", "scalars"}, {"time_series", "series"}};
	static const char *const none[] = {"", "s", "es", "scal", "me", "meshess", "nothing"};
	for (int i = 0; i < view_count; i++)
		assert_int_equal(views_find(views[i]->name), i);
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		assert_int_equal(views_find(same[i][0]), views_find(same[i][1]));
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(views_find(none[i]), -1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)
	const struct CMUnitTest tests[] = {
		TEST(q_goes_back_before_it_quits), TEST(escape_never_quits), TEST(a_filter_without_match_keeps_the_view),
		TEST(a_filter_narrows_the_tags), TEST(zoom_stays_when_points_come), TEST(the_focused_chart_follows_the_tag),
		TEST(runs_are_hidden_and_shown), TEST(the_mouse_selects), TEST(commands_run_actions),
		TEST(commands_are_completed), TEST(a_word_without_meaning_is_refused),
		TEST(what_is_nearly_an_action_is_asked_about), TEST(help_names_no_key_that_does_nothing),
		TEST(step_columns_yield_to_names),
		TEST(help_is_searched_and_runs), TEST(help_says_what_keys_do),
		TEST(an_idle_screen_is_still), TEST(a_live_run_is_looked_at), TEST(a_notice_ends), TEST(bindings_agree), TEST(layouts_fit),
		TEST(views_have_more_names_than_one), TEST(any_size_and_any_key), TEST(random_data),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
