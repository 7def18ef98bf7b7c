#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cmd/look.h"
#include "cmd/options.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

struct both {
	struct config config;
	struct options options;
};

/* The configuration `text` in the file /c, under the words of a command line. */
static struct both *read_both(const char *text, char **words)
{
	int count = 0;
	struct both *both = calloc(1, sizeof *both);
	unsetenv("TBTOP_MEMORY_LIMIT");
	while (words[count])
		count++;
	config_read(&both->config, "/c", slice_of(text));
	options_parse_over(&both->options, &both->config, count, words);
	return both;
}

static void free_both(struct both *both)
{
	options_fini(&both->options);
	config_fini(&both->config);
	free(both);
}

static struct setting setting_of(const struct both *both, const char *name)
{
	for (size_t i = 0; i < options_setting_count(); i++) {
		struct setting setting = options_setting(&both->options, i);
		if (!strcmp(setting.name, name))
			return setting;
	}
	fail_msg("no setting %s", name);
	return (struct setting){0};
}

static void the_command_line_goes_before_the_file(void **state)
{
	struct both *both = read_both("# mine\nmouse = off\n\n  x_axis : wall  ; as I think\ncharset = ascii\n",
	                              (char *[]){"tbtop", "--charset=utf-8", "--no-legend", NULL});
	assert_int_equal(both->config.problem_count, 0);
	assert_false(both->options.mouse);
	assert_int_equal(both->options.x_axis, X_WALL);
	assert_int_equal(both->options.charset, CHARSET_UTF8);
	struct setting axis = setting_of(both, "x-axis"), charset = setting_of(both, "charset");
	assert_string_equal(axis.value, "wall");
	assert_int_equal(axis.from, FROM_FILE);
	assert_int_equal(axis.line, 4);
	assert_int_equal(charset.from, FROM_OPTION);
	assert_string_equal(setting_of(both, "legend").value, "off");
	assert_int_equal(setting_of(both, "theme").from, FROM_DEFAULT);
	free_both(both);
}

static void the_environment_goes_between(void **state)
{
	struct both *both = calloc(1, sizeof *both);
	config_read(&both->config, "/c", slice_of("memory-limit = 1G\n"));
	setenv("TBTOP_MEMORY_LIMIT", "2G", 1);
	options_parse_over(&both->options, &both->config, 1, (char *[]){"tbtop", NULL});
	unsetenv("TBTOP_MEMORY_LIMIT");
	assert_true(both->options.memory_limit == UINT64_C(2) << 30);
	assert_int_equal(setting_of(both, "memory-limit").from, FROM_ENVIRONMENT);
	assert_string_equal(setting_of(both, "memory-limit").variable, "TBTOP_MEMORY_LIMIT");
	free_both(both);
}

static void expect_problems(const char *text, const char *problems)
{
	struct both *both = read_both(text, (char *[]){"tbtop", NULL});
	assert_string_equal(str_text(&both->config.problems), problems);
	assert_null(both->options.error);
	free_both(both);
}

static void what_is_wrong_is_named_by_its_place(void **state)
{
	expect_problems("\nmuse = on\n", "/c:2:1: no such setting: \"muse\"; did you mean mouse?\n");
	expect_problems("x_axes = wall\n", "/c:1:1: no such setting: \"x_axes\"; did you mean x-axis?\n");
	expect_problems("umbrella = on\n", "/c:1:1: no such setting; `tbtop config` lists them, not \"umbrella\"\n");
	expect_problems("json = on\n", "/c:1:1: no such setting; `tbtop config` lists them, not \"json\"\n");
	expect_problems("  mouse =  perhaps\n", "/c:1:12: mouse takes on or off, not \"perhaps\"\n");
	expect_problems("panels = 5\n", "/c:1:10: panels takes -4 to 4, more charts on a page or fewer, not \"5\"\n");
	expect_problems("theme = lihgt\n",
	                "/c:1:9: theme takes auto, dark, light, mono or a theme of the configuration, not \"lihgt\"\n");
	expect_problems("[keys]\nzoom-in = + jj\n",
	                "/c:2:13: no key; keys are written as j ^d <Tab> <F5> <C-Left> M-x, not \"jj\"\n");
	expect_problems("[keys]\nup = j\ndown = x j\n",
	                "/c:3:10: this key was given to an action before, not \"j\"\n");
	expect_problems("[keys]\nfly = j\n", "/c:2:1: no such action; ? lists them, not \"fly\"\n");
	expect_problems("[keys]\ngotoo 100 = j\n", "/c:2:1: no such action: \"gotoo 100\"; did you mean goto?\n");
	expect_problems("[theme a]\nselectd = red\n", "/c:2:1: no such role: \"selectd\"; did you mean selected?\n");
	expect_problems("[theme dark]\ntext = red\n",
	                "/c:2:1: a theme has a name of its own: [theme NAME], not \"text\"\n");
	expect_problems("[theme a]\ntext = red blau\n", "/c:2:12: colours are #rrggbb, 0 to 255 or red, bright-red ...; "
	                                                "attributes bold, dim, underline, reverse, not \"blau\"\n");
	expect_problems("[nothing]\na = b\n", "/c:1:2: sections are [keys], [theme NAME], [layout NAME] and [alerts], not \"nothing\"\n");
	expect_problems("[alert]\n", "/c:1:2: sections are [keys], [theme NAME], [layout NAME] and [alerts], not \"alert\"\n");
	expect_problems("[keys]\n[theme a]\n[layout b]\n[alerts]\n", "");
	/* In the order of the file, whatever is looked at first. */
	expect_problems("muse = on\n[keys]\nfly = j\n[nothing]\na = b\n",
	                "/c:1:1: no such setting: \"muse\"; did you mean mouse?\n"
	                "/c:3:1: no such action; ? lists them, not \"fly\"\n"
	                "/c:4:2: sections are [keys], [theme NAME], [layout NAME] and [alerts], not \"nothing\"\n");
	expect_problems("nonsense\n [keys\nmouse = off", "/c:1:1: neither [section] nor name = value\n"
	                                                 "/c:2:7: a section ends with ]\n");
	expect_problems("color = \x1B[31m\n", "/c:1:10: color takes auto, always or never, not \"[31m\"\n");
}

static void what_is_right_holds_beside_what_is_wrong(void **state)
{
	struct both *both = read_both("mouse = 7\nhints = off\nnonsense\n[keys]\nup = ; none\nquit = jj\nzoom-in = <C-Up> #\n",
	                              (char *[]){"tbtop", NULL});
	struct binds binds = {{bind_global}, &both->config.keymap};
	struct event k = {.what = EVENT_KEY, .key = 'k'}, hash = {.what = EVENT_KEY, .key = '#'};
	assert_int_equal(both->config.problem_count, 3);
	assert_true(both->options.mouse);
	assert_false(both->options.hints);
	assert_null(bind_find(&binds, &k));
	assert_int_equal(bind_find(&binds, &hash)->action, ACTION_ZOOM_IN);
	free_both(both);
}

static void a_line_that_is_too_long_is_left_out_whole(void **state)
{
	char text[400];
	memset(text, 'x', sizeof text);
	memcpy(text, "view=", 5);
	text[300] = '\n';
	strcpy(text + 301, "mouse=off\n");
	struct both *both = read_both(text, (char *[]){"tbtop", NULL});
	assert_string_equal(str_text(&both->config.problems), "/c:1:200: a line may have 197 bytes; it is left out\n");
	assert_null(both->options.view);
	assert_false(both->options.mouse);
	free_both(both);
}

static void a_theme_of_ones_own(void **state)
{
	struct both *both = read_both("theme = paper\n[theme paper]\ntext = #102030 on 7 bold mono reverse\nbase = light\n",
	                              (char *[]){"tbtop", NULL});
	const struct theme *theme = both->options.theme;
	assert_int_equal(both->config.problem_count, 0);
	assert_string_equal(theme->name, "paper");
	assert_true(theme->light);
	struct style text = theme_style(theme, COLOUR_DIRECT, ROLE_TEXT);
	assert_int_equal(text.foreground, 0x102030);
	assert_int_equal(text.background, 0xE5E5E5); /* number 7, as xterm has it */
	assert_int_equal(theme_style(theme, COLOUR_256, ROLE_TEXT).background, 7);
	assert_int_equal(theme_style(theme, COLOUR_256, ROLE_TEXT).foreground, 234);
	assert_int_equal(theme_style(theme, COLOUR_16, ROLE_TEXT).foreground, 0);
	struct style axis = theme_style(theme, COLOUR_256, ROLE_AXIS), light = theme_style(&theme_light, COLOUR_256, ROLE_AXIS);
	assert_int_equal(axis.foreground, light.foreground);
	free_both(both);
}

static void it_looks_at_the_start_as_was_said(void **state)
{
	struct both *both = read_both("x-axis = relative\nsmoothing = ema:0.6\nlegend = off\npanels = 2\ntail = 1h30m\n",
	                              (char *[]){"tbtop", "--y-scale", "log", NULL});
	struct choice *all = choice_new(), *given = choice_new();
	look_begin(&both->options, FROM_DEFAULT, all);
	look_begin(&both->options, FROM_OPTION, given);
	assert_int_equal(choice_x(all), X_RELATIVE);
	assert_int_equal(choice_y(all), Y_LOG);
	assert_int_equal(choice_smooth(all).kind, SMOOTH_EMA);
	assert_false(choice_legend(all));
	assert_int_equal(choice_panels(all), 2);
	assert_int_equal(choice_extent(all)->tail, TAIL_SECONDS);
	assert_float_equal(choice_extent(all)->tails[TAIL_SECONDS], 5400, 0);
	assert_int_equal(choice_x(given), X_STEP);
	assert_int_equal(choice_y(given), Y_LOG);
	assert_true(choice_legend(given));
	choice_free(all);
	choice_free(given);
	free_both(both);
}

static void layouts_of_charts(void **state)
{
	struct config config = {0};
	config_read(&config, "/c", slice_of("[layout Losses]\nclosed = yes\nboth = train/loss  val/.*\nedge = margin a a/low a/up\n"
	                                    "[layout More]\nbad = (\n[layout Losses]\nshort = margin a b\nclosed = perhaps\n"));
	assert_int_equal(config.layout.count, 2);
	const struct layout_category *losses = &config.layout.categories[0];
	assert_string_equal(str_text(&losses->title), "Losses");
	assert_int_equal(losses->chart_count, 3);
	assert_int_equal(losses->charts[0].tag_count, 2);
	assert_string_equal(str_text(&losses->charts[0].tags[1]), "val/.*");
	assert_int_equal(losses->charts[1].content, CHART_MARGIN);
	assert_string_equal(str_text(&losses->charts[1].margins[0].upper), "a/up");
	assert_int_equal(config.problem_count, 3);
	assert_non_null(strstr(str_text(&config.problems), "/c:6:7: a chart takes regular expressions"));
	assert_non_null(strstr(str_text(&config.problems), "/c:8:9: a margin takes three tags"));
	assert_non_null(strstr(str_text(&config.problems), "/c:9:10: yes or no"));
	config_fini(&config);
}

static void an_alert_waits_for_seconds_in_a_day(void **state)
{
	static const struct { const char *text; double seconds; } rows[] = {
		{"1", 1}, {"2.5", 2.5}, {"86400", 86400}, {"1e3", 1000}, {"0.5", 0}, {"86401", 0}, {"-1", 0}, {"nan", 0}, {"inf", 0},
		{"", 0}, {"5s", 0}, {"s", 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double seconds = 0;
		assert_int_equal(config_alert_timeout(rows[i].text, &seconds), rows[i].seconds > 0);
		assert_true(seconds == rows[i].seconds);
	}
}

int main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layouts_of_charts),
		cmocka_unit_test(the_command_line_goes_before_the_file),
		cmocka_unit_test(the_environment_goes_between),
		cmocka_unit_test(what_is_wrong_is_named_by_its_place),
		cmocka_unit_test(what_is_right_holds_beside_what_is_wrong),
		cmocka_unit_test(a_line_that_is_too_long_is_left_out_whole),
		cmocka_unit_test(a_theme_of_ones_own),
		cmocka_unit_test(an_alert_waits_for_seconds_in_a_day),
		cmocka_unit_test(it_looks_at_the_start_as_was_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
